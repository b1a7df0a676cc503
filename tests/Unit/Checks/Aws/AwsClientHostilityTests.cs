using System.Net;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Unit.Checks.Aws;

/// <summary>What lies, floods or hangs where AWS should be.</summary>
public sealed class AwsClientHostilityTests : IAsyncLifetime
{
    private static readonly AwsAccess.Keys Keys = new("ap-northeast-2", "eks-cluster", "ASIASTUDENT000000000", "student-secret", "student-token");
    private FakeAwsServer? fake;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeAwsServer Aws => fake ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => fake = await FakeAwsServer.StartAsync();

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Theory]
    [InlineData(200, "<html>Sign in to the hotel's network</html>")]
    [InlineData(404, "<!DOCTYPE html><title>404 Not Found</title>")]
    [InlineData(403, "<html>Forbidden by a proxy</html>")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, "[1,2]")]
    [InlineData(200, """{"cluster":{"name":"x"}}""")]
    [InlineData(200, """{"cluster":{"arn":"x","createdAt":1e300}}""")]
    public async Task DescribeCluster_Garbage_IsMalformed(int status, string body)
    {
        Aws.On("DescribeCluster", status, body);

        var fault = await FaultAsync(client => client.DescribeClusterAsync(Token));

        Assert.Equal((ReadFailure.Malformed, FaultDomain.Aws), (fault.Failure, fault.Fault));
    }

    [Theory]
    [InlineData("not xml")]
    [InlineData("<html></html>")]
    [InlineData("""<!DOCTYPE a [<!ENTITY b "c">]><DescribeLoadBalancersResponse><DescribeLoadBalancersResult>&b;</DescribeLoadBalancersResult></DescribeLoadBalancersResponse>""")]
    [InlineData("<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers><member/></LoadBalancers><LoadBalancerDescriptions><member/></LoadBalancerDescriptions></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>")]
    public async Task ListLoadBalancers_Garbage_IsMalformed(string body)
    {
        Aws.On("DescribeLoadBalancers", 200, body);

        var fault = await FaultAsync(client => client.ListLoadBalancersAsync(Token));

        Assert.Equal((ReadFailure.Malformed, FaultDomain.Aws), (fault.Failure, fault.Fault));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListLoadBalancers_EndlessPages_IsMalformedAfterABoundedNumber(bool newMarkers)
    {
        Aws.OnXml("DescribeLoadBalancers", r => $"<NextMarker>{(newMarkers ? r.Form.GetValueOrDefault("Marker") + "x" : "x")}</NextMarker>");

        var fault = await FaultAsync(client => client.ListLoadBalancersAsync(Token));

        Assert.Equal(ReadFailure.Malformed, fault.Failure);
        Assert.InRange(Aws.Requests.Count, 2, 200);
    }

    [Fact]
    public async Task DescribeCluster_EndlessAnswer_IsTooLarge()
    {
        Aws.On("DescribeCluster", async request =>
        {
            var spaces = Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));
            while (!request.Http.RequestAborted.IsCancellationRequested)
            {
                await request.Http.Response.Body.WriteAsync(spaces, request.Http.RequestAborted);
            }
        });

        var fault = await FaultAsync(client => client.DescribeClusterAsync(Token));

        Assert.Equal((ReadFailure.TooLarge, FaultDomain.Aws), (fault.Failure, fault.Fault));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DescribeCluster_Hanging_TimesOut(bool inTheBody)
    {
        Aws.On("DescribeCluster", async request =>
        {
            if (inTheBody)
            {
                await request.Http.Response.WriteAsync("{", request.Http.RequestAborted);
                await request.Http.Response.Body.FlushAsync(request.Http.RequestAborted);
            }

            var ended = new TaskCompletionSource();
            await using var registration = request.Http.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        });

        var fault = await FaultAsync(client => client.DescribeClusterAsync(Token), new AwsHttpLimits { TryTimeout = TimeSpan.FromMilliseconds(100) });

        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Aws, true), (fault.Failure, fault.Fault, fault.MayPass));
        // Three tries; one that ends before it was sent is not seen, and the SDK gives a pooled connection that broke one more.
        Assert.InRange(Aws.Requests.Count, 1, 4);
    }

    [Fact]
    public async Task DescribeCluster_Redirect_IsNotFollowed()
    {
        Aws.On("DescribeCluster", request =>
        {
            request.Http.Response.Headers.Location = $"{Aws.Address}elsewhere";
            return FakeAwsServer.WriteAsync(request.Http, 302, "");
        });

        var fault = await FaultAsync(client => client.DescribeClusterAsync(Token));

        Assert.Equal(ReadFailure.Malformed, fault.Failure);
        Assert.DoesNotContain(Aws.Requests, r => r.Path == "/elsewhere");
    }

    [Theory]
    [InlineData("eks.nowhere.test", ReadFailure.NameNotFound, FaultDomain.Student)]
    [InlineData("10.0.0.1", ReadFailure.Blocked, FaultDomain.Grader)]
    public async Task DescribeCluster_NoWayToTheEndpoint_IsNamed(string host, ReadFailure failure, FaultDomain whose)
    {
        var connector = new GuardedConnector(new NoNames(), new AddressGuard([]), TimeProvider.System);
        using var http = new AwsHttp(connector.ConnectAsync, new AwsHttpLimits(), TimeProvider.System);
        var sessions = new AwsSessions(new AwsClients(http, endpoint: new Uri($"http://{host}")), new AwsOptions(), TimeProvider.System);

        var e = await Assert.ThrowsAsync<ReadException>(() => sessions.Open(Keys).Client.DescribeClusterAsync(Token));

        Assert.Equal((failure, whose), (e.Fault.Failure, e.Fault.Fault));
    }

    [Fact]
    public async Task DescribeCluster_MoreThanTheGradingMayRead_IsTooLarge()
    {
        Aws.On("DescribeCluster", 200, """{"cluster":{"arn":"arn:x"}}""");
        using var budget = new ResponseBudget(new ProcessResponseBudget(), limit: 40);
        var client = Aws.Sessions().Open(Keys, budget).Client;

        await client.DescribeClusterAsync(Token);
        var e = await Assert.ThrowsAsync<ReadException>(() => client.DescribeClusterAsync(Token));

        Assert.Equal(ReadFailure.TooLarge, e.Fault.Failure);
    }

    [Fact]
    public async Task DescribeCluster_CallerGivesUp_IsCancelled()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Aws.On("DescribeCluster", async request =>
        {
            await giveUp.CancelAsync();
            await FakeAwsServer.WriteAsync(request.Http, 500, "");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Aws.Sessions().Open(Keys).Client.DescribeClusterAsync(giveUp.Token));
    }

    private async Task<ReadError> FaultAsync<T>(Func<IAwsClient, Task<ReadResult<T>>> ask, AwsHttpLimits? limits = null) =>
        (await Assert.ThrowsAsync<ReadException>(() => ask(Aws.Sessions(limits: limits).Open(Keys).Client))).Fault;

    private sealed class NoNames : IHostResolver
    {
        public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            new(IPAddress.TryParse(host, out var address) ? [address] : []);
    }
}
