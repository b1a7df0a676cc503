using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;

namespace EksGrader.Checks.Web;

/// <summary>
/// Which addresses may be contacted at all. What students submit names hosts; only addresses of the public internet, and those of
/// networks that the operator explicitly allowed, are ever connected to.
/// </summary>
/// <remarks>
/// The networks are those of the IANA special-purpose address registries (RFC 6890 and its updates) that are not globally reachable.
/// Unlike there, IPv6 is judged by what passes: global unicast (2000::/3) alone, and IPv4 inside IPv6 by the IPv4 address.
/// </remarks>
public sealed class AddressGuard
{
    private static readonly (IPNetwork Network, string Reason)[] BlockedV4 =
    [
        Block("169.254.169.254/32", "cloud metadata"),
        Block("168.63.129.16/32", "cloud metadata"),
        Block("100.100.100.200/32", "cloud metadata"),
        Block("192.0.0.192/32", "cloud metadata"),
        Block("0.0.0.0/8", "this network"),
        Block("10.0.0.0/8", "private network"),
        Block("100.64.0.0/10", "carrier-grade NAT"),
        Block("127.0.0.0/8", "loopback"),
        Block("169.254.0.0/16", "link-local"),
        Block("172.16.0.0/12", "private network"),
        Block("192.0.0.0/24", "protocol assignments"),
        Block("192.0.2.0/24", "documentation"),
        Block("192.88.99.0/24", "6to4 relay"),
        Block("192.168.0.0/16", "private network"),
        Block("198.18.0.0/15", "benchmarking"),
        Block("198.51.100.0/24", "documentation"),
        Block("203.0.113.0/24", "documentation"),
        Block("224.0.0.0/4", "multicast"),
        Block("240.0.0.0/4", "reserved"),
    ];

    private static readonly (IPNetwork Network, string Reason)[] BlockedV6 =
    [
        Block("fd00:ec2::254/128", "cloud metadata"),
        Block("fd20:ce::254/128", "cloud metadata"),
        Block("::/128", "unspecified"),
        Block("::1/128", "loopback"),
        Block("::/96", "IPv4-compatible"),
        Block("fc00::/7", "unique local network"),
        Block("fe80::/10", "link-local"),
        Block("fec0::/10", "site-local"),
        Block("ff00::/8", "multicast"),
        Block("2001::/32", "Teredo"),
        Block("2001:2::/48", "benchmarking"),
        Block("2001::/23", "protocol assignments"),
        Block("2001:db8::/32", "documentation"),
        Block("2002::/16", "6to4"),
        Block("3fff::/20", "documentation"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] allowed;

    /// <summary>Makes a guard.</summary>
    /// <param name="allowed">Networks that pass though they are not public. A metadata address passes only where it is listed by itself.</param>
    public AddressGuard(IEnumerable<IPNetwork> allowed) => this.allowed = [.. allowed];

    /// <summary>A guard that lets only public addresses through.</summary>
    public static AddressGuard PublicOnly { get; } = new([]);

    /// <summary>Why an address may not be contacted, such as <c>private network</c>; null where it may.</summary>
    /// <param name="address">The address that a connection would go to.</param>
    public string? BlockedBecause(IPAddress address)
    {
        var real = WithoutWrapping(address);
        var reason = real.AddressFamily switch
        {
            AddressFamily.InterNetwork => ReasonIn(BlockedV4, real),
            AddressFamily.InterNetworkV6 => ReasonIn(BlockedV6, real) ?? (GlobalUnicast.Contains(real) ? null : "not global unicast"),
            _ => "not an internet address",
        };
        return reason is not null && IsAllowed(real, byItselfOnly: reason == "cloud metadata") ? null : reason;
    }

    /// <summary>Whether the operator explicitly allowed any network.</summary>
    public bool AllowsNetworks => allowed.Length > 0;

    /// <summary>Whether an address lies in a network that the operator explicitly allowed.</summary>
    public bool IsExplicitlyAllowed(IPAddress address) => IsAllowed(WithoutWrapping(address), byItselfOnly: false);

    private bool IsAllowed(IPAddress address, bool byItselfOnly) =>
        Array.Exists(allowed, n => n.Contains(address) && (!byItselfOnly || n.PrefixLength == 8 * n.BaseAddress.GetAddressBytes().Length));

    // ::ffff:a.b.c.d goes to a.b.c.d, and so does 64:ff9b::a.b.c.d behind a NAT64 (RFC 6052).
    private static IPAddress WithoutWrapping(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && Nat64.Contains(address)
            ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }

    private static string? ReasonIn((IPNetwork Network, string Reason)[] networks, IPAddress address) =>
        Array.Find(networks, n => n.Network.Contains(address)).Reason;

    private static (IPNetwork Network, string Reason) Block(string network, string reason) => (IPNetwork.Parse(network), reason);
}

/// <summary>
/// The ports that no browser sends an HTTP request to: those of protocols such as mail, which could take a line of the request for a
/// command of their own. Source: Fetch standard, "Port blocking" (https://fetch.spec.whatwg.org/#port-blocking), as its tests list them
/// (web-platform-tests, fetch/api/request/request-bad-port.any.js). What a browser refuses is no web application, and the grader is not to be
/// made to speak to the mail server of others either.
/// </summary>
public static class BadPorts
{
    private static readonly FrozenSet<int> All = FrozenSet.ToFrozenSet(
    [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
        101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179,
        389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587,
        601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
        6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ]);

    /// <summary>Whether browsers refuse it.</summary>
    public static bool Contains(int port) => All.Contains(port);
}
