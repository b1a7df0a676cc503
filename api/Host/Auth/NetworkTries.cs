using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host.Auth;

/// <summary>
/// How often each network failed within the last minute. A try takes one of the network's permits before it is made, so that many at once are
/// no more than one after the other; one that does not fail gives it back. Where the permits are out because others' tries are under way,
/// the next waits for what becomes of them: a class that signs in at once is refused nothing.
/// </summary>
internal sealed partial class NetworkTries(IOptions<RateLimitOptions> options, TimeProvider time, ILogger<NetworkTries> logger)
{
    // More at once, from one address, are no class.
    private const int MostWaiting = 2_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Network> networks = new(StringComparer.Ordinal);
    private long? swept;

    /// <summary>How many networks are remembered.</summary>
    internal int Count
    {
        get
        {
            lock (gate)
                return networks.Count;
        }
    }

    private int Most => options.Value.SignInsPerMinute;

    /// <summary>Begins a try; null where the network failed too often. Dispose it at its end: it failed, unless it was given back.</summary>
    /// <param name="network">The network, or what else is counted together.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Try?> BeginAsync(string network, CancellationToken cancellationToken)
    {
        var turn = Enter(network);
        await using var giveUp = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        return await turn.Task ? new Try(this, network) : null;
    }

    /// <summary>Counts a failure; tells whether the network has failed too often already.</summary>
    public bool IsTooMuch(string network)
    {
        lock (gate)
        {
            var known = Known(network);
            if (known.Failures.Count >= Most)
                return true;
            Fail(known, network);
            return false;
        }
    }

    /// <summary>How long a network waits that failed too often.</summary>
    public TimeSpan WaitOf(string network)
    {
        lock (gate)
        {
            var wait = Known(network).Failures.TryPeek(out var first) ? Window - time.GetElapsedTime(first) : TimeSpan.Zero;
            return wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
        }
    }

    private TaskCompletionSource<bool> Enter(string network)
    {
        // Continued elsewhere: the request that ends a try does not make the next one.
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            var known = Known(network);
            if (known.Failures.Count >= Most || known.Waiting.Count >= MostWaiting)
                turn.SetResult(false);
            else
            {
                known.Waiting.Enqueue(turn);
                LetIn(known);
            }
        }

        return turn;
    }

    private void End(string network, bool hasFailed)
    {
        lock (gate)
        {
            var known = Known(network);
            known.UnderWay--;
            if (hasFailed)
                Fail(known, network);
            LetIn(known);
        }
    }

    private void Fail(Network known, string network)
    {
        var now = time.GetTimestamp();
        known.Failures.Enqueue(now);
        if (known.Failures.Count < Most || !IsOver(known.SaidAt, now))
            return;
        known.SaidAt = now;
        Log.Reached(logger, Most, network);
    }

    // Who has given up meanwhile takes no permit.
    private void LetIn(Network known)
    {
        while (known.Waiting.Count > 0 && known.Failures.Count + known.UnderWay < Most)
        {
            if (known.Waiting.Dequeue().TrySetResult(true))
                known.UnderWay++;
        }

        while (known.Failures.Count >= Most && known.Waiting.TryDequeue(out var late))
            late.TrySetResult(false);
    }

    private Network Known(string network)
    {
        var now = time.GetTimestamp();
        if (IsOver(swept, now))
            Sweep(now);
        if (!networks.TryGetValue(network, out var known))
            networks[network] = known = new Network();
        Forget(known, now);
        return known;
    }

    private void Sweep(long now)
    {
        swept = now;
        foreach (var (network, known) in networks)
        {
            Forget(known, now);
            if (known is { UnderWay: 0, Failures.Count: 0, Waiting.Count: 0 })
                networks.Remove(network);
        }
    }

    private void Forget(Network known, long now)
    {
        while (known.Failures.TryPeek(out var first) && IsOver(first, now))
            known.Failures.Dequeue();
    }

    // What never was is over.
    private bool IsOver(long? since, long now) => since is not { } then || time.GetElapsedTime(then, now) >= Window;

    /// <summary>A try under way.</summary>
    internal sealed class Try(NetworkTries tries, string network) : IDisposable
    {
        private bool hasFailed = true;
        private bool hasEnded;

        /// <summary>Gives the permit back at the end: the try succeeded, or was not made.</summary>
        public void GiveBack() => hasFailed = false;

        public void Dispose()
        {
            if (hasEnded)
                return;
            hasEnded = true;
            tries.End(network, hasFailed);
        }
    }

    private sealed class Network
    {
        /// <summary>The timestamps of the last minute's failures.</summary>
        public Queue<long> Failures { get; } = new();

        public Queue<TaskCompletionSource<bool>> Waiting { get; } = new();

        public int UnderWay { get; set; }

        /// <summary>The timestamp of when the log was last told of it.</summary>
        public long? SaidAt { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Signing in failed {Count} times within a minute from {Network}: its next tries wait, but for browsers that were signed in before and passkeys")]
        public static partial void Reached(ILogger logger, int count, string network);
    }
}
