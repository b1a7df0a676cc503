using Amazon.Runtime;
using EksGrader.Checks.Access;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Aws.Sessions;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Support;

namespace EksGrader.Tests.Unit.Clusters;

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
        var opener = new ClusterOpener(aws, new WebProber(resolver, guard, connector, time), resolver, guard, connector, new ProcessAnswerBudget(), time);
        using var authority = new TestAuthority();
        var access = new ClusterAccess(
            new KubeconfigAccess { Server = new Uri("https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com"), CertificateAuthorityPem = authority.Pem, Token = "a-token-of-a-student" },
            new AwsAccess.Keys("eu-west-1", "student-07", "ASIAEXAMPLEEXAMPLE00", "secretsecretsecretsecret", "sessionsessionsession"));

        var opening = opener.OpenAsync(access, new HandIn { SubmittedAt = time.GetUtcNow() }, TestContext.Current.CancellationToken);
        Assert.False(opening.IsCompleted);
        time.Advance(ClusterOpener.Patience);

        using var live = await opening;
        Assert.Equal((Reach.EksHostName, true, false), (live.HandIn.Reach, live.HandIn.HasAwsAccess, live.HandIn.DifferentClusters));
    }

    private static async Task<Stream> HangAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Stream.Null;
    }
}
