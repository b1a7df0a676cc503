using System.Net;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Real.Fixtures;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Real.Aws;

/// <summary>The grader's AWS against an AWS that others wrote.</summary>
public sealed class AwsClientMotoTests(MotoFixture moto) : IClassFixture<MotoFixture>, IDisposable
{
    private const string Region = "ap-northeast-2";
    private static readonly AwsAccess.Role Role = new(Region, "eks-cluster", $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader", "external-7");
    private readonly SystemHostResolver resolver = new(TimeProvider.System);
    private AwsHttp? http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http?.Dispose();
        resolver.Dispose();
    }

    [Fact]
    public async Task DescribeCluster_Alive_HoldsItsIdentityAndEndpoint()
    {
        var proxy = await moto.StartedAsync(Token);
        using var aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClusterAsync("eks-cluster");
        proxy.Serve("eks-cluster", new Uri("https://127.0.0.1:6443"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        var cluster = (await Session(proxy).Client.DescribeClusterAsync(Token)).Answer;

        Assert.Equal(($"arn:aws:eks:{Region}:{MotoDriver.Account}:cluster/eks-cluster", "ACTIVE", "1.33"), (cluster.Arn, cluster.Status, cluster.Version));
        Assert.InRange(cluster.CreatedAt ?? default, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        Assert.Equal(new Uri("https://127.0.0.1:6443"), new Uri(cluster.Endpoint ?? ""));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(cluster.CertificateAuthority ?? "")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeCluster_Absent_IsNotFound()
    {
        var proxy = await moto.StartedAsync(Token);

        var e = await Assert.ThrowsAsync<ReadException>(() => Session(proxy).Client.DescribeClusterAsync(Token));

        Assert.Equal((ReadFailure.NotFound, FaultDomain.Student), (e.Fault.Failure, e.Fault.Fault));
    }

    [Fact]
    public async Task Open_RoleThatAsksForNoExternalId_IsRefused()
    {
        var proxy = await moto.StartedAsync(Token);
        var session = Session(proxy);
        proxy.Forget();

        var e = await Assert.ThrowsAsync<ReadException>(() => session.Client.DescribeClusterAsync(Token));

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student), (e.Fault.Failure, e.Fault.Fault));
        Assert.Contains("without your external ID", e.Fault.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WrongExternalId_IsDenied()
    {
        var proxy = await moto.StartedAsync(Token);
        var session = Session(proxy);
        proxy.RequireExternalId(Role.RoleArn, "another");

        var e = await Assert.ThrowsAsync<ReadException>(() => session.Client.DescribeClusterAsync(Token));

        Assert.Contains("may not assume", e.Fault.Summary.En, StringComparison.Ordinal);
        Assert.Contains("\"sts:ExternalId\":\"external-7\"", e.Fault.Feedback[0].En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListLoadBalancers_OneOfEachApi_HoldsBothWithTagsAndHealth()
    {
        var proxy = await moto.StartedAsync(Token);
        using var aws = new MotoDriver(proxy.Moto, Region, Token);
        await aws.CreateClassicAsync("a0123456789abcdef0123456789abcde", "kubernetes.io/service-name", "default/web");
        await aws.CreateNetworkAsync("k8s-default-web-0123456789", "service.k8s.aws/stack", "default/web");
        var client = Session(proxy).Client;

        var found = (await client.ListLoadBalancersAsync(Token)).Answer.Items;
        var tags = await Task.WhenAll(found.Select(l => client.DescribeTagsAsync(l, Token)));
        var targets = await Task.WhenAll(found.Select(l => client.DescribeTargetsAsync(l, Token)));

        Assert.Equal([AwsLoadBalancerKind.Classic, AwsLoadBalancerKind.Network], found.Select(l => l.Kind));
        Assert.All(found, l => Assert.True(l.InternetFacing && l.State == "active" && l.DnsName.Contains("elb", StringComparison.Ordinal)));
        Assert.Equal("default/web", tags[0].Answer.ByKey["kubernetes.io/service-name"]);
        Assert.Equal("default/web", tags[1].Answer.ByKey["service.k8s.aws/stack"]);
        Assert.True(Assert.Single(targets[0].Answer.Items) is { Healthy: true, State: "InService" });
        Assert.True(Assert.Single(targets[1].Answer.Items) is { Healthy: true, State: "healthy" });
    }

    [Fact]
    public async Task GetLogActivity_RecentEvent_IsSeenAndAnOldOneIsNot()
    {
        const string Group = "/aws/containerinsights/eks-cluster/performance";
        var proxy = await moto.StartedAsync(Token);
        using var aws = new MotoDriver(proxy.Moto, Region, Token);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds());
        await aws.LogAsync(Group, at);
        var client = Session(proxy).Client;

        var recent = await client.GetLogActivityAsync(Group, at.AddMinutes(-10), Token);
        var old = await client.GetLogActivityAsync(Group, at.AddMinutes(1), Token);
        var absent = await client.GetLogActivityAsync(Group + "-else", at, Token);

        Assert.Equal(new AwsLogActivity(true, at), recent.Answer);
        Assert.Equal(new AwsLogActivity(true, null), old.Answer);
        Assert.Equal(new AwsLogActivity(false, null), absent.Answer);
    }

    [Fact]
    public async Task GetLogActivity_BehindEmptyPagesOfOneToken_IsFound()
    {
        const string Group = "/aws/containerinsights/eks-cluster/paged";
        var proxy = await moto.StartedAsync(Token);
        using var aws = new MotoDriver(proxy.Moto, Region, Token);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds());
        await aws.LogAsync(Group, at);

        // While it searches, AWS answers with empty pages, and with the same token each time.
        var empty = 0;
        proxy.Interfere(call => call.Action == "FilterLogEvents" && ++empty <= 2 ? call.AnswerAsync(200, """{"events":[],"nextToken":"T"}""")
            : call.Action == "FilterLogEvents" && empty == 3 ? call.AnswerAsync(200, $$"""{"events":[{"timestamp":{{at.ToUnixTimeMilliseconds()}},"message":"{}"}],"nextToken":"T"}""")
            : Task.FromResult(false));
        try
        {
            Assert.Equal(new AwsLogActivity(true, at), (await Session(proxy).Client.GetLogActivityAsync(Group, at.AddMinutes(-10), Token)).Answer);
            Assert.Equal(3, empty);
        }
        finally
        {
            proxy.Forget();
        }
    }

    [Fact]
    public async Task GetKubernetesToken_OfAnAssumedRole_IsKnownToTheWebhook()
    {
        var proxy = await moto.StartedAsync(Token);
        await using var webhook = await TokenWebhook.StartAsync("eks-cluster", TimeProvider.System, Token);
        webhook.TokenService = proxy.Moto;
        var token = await Session(proxy).GetKubernetesTokenAsync(Token);

        Assert.False(await ReviewAsync(webhook, token));
        webhook.Allow(Role.RoleArn, "grader", "eks-grader");
        Assert.True(await ReviewAsync(webhook, token));
        Assert.False(await ReviewAsync(webhook, "another-token"));
    }

    private static async Task<bool> ReviewAsync(TokenWebhook webhook, string token)
    {
        using var client = new HttpClient();
        var review = new V1TokenReview { ApiVersion = "authentication.k8s.io/v1", Kind = V1TokenReview.KubeKind, Spec = new V1TokenReviewSpec { Token = token } };
        using var answer = await client.PostAsync(webhook.Address, new StringContent(KubernetesJson.Serialize(review)), Token);
        return KubernetesJson.Deserialize<V1TokenReview>(await answer.Content.ReadAsStringAsync(Token)).Status.Authenticated == true;
    }

    private AwsSession Session(MotoProxy proxy)
    {
        proxy.RequireExternalId(Role.RoleArn, Role.ExternalId ?? "");
        var connector = new GuardedConnector(resolver, new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), TimeProvider.System);
        http = new AwsHttp(connector.ConnectAsync, new AwsHttpLimits(), TimeProvider.System);
        var clients = new AwsClients(http, () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address);
        return new AwsSessions(clients, new AwsOptions(), TimeProvider.System).Open(Role);
    }
}
