using System.Net;
using EksGrader.Checks;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Checks.Web;

/// <summary>Three lists of private networks: none opens what another one is for.</summary>
public sealed class NetworkUseTests
{
    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8")];

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task PrivateNetwork_IsOpenForWhatItsListSays_AndNothingElse(bool clusters, bool probes, bool webhooks)
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("inside", context.RequestAborted));
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IHostResolver>(new FakeResolver().With("web.test", "127.0.0.1"))
            .AddGrading(o => (o.ClusterNetworks, o.ProbeNetworks, o.WebhookNetworks) = (clusters ? Loopback : [], probes ? Loopback : [], webhooks ? Loopback : []))
            .BuildServiceProvider();

        Assert.Equal(clusters, await ConnectsAsync(services.GetRequiredService<GuardedConnector>(), server.Port));
        Assert.Equal(probes, await ConnectsAsync(services.GetRequiredKeyedService<GuardedConnector>(NetworkUse.Probes), server.Port));
        Assert.Equal(webhooks, await ConnectsAsync(services.GetRequiredKeyedService<GuardedConnector>(NetworkUse.Webhooks), server.Port));

        var prober = services.GetRequiredService<IWebProber>();
        var named = (await prober.ResolveAsync("web.test", Ends)).Answer;
        var page = (await prober.GetAsync(new Uri($"http://web.test:{server.Port}/"), Ends)).Answer;
        Assert.Equal(probes ? null : "loopback", named.Addresses[0].BlockedBecause);
        Assert.Equal(probes ? ("inside", null) : ("", WebFailure.Blocked), (page.Body, page.Failure));
    }

    private static async Task<bool> ConnectsAsync(GuardedConnector connector, int port)
    {
        try
        {
            await using var stream = (await connector.ConnectAsync("web.test", port, Ends)).Stream;
            return true;
        }
        catch (ConnectException e) when (e.Failure == ConnectFailure.Blocked)
        {
            return false;
        }
    }
}
