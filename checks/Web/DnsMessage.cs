using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace EksGrader.Checks.Web;

/// <summary>The type of the records that are asked for (RFC 1035, RFC 3596).</summary>
internal enum DnsType : ushort
{
    A = 1,
    CName = 5,
    Aaaa = 28,
}

/// <summary>What a name server answered.</summary>
/// <param name="Code">The RCODE; <see cref="DnsMessage.Malformed"/> where the records make no sense.</param>
/// <param name="IsTruncated">Whether the whole answer must be asked for by TCP.</param>
/// <param name="Addresses">The addresses of the name, over its aliases.</param>
internal sealed record DnsResponse(int Code, bool IsTruncated, IReadOnlyList<IPAddress> Addresses);

/// <summary>Writes questions and reads answers of DNS (RFC 1035, section 4). Anyone may answer, so nothing in a message is trusted.</summary>
internal static class DnsMessage
{
    public const int HeaderBytes = 12;
    public const int NoError = 0;
    public const int NameError = 3;
    public const int Malformed = -1;

    private const int MostRecords = 128;
    private const int MostAddresses = 64;
    private const int LongestName = 255;
    private const ushort Internet = 1;

    /// <summary>A question as it stands in a message: the name's labels, type and class; null where no name has this form.</summary>
    public static byte[]? Question(string name, DnsType type)
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

        return bytes.Count <= 253 ? [.. bytes, 0, 0, (byte)type, 0, (byte)Internet] : null;
    }

    /// <summary>A message that asks one question.</summary>
    public static byte[] Query(ushort id, byte[] question)
    {
        var query = new byte[HeaderBytes + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        query[2] = 0x01; // recursion desired
        query[5] = 1; // one question
        question.CopyTo(query, HeaderBytes);
        return query;
    }

    /// <summary>Reads an answer; null for a message that does not answer this very question: it does not come from the server that was asked.</summary>
    public static DnsResponse? Read(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query)
    {
        if (message.Length < query.Length || !message[..2].SequenceEqual(query[..2]) || (message[2] & 0x80) == 0
            || !message[HeaderBytes..query.Length].SequenceEqual(query[HeaderBytes..]))
        {
            return null;
        }

        var (code, isTruncated) = (message[3] & 0x0f, (message[2] & 0x02) != 0);
        if (isTruncated || code != NoError)
        {
            return new DnsResponse(code, isTruncated, []);
        }

        return Addresses(message, query.Length) is { } addresses
            ? new DnsResponse(NoError, IsTruncated: false, addresses)
            : new DnsResponse(Malformed, IsTruncated: false, []);
    }

    private static List<IPAddress>? Addresses(ReadOnlySpan<byte> message, int at)
    {
        var count = Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(message[6..]), MostRecords);
        if (Name(message, HeaderBytes) is not ({ } asked, _))
        {
            return null;
        }

        var aliases = new List<(string Owner, string Target)>();
        var addresses = new List<(string Owner, IPAddress Address)>();
        for (var i = 0; i < count; i++)
        {
            if (Name(message, at) is not ({ } owner, var afterOwner) || afterOwner + 10 > message.Length)
            {
                return null;
            }

            var head = message[afterOwner..];
            var (type, isInternet, length) = (
                (DnsType)BinaryPrimitives.ReadUInt16BigEndian(head), BinaryPrimitives.ReadUInt16BigEndian(head[2..]) == Internet, BinaryPrimitives.ReadUInt16BigEndian(head[8..]));
            var data = afterOwner + 10;
            at = data + length;
            if (at > message.Length)
            {
                return null;
            }

            switch (type, length)
            {
                case (DnsType.CName, _) when isInternet:
                    if (Name(message, data) is not ({ } target, _))
                    {
                        return null;
                    }

                    aliases.Add((owner, target));
                    break;
                case (DnsType.A, 4) or (DnsType.Aaaa, 16) when isInternet:
                    addresses.Add((owner, new IPAddress(message.Slice(data, length))));
                    break;
            }
        }

        return OfName(asked, aliases, addresses);
    }

    // A record counts for the name that was asked and what it is an alias of, and for no other: a server may send what it likes along.
    private static List<IPAddress> OfName(string asked, List<(string Owner, string Target)> aliases, List<(string Owner, IPAddress Address)> addresses)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { asked };
        while (aliases.RemoveAll(a => names.Contains(a.Owner) && (names.Add(a.Target) || true)) > 0)
        {
            // Aliases of aliases, in whatever order they came; each one is taken once.
        }

        return [.. addresses.Where(a => names.Contains(a.Owner)).Select(a => a.Address).Distinct().Take(MostAddresses)];
    }

    // A name as its labels with their lengths, lower case, and where what follows it begins. A pointer leads back, so reading ends.
    private static (string? Name, int End)? Name(ReadOnlySpan<byte> message, int at)
    {
        var name = new StringBuilder();
        int? end = null;
        var before = at;
        while (at < message.Length)
        {
            var length = message[at];
            switch (length >> 6)
            {
                case 0 when length == 0:
                    return (name.ToString(), end ?? at + 1);
                case 0 when at + 1 + length <= message.Length && name.Length + 1 + length <= LongestName:
                    name.Append((char)length).Append(Encoding.Latin1.GetString(message.Slice(at + 1, length)).ToLowerInvariant());
                    at += 1 + length;
                    break;
                case 3 when at + 1 < message.Length && (((length & 0x3f) << 8) | message[at + 1]) is var target && target < before:
                    end ??= at + 2;
                    at = before = target;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
