using System.Net;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Checks.Assignments;
using FsCheck.Fluent;

namespace EksGrader.Tests.Unit.Checks.Kubernetes.Objects;

public sealed class CidrSetTests
{
    [Theory]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("::/0", true)]
    [InlineData("0.0.0.0/1,128.0.0.0/1", true)]
    [InlineData("::/1,8000::/1", true)]
    [InlineData("0.0.0.0/1", false)]
    [InlineData("0.0.0.0/1,128.0.0.0/2", false)]
    public void Everything_IsToldByTheUnion(string networks, bool everything) => Assert.Equal(everything, Of(networks).IsEverything);

    [Theory]
    [InlineData("10.0.0.0/24,10.0.0.0/25", 256)]
    [InlineData("2001:db8::/63,2001:db8::1/128", 2)]
    [InlineData("203.0.113.7/32,2001:db8::1/128", 2)]
    public void Count_IsOfTheUnion_AndOfNetworksInIpv6(string networks, int count) => Assert.Equal((UInt128)count, Of(networks).Count);

    [Fact]
    public void Count_IsThatOfTheHalves() => Property.Holds(
        Gen.Choose(0, 31).SelectMany(length => Gen.Choose(0, 255).Select(first => (length, first))),
        of =>
        {
            var address = ((uint)of.first << 24) & (of.length == 0 ? 0 : uint.MaxValue << (32 - of.length));
            IPNetwork At(uint start, int length) => new(IPAddress.Parse($"{start >> 24}.{(start >> 16) & 255}.{(start >> 8) & 255}.{start & 255}"), length);
            var whole = new CidrSet([At(address, of.length)]);
            var halves = new CidrSet([At(address + (1u << (31 - of.length)), of.length + 1), At(address, of.length + 1)]);
            Assert.Equal(whole.Count, halves.Count);
        });

    private static CidrSet Of(string networks) => new(networks.Split(',').Select(n => IPNetwork.Parse(n)));
}
