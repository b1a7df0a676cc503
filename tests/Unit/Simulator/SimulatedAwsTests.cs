using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>The simulated AWS, asked by the grader's own clients on the SDK's own pipeline.</summary>
public sealed class SimulatedAwsTests : IAsyncDisposable
{
    private PracticeClass? practice;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => practice?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("good-classic")]
    [InlineData("good-network")]
    [InlineData("good-auto-mode")]
    [InlineData("good-keys")]
    public async Task Balancer_OfAGoodCluster_IsFoundTaggedAndHealthy(string kind)
    {
        var (cluster, aws) = await OpenAsync(kind);

        var found = Assert.Single((await aws.ListLoadBalancersAsync(Token)).Answer.Items, l => l.DnsName == cluster.LoadBalancerHost);
        var tags = (await aws.DescribeTagsAsync(found, Token)).Answer.ByKey;
        var targets = (await aws.DescribeTargetsAsync(found, Token)).Answer.Items;

        Assert.True(found.InternetFacing);
        Assert.Equal("active", found.State);
        Assert.Contains(tags, t => t.Key.Contains(cluster.ClusterName, StringComparison.Ordinal) || t.Value == cluster.ClusterName);
        Assert.All(targets, t => Assert.True(t.Healthy));
        Assert.Equal(2, targets.Count);
    }

    [Fact]
    public async Task DescribeCluster_OfARole_LeadsToTheKubernetesApi()
    {
        var (cluster, aws) = await OpenAsync("good-network");

        var described = (await aws.DescribeClusterAsync(Token)).Answer;

        Assert.Equal(("ACTIVE", cluster.ClusterName), (described.Status, described.Name));
        Assert.Equal(cluster.Server, new Uri(described.Endpoint ?? ""));
        var session = Practice.Aws(Class).Open(Practice.Access(cluster));
        using var client = Practice.Kubernetes(cluster, await session.GetKubernetesTokenAsync(Token));
        using var answer = await client.GetAsync("/api/v1/nodes", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task EksToken_OfAnotherStudent_IsUnauthorized()
    {
        practice = await Practice.StartAsync(null, "good-network", "good-network");
        var session = Practice.Aws(Class).Open(Practice.Access(Class.Clusters[1]));
        using var client = Practice.Kubernetes(Class.Clusters[0], await session.GetKubernetesTokenAsync(Token));

        using var answer = await client.GetAsync("/api/v1/nodes", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task AssumeRole_WithAnotherExternalId_IsDeniedUntilTheStudentMendsIt()
    {
        practice = await Practice.StartAsync(null, "good-network");
        var cluster = Class.Clusters[0];
        cluster.TrustExternalId("the-services-own");

        var denied = await FaultOfAsync(Practice.Aws(Class).Open(Practice.Access(cluster)).Client.DescribeClusterAsync(Token));

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student), (denied.Failure, denied.Fault));
        var access = new AwsAccess.Role(cluster.Region, cluster.ClusterName, cluster.Access.Role?.RoleArn ?? "", "the-services-own");
        Assert.Equal("ACTIVE", (await Practice.Aws(Class).Open(access).Client.DescribeClusterAsync(Token)).Answer.Status);
    }

    [Fact]
    public async Task Keys_WithAnotherSecret_DoNotSign()
    {
        practice = await Practice.StartAsync(null, "good-network");
        var session = Practice.Aws(Class, Class.GraderKeys with { SecretAccessKey = "not-this-one" }).Open(Practice.Access(Class.Clusters[0]));

        await Assert.ThrowsAsync<ReadException>(() => session.Client.DescribeClusterAsync(Token));
    }

    [Theory]
    [InlineData("aws-denied", ReadFailure.Denied, FaultDomain.Student)]
    [InlineData("deleted-cluster", ReadFailure.NotFound, FaultDomain.Student)]
    public async Task Refusals_OfAws_AreReadAsSuch(string kind, ReadFailure failure, FaultDomain fault)
    {
        var (_, aws) = await OpenAsync(kind);

        var seen = await FaultOfAsync(kind == "aws-denied" ? aws.ListLoadBalancersAsync(Token) : aws.DescribeClusterAsync(Token));

        Assert.Equal((failure, fault), (seen.Failure, seen.Fault));
    }

    [Fact]
    public async Task Logs_OfAnAgentThatSends_HoldAFreshEvent()
    {
        var (cluster, aws) = await OpenAsync("good-classic");
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-15);

        var performance = (await aws.GetLogActivityAsync($"/aws/containerinsights/{cluster.ClusterName}/performance", since, Token)).Answer;
        var missing = (await aws.GetLogActivityAsync("/aws/containerinsights/nobody/performance", since, Token)).Answer;

        Assert.True(performance.Exists);
        Assert.InRange(performance.NewestEvent ?? default, since, since.AddMinutes(15));
        Assert.Equal(new AwsLogActivity(false, null), missing);
    }

    [Fact]
    public async Task Delete_OfACluster_IsDeletingThenGone()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        practice = await Practice.StartAsync(time, "good-keys");
        var cluster = Class.Clusters[0];
        var aws = Practice.Aws(Class).Open(Practice.Access(cluster)).Client;

        await cluster.DeleteAsync(keepLoadBalancer: true);

        Assert.Equal("DELETING", (await aws.DescribeClusterAsync(Token)).Answer.Status);
        time.Advance(new PracticeClassOptions().DeletionTakes);
        Assert.Equal(ReadFailure.NotFound, (await FaultOfAsync(aws.DescribeClusterAsync(Token))).Failure);
        Assert.Single((await aws.ListLoadBalancersAsync(Token)).Answer.Items);
    }

    private PracticeClass Class => practice ?? throw new InvalidOperationException("Not started.");

    private async Task<(PracticeCluster Cluster, IAwsClient Aws)> OpenAsync(string kind)
    {
        practice = await Practice.StartAsync(null, kind);
        var cluster = practice.Clusters[0];
        return (cluster, Practice.Aws(practice).Open(Practice.Access(cluster)).Client);
    }

    private static async Task<ReadError> FaultOfAsync(Task read) => (await Assert.ThrowsAsync<ReadException>(() => read)).Fault;
}
