using System.Net;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Checks.Web;

public sealed class ResolverSettingsTests
{
    [Fact]
    public void Parse_AFile_TellsServersDomainsAndAttempts()
    {
        var settings = ResolverSettings.Parse("# by hand\nnameserver 10.96.0.10\r\n; more\nsearch a.example\nsearch default.svc.cluster.local svc.cluster.local. \nnameserver\t2001:db8::53\nnameserver nonsense\nnameserver 1.1.1.1\nnameserver 8.8.8.8\noptions ndots:5 attempts:9 timeout:1\n");

        Assert.Equal(["10.96.0.10", "2001:db8::53", "1.1.1.1"], settings.Servers.Select(s => s.Address.ToString()));
        Assert.All(settings.Servers, s => Assert.Equal(53, s.Port));
        Assert.Equal(["default.svc.cluster.local", "svc.cluster.local"], settings.Search);
        Assert.Equal(3, settings.Attempts);
    }

    [Fact]
    public void Parse_NoFile_IsTheMachinesOwnServer() => Assert.Equal([new IPEndPoint(IPAddress.Loopback, 53)], ResolverSettings.Parse("").Servers);
}
