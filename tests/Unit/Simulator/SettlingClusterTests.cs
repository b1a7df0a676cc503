using System.Net;
using System.Text.Json;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Simulator;

public sealed class SettlingClusterTests : IAsyncDisposable
{
    private readonly ManualTime time = new();
    private readonly TimeSpan settled = new PracticeClassOptions().SettlesAfter;
    private PracticeClass? practice;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => practice?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task BalancerArrives_AfterAWhile_HasANameAndAnswers()
    {
        var cluster = await StartAsync("balancer-arrives");
        Assert.Equal("<pending>", await ExternalAddressAsync(cluster));
        Assert.Equal(NameResult.Missing, Class.Names.Find(cluster.LoadBalancerHost, out _));

        time.Advance(settled);

        Assert.Equal(cluster.LoadBalancerHost, await ExternalAddressAsync(cluster));
        using var answer = await Practice.GetWebAsync(Class, cluster);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task BalancerArrives_BeforeAnyoneAsked_WaitsForTheFirstQuestion()
    {
        var cluster = await StartAsync("balancer-arrives");
        time.Advance(settled * 10);

        Assert.Equal("<pending>", await ExternalAddressAsync(cluster));
    }

    [Fact]
    public async Task RightsArrive_AfterAWhile_LetNodesBeRead()
    {
        var cluster = await StartAsync("rights-arrive");
        using var client = Practice.Kubernetes(cluster);
        using var refused = await client.GetAsync("/api/v1/nodes", Token);
        using var pods = await client.GetAsync("/api/v1/pods", Token);
        time.Advance(settled);
        using var granted = await client.GetAsync("/api/v1/nodes", Token);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK), (refused.StatusCode, pods.StatusCode, granted.StatusCode));
    }

    [Fact]
    public async Task ContinueToken_AfterFiveMinutes_IsGoneAndOffersAFreshOne()
    {
        var cluster = await StartAsync("good-kubeconfig");
        using var client = Practice.Kubernetes(cluster);
        var token = await ContinueAsync(client, "/api/v1/pods?limit=2");
        time.Advance(TimeSpan.FromMinutes(4));
        using var inTime = await client.GetAsync($"/api/v1/pods?limit=2&continue={token}", Token);
        time.Advance(TimeSpan.FromMinutes(2));
        using var late = await client.GetAsync($"/api/v1/pods?limit=2&continue={token}", Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Gone), (inTime.StatusCode, late.StatusCode));
        using var status = JsonDocument.Parse(await late.Content.ReadAsStringAsync(Token));
        Assert.Equal("Expired", status.RootElement.GetProperty("reason").GetString());
        using var fresh = await client.GetAsync($"/api/v1/pods?limit=2&continue={status.RootElement.GetProperty("metadata").GetProperty("continue").GetString()}", Token);
        Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
    }

    [Fact]
    public async Task ContinueToken_AcrossAChange_ShowsTheListAsItWas()
    {
        var cluster = await StartAsync("balancer-arrives");
        using var client = Practice.Kubernetes(cluster);
        var token = await ContinueAsync(client, "/api/v1/services?limit=1");
        time.Advance(settled);

        var rest = await client.GetStringAsync($"/api/v1/services?continue={token}", Token);

        Assert.DoesNotContain(cluster.LoadBalancerHost, rest, StringComparison.Ordinal);
    }

    private PracticeClass Class => practice ?? throw new InvalidOperationException("Not started.");

    private async Task<PracticeCluster> StartAsync(string kind)
    {
        practice = await Practice.StartAsync(time, kind);
        return practice.Clusters[0];
    }

    private static async Task<string?> ContinueAsync(HttpClient client, string path)
    {
        using var page = JsonDocument.Parse(await client.GetStringAsync(path, Token));
        return page.RootElement.GetProperty("metadata").GetProperty("continue").GetString();
    }

    private static async Task<string?> ExternalAddressAsync(PracticeCluster cluster)
    {
        using var client = Practice.Kubernetes(cluster);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/default/services/web");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        using var response = await client.SendAsync(request, Token);
        using var table = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return table.RootElement.GetProperty("rows")[0].GetProperty("cells")[3].GetString();
    }
}
