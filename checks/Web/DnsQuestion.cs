using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>
/// Asks the machine's name servers (RFC 1035), without a thread that waits. getaddrinfo blocks one for as long as a stranger's name
/// server likes, has one answer for a name that does not exist and for one without addresses, and tries search domains.
/// </summary>
/// <remarks>
/// A question that is not answered within <see cref="Again"/> is asked again, of the next server where there is one, while the first
/// answer is still waited for; one that a server fails at (SERVFAIL, REFUSED, nonsense) is asked of the next at once. The first NOERROR
/// or NXDOMAIN counts. An answer that is cut off is asked for by TCP.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="settings">The name servers; null for those of the machine.</param>
public sealed class DnsQuestion(TimeProvider time, Func<ResolverSettings>? settings = null)
{
    /// <summary>How long a question is waited for in all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After what time it is asked again.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private const int UdpBytes = 4096;

    private readonly Func<ResolverSettings> settings = settings ?? new MachineSettings().Read;

    /// <summary>Whether a name exists: false for NXDOMAIN, true for any answer that knows it.</summary>
    /// <exception cref="ReadException">No server answered the one or the other.</exception>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        await QueryAsync(name, DnsType.A, cancellationToken) is { Code: not DnsMessage.NameError };

    /// <summary>
    /// The addresses of a name, IPv4 and IPv6 in turn; none where the name does not exist or has none. A name without a dot is asked for
    /// within the search domains too, all at the same time, and the first of them that knows it counts; any other as it stands: within a
    /// search domain it could be another person's. A search domain whose servers fail hides nothing that is known without it.
    /// </summary>
    /// <exception cref="ReadException">No server answered for one of the names, and none of the others has an address.</exception>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(string name, CancellationToken cancellationToken)
    {
        IEnumerable<string> searched = name.Contains('.', StringComparison.Ordinal) ? [] : settings().Search.Select(domain => $"{name}.{domain}");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = searched.Append(name).Select(candidate => AddressesOfAsync(candidate, over.Token)).ToList();
        try
        {
            return await FirstKnownAsync(asked);
        }
        finally
        {
            await over.CancelAsync();
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<IReadOnlyList<IPAddress>> FirstKnownAsync(List<Task<IReadOnlyList<IPAddress>>> asked)
    {
        ReadException? unanswered = null;
        foreach (var candidate in asked)
        {
            try
            {
                if (await candidate is { Count: > 0 } addresses)
                {
                    return addresses;
                }
            }
            catch (ReadException e)
            {
                unanswered = e;
            }
        }

        return unanswered is null ? [] : throw unanswered;
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesOfAsync(string name, CancellationToken cancellationToken)
    {
        var (v4, v6) = (QueryAsync(name, DnsType.A, cancellationToken), QueryAsync(name, DnsType.Aaaa, cancellationToken));
        await ((Task)Task.WhenAll(v4, v6)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Servers there are that answer for one family and fail at the other. An address is a fact by itself, and NXDOMAIN is one of the
        // name (RFC 8020); that a name has no address needs both answers.
        return (Known(v4) ?? Known(v6)) is { } alone && (v4.IsFaulted || v6.IsFaulted)
            ? alone
            : InTurn((await v4)?.Addresses ?? [], (await v6)?.Addresses ?? []);

        static IReadOnlyList<IPAddress>? Known(Task<DnsResponse?> asked) =>
            asked is { IsCompletedSuccessfully: true, Result: { } answer } && (answer.Code == DnsMessage.NameError || answer.Addresses.Count > 0) ? answer.Addresses : null;
    }

    private static List<IPAddress> InTurn(IReadOnlyList<IPAddress> one, IReadOnlyList<IPAddress> other) =>
        [.. one.Select((a, i) => (a, 2 * i)).Concat(other.Select((a, i) => (a, (2 * i) + 1))).OrderBy(a => a.Item2).Select(a => a.a)];

    // Null where no such name can be.
    private async Task<DnsResponse?> QueryAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        if (DnsMessage.Question(name, type) is not { } question)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var servers = settings();
        var tries = new Queue<IPEndPoint>(Enumerable.Repeat(servers.Servers, servers.Attempts).SelectMany(s => s));
        var running = new List<Task<DnsResponse>>();
        var last = "no name server";
        try
        {
            while (tries.Count > 0 || running.Count > 0)
            {
                if (tries.TryDequeue(out var server))
                {
                    running.Add(TryAsync(server, question, over.Token));
                }

                await FirstAsync(running, untilOneEnds: tries.Count == 0, over.Token);
                while (running.Find(t => t.IsCompleted) is { } ended)
                {
                    running.Remove(ended);
                    if (ended.IsCompletedSuccessfully && ended.Result is { Code: DnsMessage.NoError or DnsMessage.NameError } answer)
                    {
                        return answer;
                    }

                    last = FailureOf(ended);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            last = "no answer";
        }
        finally
        {
            await over.CancelAsync();
            running.ForEach(t => _ = t.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
        }

        throw NetworkErrors.NameUnanswered(name, last);
    }

    // Until one of them has ended, or it is time to ask once more beside them.
    private async Task FirstAsync(List<Task<DnsResponse>> running, bool untilOneEnds, CancellationToken cancellationToken)
    {
        var one = Task.WhenAny(running);
        if (untilOneEnds)
        {
            await one.WaitAsync(cancellationToken);
            return;
        }

        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(one, Task.Delay(Again, time, moment.Token));
        await moment.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static string FailureOf(Task<DnsResponse> ended) => ended switch
    {
        { IsCompletedSuccessfully: true, Result.Code: DnsMessage.Malformed } => "an answer that makes no sense",
        { IsCompletedSuccessfully: true } => string.Create(CultureInfo.InvariantCulture, $"RCODE {ended.Result.Code}"),
        { Exception.InnerException: SocketException e } => e.SocketErrorCode.ToString(),
        { Exception.InnerException: { } e } => e.GetType().Name,
        _ => "no answer",
    };

    private static async Task<DnsResponse> TryAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        var query = DnsMessage.Query((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), question);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken); // answers of others are dropped
        await socket.SendAsync(query, cancellationToken);
        var buffer = new byte[UdpBytes];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken);
            if (DnsMessage.Read(buffer.AsSpan(0, length), query) is { } answer)
            {
                return answer.IsTruncated ? await ByTcpAsync(server, query, cancellationToken) : answer;
            }
        }
    }

    // RFC 7766: the message behind its length.
    private static async Task<DnsResponse> ByTcpAsync(IPEndPoint server, byte[] query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync((byte[])[(byte)(query.Length >> 8), (byte)query.Length, .. query], cancellationToken);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return DnsMessage.Read(message, query) is { IsTruncated: false } answer ? answer : new DnsResponse(DnsMessage.Malformed, IsTruncated: false, []);
    }
}
