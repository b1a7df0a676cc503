using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Checks.Aws;
using EksGrader.Tests.Unit.Jobs.Enforcement;

namespace EksGrader.Tests.Unit.Checks.Enforcement;

/// <summary>Whose word counts that a cluster is gone: only its own account's.</summary>
public sealed class ClusterDeleterTests : IAsyncLifetime
{
    private static readonly ClusterToDelete Cluster = new("arn:aws:eks:ap-northeast-2:111122223333:cluster/web", FakeCloud.CreatedAt, "web", "ap-northeast-2");
    private FakeAwsServer? fake;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeAwsServer Aws => fake ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        fake = await FakeAwsServer.StartAsync();
        Aws.OnError("DescribeCluster", 404, "ResourceNotFoundException");
        Aws.On("AssumeRole", AssumeRoleAnswers.Closed);
    }

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Theory]
    [InlineData("111122223333", true)]
    [InlineData("444455556666", false)]
    public async Task Gone_ByKeysOfAnAccount_IsBelievedOfTheClustersOwnOnly(string account, bool believed)
    {
        Aws.OnXml("GetCallerIdentity", _ => $"<Arn>arn:aws:iam::{account}:user/kim</Arn><Account>{account}</Account><UserId>x</UserId>");

        await AssertAsync(new AwsAccess.Keys("ap-northeast-2", "web", "ASIAEXAMPLE0000000000", "secret-of-the-student", "token"), Cluster, believed);
    }

    [Theory]
    [InlineData("111122223333", true)]
    [InlineData("444455556666", false)]
    public async Task Gone_ByARoleOfAnAccount_IsBelievedOfTheClustersOwnOnly(string account, bool believed) =>
        await AssertAsync(new AwsAccess.Role("ap-northeast-2", "web", $"arn:aws:iam::{account}:role/eks-grader", "external"), Cluster, believed);

    [Fact]
    public async Task Gone_InAnotherRegionThanTheArns_IsNotBelieved() =>
        await AssertAsync(
            new AwsAccess.Role("ap-northeast-2", "web", "arn:aws:iam::111122223333:role/eks-grader", "external"), Cluster with { Region = "us-east-1" }, believed: false);

    private async Task AssertAsync(AwsAccess access, ClusterToDelete cluster, bool believed)
    {
        var connector = new GuardedConnector(new SystemHostResolver(TimeProvider.System), new AddressGuard([]), TimeProvider.System);
        var deleter = new ClusterDeleter(Aws.Sessions(), new AwsRateLimiter(TimeProvider.System), connector, new ProcessResponseBudget(), TimeProvider.System);
        await using var cloud = deleter.Open(cluster, new ClusterAccess(null, access));
        if (believed)
            Assert.Null(await cloud.DescribeAsync(Token));
        else
            Assert.Equal(ReadFailure.Denied, (await Assert.ThrowsAsync<ReadException>(() => cloud.DescribeAsync(Token))).Fault.Failure);
    }
}
