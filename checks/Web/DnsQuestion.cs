using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace EksGrader.Checks.Web;

/// <summary>
/// Asks the machine's name servers whether a name exists (RFC 1035). getaddrinfo does not tell: it has one answer for a name that does
/// not exist and for one without addresses, and it tries search domains.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="servers">The name servers; null for those of the machine.</param>
public sealed class DnsQuestion(TimeProvider time, Func<IReadOnlyList<IPEndPoint>>? servers = null)
{
    /// <summary>How long one try waits; every server has two.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int Port = 53;
    private const int Tries = 2;
    private const int ServersAtMost = 2;
    private const int HeaderBytes = 12;
    private const int NoError = 0;
    private const int NameError = 3;

    /// <summary>Whether a name exists: false for NXDOMAIN, true for any answer that knows it.</summary>
    /// <exception cref="Clusters.ReadException">No server answered the one or the other.</exception>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        if (Encode(name) is not { } question)
        {
            return false; // no such name can be
        }

        var last = "no name server";
        var all = (servers?.Invoke() ?? OfTheMachine()).Take(ServersAtMost).ToList();
        for (var i = 0; i < Tries * all.Count; i++)
        {
            try
            {
                switch (await AskAsync(all[i % all.Count], question, cancellationToken))
                {
                    case NoError:
                        return true;
                    case NameError:
                        return false;
                    case var code:
                        last = string.Create(CultureInfo.InvariantCulture, $"RCODE {code}");
                        break;
                }
            }
            catch (SocketException e)
            {
                last = e.SocketErrorCode.ToString();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = "no answer";
            }
        }

        throw NetworkFaults.NameUnanswered(name, last);
    }

    private async Task<int> AskAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, either.Token); // answers of others are dropped
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var query = new byte[HeaderBytes + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        query[2] = 0x01; // recursion desired
        query[5] = 1; // one question
        question.CopyTo(query, HeaderBytes);
        await socket.SendAsync(query, either.Token);
        var answer = new byte[4096];
        while (true)
        {
            var length = await socket.ReceiveAsync(answer, either.Token);
            // The very question, answered: whoever sends something else is not who was asked.
            if (length >= query.Length
                && BinaryPrimitives.ReadUInt16BigEndian(answer) == id
                && (answer[2] & 0x80) != 0
                && answer.AsSpan(HeaderBytes, question.Length).SequenceEqual(question))
            {
                return answer[3] & 0x0f;
            }
        }
    }

    // The name's labels, type A, class IN; null where no name has this form.
    private static byte[]? Encode(string name)
    {
        var bytes = new List<byte>();
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            if (label.Length is 0 or > 63 || !Ascii.IsValid(label))
            {
                return null;
            }

            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label.ToLowerInvariant()));
        }

        return bytes.Count <= 253 ? [.. bytes, 0, 0, 1, 0, 1] : null;
    }

    private static List<IPEndPoint> OfTheMachine() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().DnsAddresses).Distinct().Select(a => new IPEndPoint(a, Port)),
    ];
}
