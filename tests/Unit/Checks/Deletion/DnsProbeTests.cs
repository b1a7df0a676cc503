using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Checks.Deletion;

/// <summary>What DNS proves of a cluster whose account no one may look into.</summary>
public sealed class DnsProbeTests : IDisposable
{
    private const string Endpoint = "0123456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com";
    private const string Zone = "gr7.ap-northeast-2.eks.amazonaws.com";
    private static readonly ClusterIdentity Seen = new(null, null, Endpoint, "uid-1");
    private readonly FakeResolver names = new();
    private readonly ManualTime time = new();
    private readonly StarvationMonitor pulse;
    private readonly AwsHttp http;

    public DnsProbeTests()
    {
        pulse = new StarvationMonitor(time);
        http = new AwsHttp((_, _) => throw new InvalidOperationException("Nobody asks AWS here."), new AwsHttpLimits(), time);
    }

    public void Dispose()
    {
        http.Dispose();
        pulse.Dispose();
    }

    [Fact]
    public async Task Probe_NameGoneWhileItsZoneExists_IsGoneByEvidence()
    {
        names.With(Zone, "203.0.113.1");

        var sight = await LookAsync(Seen);

        Assert.Equal((ExistenceAnswer.NameGone, null, time.GetUtcNow()), (sight.Answer, sight.Fault, sight.At));
        Assert.Equal($"DNS {Endpoint} → NXDOMAIN; control {Zone} → exists", sight.How);
        Assert.Null(sight.Leftovers);
    }

    [Fact]
    public async Task Probe_NameGoneWithItsZoneAlone_TakesTheZoneAbove()
    {
        names.With("ap-northeast-2.eks.amazonaws.com", "203.0.113.1");

        Assert.Equal(ExistenceAnswer.NameGone, (await LookAsync(Seen)).Answer);
    }

    [Fact]
    public async Task Probe_ResolverThatDeniesEverything_ProvesNothing()
    {
        names.With("example.com", "203.0.113.1");

        var sight = await LookAsync(Seen);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Network), (sight.Answer, sight.Fault));
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("10.0.0.7")] // a private endpoint has its name in public DNS too
    public async Task Probe_NameThatExists_IsAlive(string address)
    {
        names.With(Zone, "203.0.113.1").With(Endpoint, address);

        Assert.Equal(ExistenceAnswer.Alive, (await LookAsync(Seen)).Answer);
    }

    [Fact]
    public async Task Probe_NameThatExistsOfAClusterThatNoOneSaw_ProvesNothing()
    {
        names.With(Zone, "203.0.113.1").With(Endpoint, "203.0.113.9");

        var sight = await LookAsync(new ClusterIdentity(null, null, Endpoint, null));

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Grader), (sight.Answer, sight.Fault));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Probe_ResolverDoesNotAnswer_ProvesNothing(bool forTheControl)
    {
        names.With(forTheControl ? Zone : Endpoint, () => throw NetworkErrors.NameUnanswered(Endpoint, "SERVFAIL"));

        var sight = await LookAsync(Seen);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Network), (sight.Answer, sight.Fault));
    }

    [Theory]
    [InlineData("k8s.student.example")]
    [InlineData("127.0.0.9")]
    [InlineData("eks.amazonaws.com")]
    [InlineData(null)]
    public async Task Probe_EndpointThatAwsDoesNotName_ProvesNothingAndAsksNoOne(string? endpoint)
    {
        var sight = await LookAsync(new ClusterIdentity(null, null, endpoint, "uid-1"));

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Grader, 0), (sight.Answer, sight.Fault, names.Asked));
    }

    [Fact]
    public async Task Probe_MistakeOfOurOwn_IsNoProofOfTheGrader()
    {
        names.With(Endpoint, () => throw new InvalidOperationException("a mistake"));

        var sight = await LookAsync(Seen);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Grader), (sight.Answer, sight.Fault));
        Assert.DoesNotContain("a mistake", sight.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_AccessByKubeconfigAlone_AsksDns()
    {
        names.With(Zone, "203.0.113.1");

        var sight = await LookAsync(Seen, new ClusterAccess(new KubeconfigAccess { Server = new Uri($"https://{Endpoint}"), CertificateAuthorityPem = "" }, null));

        Assert.Equal(ExistenceAnswer.NameGone, sight.Answer);
    }

    private Task<LeaseObservation> LookAsync(ClusterIdentity identity, ClusterAccess? access = null)
    {
        var sessions = new AwsSessions(new AwsClients(http), new AwsOptions(), time);
        var looker = new DeletionProbe(sessions, names, new AwsRateLimiter(time), PriceList.Default, pulse, time, NullLogger<DeletionProbe>.Instance);
        return looker.ProbeAsync(new LeaseTarget(identity, null, null), access, TestContext.Current.CancellationToken);
    }
}
