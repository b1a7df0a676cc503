using System.Net;
using System.Net.Sockets;

namespace EksGrader.Checks.Web;

/// <summary>Tries a host's addresses one after another, each a moment after the one before, and keeps the first that answers.</summary>
internal sealed class ConnectRace(Dial dial, TimeProvider time, string host, int port)
{
    public async Task<GuardedConnection> RunAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count == 1)
        {
            return await OnlyAsync(addresses[0], cancellationToken);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<GuardedConnection>>(addresses.Count);
        var failures = new List<SocketException>();
        var next = 0;
        try
        {
            while (next < addresses.Count || running.Count > 0)
            {
                if (next < addresses.Count)
                {
                    running.Add(TryAsync(addresses[next++], end.Token));
                }

                await WaitAsync(running, untilOneEnds: next == addresses.Count, end.Token);
                while (running.Find(t => t.IsCompleted) is { } ended)
                {
                    running.Remove(ended);
                    if (ended.IsCompletedSuccessfully)
                    {
                        return await ended;
                    }

                    failures.Add(await FailureOfAsync(ended));
                }
            }
        }
        finally
        {
            await end.CancelAsync();
            running.ForEach(Abandon);
        }

        throw Joined(failures, string.Join(", ", addresses));
    }

    private async Task<GuardedConnection> OnlyAsync(IPAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(address, cancellationToken);
        }
        catch (SocketException e)
        {
            throw Joined([e], address.ToString());
        }
    }

    private async Task<GuardedConnection> TryAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var stream = await dial(new IPEndPoint(address, port), cancellationToken);
        try
        {
            // SocketsHttpHandler reads the peer's address next, and lets the exception of a peer that is gone through as it is. Once read it is kept.
            _ = (stream as NetworkStream)?.Socket.RemoteEndPoint;
            return new GuardedConnection(stream, address);
        }
        catch (SocketException)
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    // Until one of them has ended, or the moment is over and the next address may be tried beside them.
    private async Task WaitAsync(List<Task<GuardedConnection>> running, bool untilOneEnds, CancellationToken cancellationToken)
    {
        var one = Task.WhenAny(running);
        if (untilOneEnds)
        {
            await one.WaitAsync(cancellationToken);
            return;
        }

        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(one, Task.Delay(GuardedConnector.Stagger, time, moment.Token));
        await moment.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<SocketException> FailureOfAsync(Task<GuardedConnection> failed)
    {
        try
        {
            await failed;
            throw new InvalidOperationException("The attempt did not fail.");
        }
        catch (SocketException e)
        {
            return e;
        }
    }

    private static void Abandon(Task<GuardedConnection> attempt) =>
        _ = attempt.ContinueWith(
            static t =>
            {
                if (t.IsCompletedSuccessfully)
                {
                    t.Result.Stream.Dispose();
                }
                else
                {
                    _ = t.Exception; // observed here: no one else awaits it
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    // A refusal tells more than a path that leads nowhere.
    private ConnectException Joined(List<SocketException> failures, string addresses)
    {
        var errors = failures.ConvertAll(f => f.SocketErrorCode);
        var failure = errors switch
        {
            _ when errors.Contains(SocketError.ConnectionRefused) => ConnectFailure.Refused,
            _ when errors.Contains(SocketError.TimedOut) => ConnectFailure.TimedOut,
            _ when errors.TrueForAll(e => e is SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported) => ConnectFailure.NoNetwork,
            _ => ConnectFailure.Unreachable,
        };
        return GuardedConnector.Failed(failure, host, port, $"{addresses}: {string.Join(", ", errors)}", failures[^1]);
    }
}
