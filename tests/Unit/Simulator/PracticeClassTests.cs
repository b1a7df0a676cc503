using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Simulator;

public sealed class PracticeClassTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Class_OfThirty_ShowsManyKindsAndIsTheSameForTheSameSeed()
    {
        await using var one = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 30, Seed = 7 }, Token);
        await using var other = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 30, Seed = 7 }, Token);

        Assert.True(one.Clusters.Select(c => c.Kind).Distinct(StringComparer.Ordinal).Count() >= 15);
        Assert.Equal(one.Clusters.Select(c => (c.Student, c.Kind, c.LoadBalancerHost)), other.Clusters.Select(c => (c.Student, c.Kind, c.LoadBalancerHost)));
        Assert.Equal(30, one.Clusters.Select(c => c.Student.Email).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(30, one.Clusters.Select(c => c.Server).Distinct().Count());
    }

    [Fact]
    public async Task Class_OfAThousand_IsMostlyGoodAndHasEveryWeightedKind()
    {
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1000 }, Token);

        var good = practice.Clusters.Count(c => c.Expected.IsGood);
        Assert.InRange(good, 350, 550);
        Assert.True(practice.Clusters.Select(c => c.Kind).Distinct(StringComparer.Ordinal).Count() >= 25);
    }

    [Fact]
    public async Task Class_OfAKindThatDoesNotExist_NamesThoseThatDo()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Practice.StartAsync(null, "perfect"));

        Assert.Contains("good-classic", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_OfEveryKind_IsWhatTheHttpApiTakes()
    {
        await using var practice = await Practice.StartAsync(null, [.. PracticeClass.Kinds.Keys]);

        foreach (var cluster in practice.Clusters)
        {
            using var json = JsonDocument.Parse(cluster.SubmissionJson());
            var access = json.RootElement.GetProperty("access");
            var kind = access.GetProperty("kind").GetString();
            Assert.Contains(kind, (string[])["kubeconfig", "awsRole", "awsKeys"]);
            Assert.Equal(cluster.Access.Kubeconfig is not null, kind == "kubeconfig");
            Assert.Equal(cluster.Access.Kubeconfig is not null && cluster.Access.HasAws, access.TryGetProperty("aws", out _));
            Assert.Equal(cluster.LoadBalancerHost, json.RootElement.GetProperty("loadBalancerAddress").GetString());
        }
    }

    [Fact]
    public async Task Sockets_OfTheClass_AreClosedToOtherMachines()
    {
        await using var practice = await Practice.StartAsync(null, "good-classic");
        var outside = Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork).FirstOrDefault(a => !IPAddress.IsLoopback(a));
        Assert.SkipWhen(outside is null, "This machine has no address but loopback.");

        foreach (var port in (int[])[practice.WebPort, practice.AwsEndpoint.Port, practice.Clusters[0].Server.Port])
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            var refused = await Record.ExceptionAsync(async () =>
            {
                await socket.ConnectAsync(outside, port, Token);
                Assert.Equal(0, await socket.ReceiveAsync(new byte[16], Token));
            });
            Assert.True(refused is null or SocketException, refused?.ToString());
        }
    }

    [Fact]
    public async Task Dispose_WhileAServerHangs_DropsTheAnswer()
    {
        var practice = await Practice.StartAsync(null, "hanging-server");
        using var client = Practice.Kubernetes(practice.Clusters[0]);
        var hanging = client.GetAsync("/version", Token);

        await practice.DisposeAsync();

        // A connection that is dropped just as it stands has lost its peer when the client asks for it.
        Assert.True(await Record.ExceptionAsync(() => hanging) is HttpRequestException or SocketException);
    }

    [Fact]
    public async Task RoundTrips_OfAnswers_AreAtLeastThoseOfTcpTlsAndRequest()
    {
        var delay = TimeSpan.FromMilliseconds(40);
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1, Kinds = ["good-kubeconfig"], RoundTripDelay = delay }, Token);
        using var client = Practice.Kubernetes(practice.Clusters[0]);

        var first = await MeasureAsync(client);
        var second = await MeasureAsync(client);

        Assert.True(first >= delay * 2.9, $"first {first}"); // timers round by a millisecond
        Assert.InRange(second, delay * 0.9, first);
    }

    [Fact]
    public async Task Ages_UnderAClock_AreCountedByIt()
    {
        var time = new ManualTime();
        await using var practice = await Practice.StartAsync(time, "good-kubeconfig");
        using var client = Practice.Kubernetes(practice.Clusters[0]);
        using var before = JsonDocument.Parse(await GetTableAsync(client));
        time.Advance(TimeSpan.FromDays(30));
        using var after = JsonDocument.Parse(await GetTableAsync(client));

        Assert.EndsWith("m", Age(before).Replace("h", "m", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("30d", Age(after));

        static string Age(JsonDocument table) => table.RootElement.GetProperty("rows")[0].GetProperty("cells")[2].GetString() ?? "";
    }

    private static async Task<string> GetTableAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces") { Version = HttpVersion.Version20 };
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        using var response = await client.SendAsync(request, Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private static async Task<TimeSpan> MeasureAsync(HttpClient client)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await client.GetAsync("/version", Token);
        return TimeProvider.System.GetElapsedTime(started);
    }
}
