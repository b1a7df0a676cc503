using System.Net;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Checks.Web;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0", "this network")]
    [InlineData("10.1.2.3", "private network")]
    [InlineData("100.64.0.1", "carrier-grade NAT")]
    [InlineData("100.100.100.200", "cloud metadata")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.255", "loopback")]
    [InlineData("168.63.129.16", "cloud metadata")]
    [InlineData("169.254.169.254", "cloud metadata")]
    [InlineData("169.254.170.2", "link-local")]
    [InlineData("172.16.0.1", "private network")]
    [InlineData("172.31.255.255", "private network")]
    [InlineData("192.0.0.192", "cloud metadata")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("192.88.99.1", "6to4 relay")]
    [InlineData("192.168.1.1", "private network")]
    [InlineData("198.18.0.1", "benchmarking")]
    [InlineData("198.19.255.255", "benchmarking")]
    [InlineData("198.51.100.1", "documentation")]
    [InlineData("203.0.113.1", "documentation")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("255.255.255.255", "reserved")]
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("::8.8.8.8", "IPv4-compatible")]
    [InlineData("::ffff:10.0.0.1", "private network")]
    [InlineData("::ffff:169.254.169.254", "cloud metadata")]
    [InlineData("64:ff9b::127.0.0.1", "loopback")]
    [InlineData("64:ff9b:1::8.8.8.8", "not global unicast")]
    [InlineData("100::1", "not global unicast")]
    [InlineData("2001:0:1::1", "Teredo")]
    [InlineData("2001:2::1", "benchmarking")]
    [InlineData("2001:10::1", "protocol assignments")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("2002:7f00:1::", "6to4")]
    [InlineData("3fff::1", "documentation")]
    [InlineData("5f00::1", "not global unicast")]
    [InlineData("fc00::1", "unique local network")]
    [InlineData("fd00:ec2::254", "cloud metadata")]
    [InlineData("fd00:ec2::253", "unique local network")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%2", "link-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("ff02::1", "multicast")]
    public void BlockedBecause_AddressThatIsNotPublic_SaysWhy(string address, string reason) =>
        Assert.Equal(reason, AddressGuard.PublicOnly.BlockedBecause(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("3.35.12.1")]
    [InlineData("100.63.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2406:da12::1")]
    [InlineData("2600:1f00::1")]
    public void BlockedBecause_PublicAddress_LetsThrough(string address) =>
        Assert.Null(AddressGuard.PublicOnly.BlockedBecause(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.0/8", "127.0.0.1", null)]
    [InlineData("127.0.0.0/8", "::ffff:127.0.0.1", null)]
    [InlineData("127.0.0.0/8", "10.0.0.1", "private network")]
    [InlineData("::1/128", "::1", null)]
    [InlineData("fd00::/8", "fd12::1", null)]
    [InlineData("fd00::/8", "fd00:ec2::254", "cloud metadata")]
    [InlineData("0.0.0.0/0", "169.254.169.254", "cloud metadata")]
    [InlineData("0.0.0.0/0", "192.168.0.1", null)]
    [InlineData("169.254.169.254/32", "169.254.169.254", null)]
    public void BlockedBecause_AllowedNetwork_PassesButMetadataOnlyByItself(string allowed, string address, string? reason) =>
        Assert.Equal(reason, new AddressGuard([IPNetwork.Parse(allowed)]).BlockedBecause(IPAddress.Parse(address)));

    [Fact]
    public void IsExplicitlyAllowed_PublicAddress_IsNot()
    {
        var guard = new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]);

        Assert.True(guard.IsExplicitlyAllowed(IPAddress.Parse("::ffff:127.0.0.1")));
        Assert.False(guard.IsExplicitlyAllowed(IPAddress.Parse("8.8.8.8")));
    }
}
