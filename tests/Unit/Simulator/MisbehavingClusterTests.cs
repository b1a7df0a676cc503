using System.Net;
using EksGrader.Simulator;

namespace EksGrader.Tests.Unit.Simulator;

public sealed class MisbehavingClusterTests : IAsyncDisposable
{
    private PracticeClass? practice;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => practice?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Flooding_AsLongAsItIsRead_NeverEnds()
    {
        using var client = await ConnectAsync("flooding-server");
        using var response = await client.GetAsync("/api/v1/pods", HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        var buffer = new byte[256 * 1024];

        for (var read = 0L; read < 40 * 1024 * 1024;)
        {
            var some = await body.ReadAsync(buffer, Token);
            Assert.True(some > 0);
            read += some;
        }
    }

    [Fact]
    public async Task Garbage_WithStatus200_IsNoJson()
    {
        using var client = await ConnectAsync("garbage-server");
        using var response = await client.GetAsync("/api/v1/pods", Token);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Dropping_InTheMiddleOfAnAnswer_BreaksIt()
    {
        using var client = await ConnectAsync("dropping-server");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("/api/v1/pods", Token));
    }

    [Fact]
    public async Task Redirecting_PointsToMetadata()
    {
        using var client = await ConnectAsync("redirecting-server");
        using var response = await client.GetAsync("/api/v1/pods", Token);

        Assert.Equal((HttpStatusCode.TemporaryRedirect, "169.254.169.254"), (response.StatusCode, response.Headers.Location?.Host));
    }

    [Fact]
    public async Task ExpiredToken_IsUnauthorized()
    {
        using var client = await ConnectAsync("expired-token");
        using var response = await client.GetAsync("/api/v1/pods", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task AnotherCa_IsNotTrusted()
    {
        practice = await Practice.StartAsync(null, "good-kubeconfig", "good-kubeconfig");
        using var right = Practice.Kubernetes(practice.Clusters[0]);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(practice.Clusters[1].Server, "/version"));

        await Assert.ThrowsAsync<HttpRequestException>(() => right.SendAsync(request, Token));
    }

    [Theory]
    [InlineData("good-classic", HttpStatusCode.OK)]
    [InlineData("redirecting", HttpStatusCode.Found)]
    [InlineData("failing-web", HttpStatusCode.ServiceUnavailable)]
    public async Task Web_OfAKind_AnswersAsItShould(string kind, HttpStatusCode status)
    {
        practice = await Practice.StartAsync(null, kind);

        using var response = await Practice.GetWebAsync(practice, practice.Clusters[0]);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Names_OfKinds_ResolveAsTheyShould()
    {
        practice = await Practice.StartAsync(null, "good-classic", "name-missing", "silent-resolver", "internal-load-balancer", "deleted-cluster");
        var results = practice.Clusters.Select(c => (practice.Names.Find(c.LoadBalancerHost.ToUpperInvariant() + ".", out var address), address.ToString())).ToList();

        Assert.Equal([NameResult.Found, NameResult.Missing, NameResult.Unanswered, NameResult.Found, NameResult.Missing], results.Select(r => r.Item1));
        Assert.StartsWith("127.", results[0].Item2, StringComparison.Ordinal);
        Assert.StartsWith("10.", results[3].Item2, StringComparison.Ordinal);
        Assert.Equal(NameResult.Missing, practice.Names.Find("nobody.example", out _));
    }

    private async Task<HttpClient> ConnectAsync(string kind)
    {
        practice = await Practice.StartAsync(null, kind);
        return Practice.Kubernetes(practice.Clusters[0]);
    }
}
