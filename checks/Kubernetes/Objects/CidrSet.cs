using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A union of address ranges, kept as intervals: 0.0.0.0/1 and 128.0.0.0/1 together are the whole internet.</summary>
internal sealed class CidrSet
{
    private readonly IReadOnlyList<(UInt128 First, UInt128 Last)> v4;
    private readonly IReadOnlyList<(UInt128 First, UInt128 Last)> v6;

    public CidrSet(IEnumerable<IPNetwork> networks)
    {
        var byFamily = networks.ToLookup(n => n.BaseAddress.AddressFamily);
        v4 = Join(byFamily[AddressFamily.InterNetwork].Select(n => Range(n, 32)));

        // A /64 is one network of one household: IPv6 is counted in these, each begun one as a whole.
        v6 = Join(byFamily[AddressFamily.InterNetworkV6].Select(n => Range(n, 128)).Select(r => (r.First >> 64, r.Last >> 64)));
    }

    /// <summary>How many IPv4 addresses and IPv6 /64s it holds together.</summary>
    public UInt128 Count => Sum(v4) + Sum(v6);

    /// <summary>Whether it holds all of IPv4 or all of IPv6.</summary>
    public bool IsEverything => Sum(v4) == UInt128.One << 32 || Sum(v6) == UInt128.One << 64;

    /// <summary>A range as AWS and Kubernetes write it, whose address may have bits behind its prefix; null for what is none.</summary>
    public static IPNetwork? Parse(string text)
    {
        var parts = text.Trim().Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (prefix > bytes.Length * 8)
        {
            return null;
        }

        for (var bit = (int)prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    private static (UInt128 First, UInt128 Last) Range(IPNetwork network, int bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        network.BaseAddress.TryWriteBytes(bytes[(16 - (bits / 8))..], out _);
        var first = BinaryPrimitives.ReadUInt128BigEndian(bytes);

        // A shift by 128 is one by 0.
        return (first, network.PrefixLength == 0 && bits == 128 ? UInt128.MaxValue : first + ((UInt128.One << (bits - network.PrefixLength)) - 1));
    }

    private static List<(UInt128 First, UInt128 Last)> Join(IEnumerable<(UInt128 First, UInt128 Last)> ranges)
    {
        var joined = new List<(UInt128 First, UInt128 Last)>();
        foreach (var range in ranges.OrderBy(r => r.First))
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last)
            {
                joined[^1] = (joined[^1].First, UInt128.Max(joined[^1].Last, range.Last));
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    private static UInt128 Sum(IReadOnlyList<(UInt128 First, UInt128 Last)> ranges) => ranges.Aggregate(UInt128.Zero, (sum, r) => sum + (r.Last - r.First) + 1);
}
