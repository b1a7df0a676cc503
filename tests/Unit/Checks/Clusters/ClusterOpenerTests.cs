using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using EksGrader.Tests.Unit.Checks.Aws;

namespace EksGrader.Tests.Unit.Checks.Clusters;

public sealed class ClusterOpenerTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task Joined_WhereAwsHangs_StandsOnTheKubeconfigAlone()
    {
        using var http = new AwsHttp((_, token) => new ValueTask<Stream>(HangAsync(token)), new AwsHttpLimits(), TimeProvider.System);
        var aws = new AwsSessions(new AwsClients(http, () => new AnonymousAWSCredentials()), new AwsOptions(), TimeProvider.System);
        var resolver = new FakeResolver();
        var guard = AddressGuard.PublicOnly;
        var connector = new GuardedConnector(resolver, guard, time);
        var opener = new ClusterOpener(aws, new WebProber(resolver, guard, connector, time), resolver, guard, connector, new ProcessResponseBudget(), time);
        using var authority = new TestAuthority();
        var access = new ClusterAccess(
            new KubeconfigAccess { Server = new Uri("https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com"), CertificateAuthorityPem = authority.Pem, Token = "a-token-of-a-student" },
            new AwsAccess.Keys("eu-west-1", "student-07", "ASIAEXAMPLEEXAMPLE00", "secretsecretsecretsecret", "sessionsessionsession"));

        var opening = opener.OpenAsync(access, new SubmissionTarget { SubmittedAt = time.GetUtcNow() }, TestContext.Current.CancellationToken);
        Assert.False(opening.IsCompleted);
        time.Advance(ClusterOpener.Patience);

        using var live = await opening;
        Assert.Equal((Reach.EksHostName, true, false), (live.Target.Reach, live.Target.HasAwsAccess, live.Target.DifferentClusters));
    }

    [Theory]
    [InlineData("eu-west-1", 404, "ResourceNotFoundException", "AWS knows no cluster student-70 in region eu-west-1")]
    [InlineData("eu-west-2", 404, "ResourceNotFoundException", "in region eu-west-1, but the AWS access is for region eu-west-2 (cluster student-70)")]
    [InlineData("eu-west-2", 403, "AccessDeniedException", "in region eu-west-1, but the AWS access is for region eu-west-2 (cluster student-70)")]
    [InlineData("eu-west-2", 400, "InvalidParameterException", "in region eu-west-1, but the AWS access is for region eu-west-2 (cluster student-70)")]
    public async Task Joined_WhereTheAwsAccessIsNotOfTheClusterByNameOrRegion_RefusesEveryReadOfAws(string region, int status, string code, string says)
    {
        await using var fake = await StudentsAwsAsync(status, code);

        using var live = await OpenAsync(fake, region);

        Assert.Equal((Reach.EksHostName, true, true), (live.Target.Reach, live.Target.HasAwsAccess, live.Target.IsAwsRefused));
        var aws = Assert.IsAssignableFrom<IAwsClient>(live.Aws);
        foreach (var read in new Func<Task>[] { () => aws.DescribeClusterAsync(Token), () => aws.ListLoadBalancersAsync(Token), () => aws.GetInstancesAsync(["i-1"], Token) })
        {
            var fault = (await Assert.ThrowsAsync<ReadException>(read)).Fault;
            Assert.Equal((ReadFailure.Denied, FaultDomain.Student), (fault.Failure, fault.Fault));
            Assert.Contains(says, fault.Summary.En, StringComparison.Ordinal);
            Assert.Contains("ubmit", Assert.Single(fault.Feedback).En, StringComparison.Ordinal);
        }

        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task Joined_WhereDescribeClusterIsDenied_StillAsksAwsForTheRest()
    {
        await using var fake = await StudentsAwsAsync(403, "AccessDeniedException");

        using var live = await OpenAsync(fake, "eu-west-1");

        Assert.Empty((await (live.Aws ?? throw new InvalidOperationException("No AWS.")).ListLoadBalancersAsync(Token)).Answer.Items);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<FakeAwsServer> StudentsAwsAsync(int status, string code) => (await FakeAwsServer.StartAsync())
        .OnError("DescribeCluster", status, code)
        .OnXml("DescribeLoadBalancers", _ => "<LoadBalancers/><LoadBalancerDescriptions/>");

    private async Task<LiveCluster> OpenAsync(FakeAwsServer fake, string region)
    {
        var resolver = new FakeResolver();
        var connector = new GuardedConnector(resolver, AddressGuard.PublicOnly, time);
        var opener = new ClusterOpener(fake.Sessions(), new WebProber(resolver, AddressGuard.PublicOnly, connector, time), resolver, AddressGuard.PublicOnly, connector, new ProcessResponseBudget(), time);
        using var authority = new TestAuthority();
        var access = new ClusterAccess(
            new KubeconfigAccess { Server = new Uri("https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com"), CertificateAuthorityPem = authority.Pem, Token = "a-token-of-a-student" },
            new AwsAccess.Keys(region, "student-70", "ASIAEXAMPLEEXAMPLE00", "secretsecretsecretsecret", "sessionsessionsession"));
        return await opener.OpenAsync(access, new SubmissionTarget { SubmittedAt = time.GetUtcNow() }, Token);
    }

    private static async Task<Stream> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Stream.Null;
    }
}
