using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Support.Net;

/// <summary>A real name server on loopback, by UDP and TCP, that answers as a test says.</summary>
public sealed class LoopbackDns : IAsyncDisposable
{
    private readonly Socket udp;
    private readonly TcpListener tcp;
    private readonly CancellationTokenSource over = new();
    private readonly Func<DnsAsked, IReadOnlyList<byte[]>> answer;
    private readonly Task[] serving;
    private int asked;

    /// <summary>Starts one.</summary>
    /// <param name="answer">The messages that answer a question; none for silence.</param>
    public LoopbackDns(Func<DnsAsked, IReadOnlyList<byte[]>> answer)
    {
        this.answer = answer;
        (udp, tcp) = Bind();
        EndPoint = (IPEndPoint)tcp.LocalEndpoint;
        serving = [Task.Run(ServeUdpAsync, over.Token), Task.Run(ServeTcpAsync, over.Token)];
    }

    /// <summary>One that answers every question with one message, or none.</summary>
    public static LoopbackDns Answering(Func<DnsAsked, byte[]?> answer) => new(q => answer(q) is { } message ? [message] : []);

    public IPEndPoint EndPoint { get; }

    /// <summary>How many questions came.</summary>
    public int Asked => Volatile.Read(ref asked);

    public DnsQuestion Question(TimeProvider? time = null, params string[] search) => new(time ?? TimeProvider.System, () => new ResolverSettings([EndPoint]) { Search = search });

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        udp.Dispose();
        tcp.Stop();
        foreach (var task in serving)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        over.Dispose();
    }

    // One port for both: what is free for TCP may be taken for UDP.
    private static (Socket Udp, TcpListener Tcp) Bind()
    {
        for (var left = 20; ; left--)
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                socket.Bind(listener.LocalEndpoint);
                return (socket, listener);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && left > 0)
            {
                socket.Dispose();
                listener.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[4096];
        while (!over.IsCancellationRequested)
        {
            var got = await udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), over.Token);
            foreach (var message in Answer(buffer[..got.ReceivedBytes], isTcp: false))
            {
                await udp.SendToAsync(message, SocketFlags.None, got.RemoteEndPoint, over.Token);
            }
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!over.IsCancellationRequested)
        {
            using var client = await tcp.AcceptTcpClientAsync(over.Token);
            var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, over.Token);
            var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(query, over.Token);
            foreach (var message in Answer(query, isTcp: true))
            {
                await stream.WriteAsync((byte[])[(byte)(message.Length >> 8), (byte)message.Length, .. message], over.Token);
            }
        }
    }

    private IReadOnlyList<byte[]> Answer(byte[] query, bool isTcp)
    {
        Interlocked.Increment(ref asked);
        return answer(new DnsAsked(query, isTcp));
    }
}

/// <summary>A question that came, and answers to it.</summary>
public sealed record DnsAsked(byte[] Query, bool IsTcp)
{
    private const int QuestionAt = 12;

    public bool IsIPv6 => Query[^3] == 28;

    public string Name
    {
        get
        {
            var labels = new List<string>();
            for (var at = QuestionAt; Query[at] != 0; at += 1 + Query[at])
            {
                labels.Add(Encoding.ASCII.GetString(Query, at + 1, Query[at]));
            }

            return string.Join('.', labels);
        }
    }

    /// <summary>An answer with a code and without records: 2 is SERVFAIL, 3 NXDOMAIN.</summary>
    public byte[] Code(int code)
    {
        byte[] answer = [.. Query];
        answer[2] |= 0x80;
        answer[3] = (byte)code;
        return answer;
    }

    /// <summary>An answer that is cut off.</summary>
    public byte[] Truncated()
    {
        var answer = Code(0);
        answer[2] |= 0x02;
        return answer;
    }

    /// <summary>An answer with records.</summary>
    public byte[] Records(params byte[][] records)
    {
        byte[] answer = [.. Code(0), .. records.SelectMany(r => r)];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)records.Length);
        return answer;
    }

    /// <summary>Addresses of the name that was asked for, those of the family that was asked for.</summary>
    public byte[] Addresses(params string[] addresses) => Records(
        [.. addresses.Select(IPAddress.Parse).Where(a => (a.AddressFamily == AddressFamily.InterNetworkV6) == IsIPv6).Select(a => Address(null, a.ToString()))]);

    /// <summary>The record of an address; without a name, of the name that was asked for, by a pointer to it.</summary>
    public static byte[] Address(string? owner, string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        return Record(owner, bytes.Length == 4 ? 1 : 28, bytes);
    }

    public static byte[] Alias(string? owner, string target) => Record(owner, 5, Labels(target));

    public static byte[] Record(string? owner, int type, byte[] data) =>
        [.. owner is null ? [0xc0, QuestionAt] : Labels(owner), 0, (byte)type, 0, 1, 0, 0, 0, 1, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    public static byte[] Labels(string name) => [.. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0];
}
