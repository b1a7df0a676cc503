using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Time;
using EksGrader.Tests.Unit.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Checks.Grading;

/// <summary>With <c>requireEks: false</c> a server that is no EKS cluster is judged, and so all else is read that an observation reads of an EKS cluster.</summary>
public sealed class OtherCloudsTests
{
    private readonly ManualTime time = new(FakeCluster.Now);

    [Theory]
    [InlineData(false, Reach.Other, true)]
    [InlineData(false, Reach.Unresolved, true)]
    [InlineData(true, Reach.Other, false)]
    [InlineData(true, Reach.Unresolved, false)]
    [InlineData(true, Reach.EksHostName, true)]
    public async Task Observation_ReadsIdentityAndSigns_WhereTheAssignmentTakesTheServer(bool requireEks, Reach reach, bool isRead)
    {
        var seen = await LookAsync(requireEks, reach, Cluster("uid-1"));

        Assert.Equal((isRead, isRead ? "uid-1" : null), (seen.Cluster().WasAlive, seen.Cluster().KubeSystemUid));
        Assert.Equal(isRead, seen.Flags.Any(s => s.Kind == "foreignHostName"));
        Assert.Equal(isRead, seen.Record().Reads.Count > 0);
    }

    [Fact]
    public async Task Observations_AtTwoClustersBehindOneHost_AreToldApart()
    {
        var first = await LookAsync(requireEks: false, Reach.Other, Cluster("uid-1"));
        var second = await LookAsync(requireEks: false, Reach.Other, Cluster("uid-2"));

        Assert.Equal(ClusterMatch.Another, first.Cluster().Compare(second.Cluster()));
    }

    private static FakeCluster Cluster(string uid) => new FakeCluster()
        .With(Make.Node("n1"))
        .With(new Namespace { Metadata = Make.Meta("kube-system", "") with { Uid = uid } })
        .With(Make.LoadBalancer("web", "neighbour-123456789.ap-northeast-2.elb.amazonaws.com"));

    private async Task<Observation> LookAsync(bool requireEks, Reach reach, FakeCluster cluster)
    {
        var by = new Assignment
        {
            Slug = "lab",
            Title = LocalizedText.Same("lab"),
            Rules = new AssignmentRules { RequireEks = requireEks },
            Checks = [.. new[] { "nodes", "load-balancer" }.Select(c => new AssignedCheck(new CheckId(c), 25, new Dictionary<string, object>()))],
        };
        var limits = new GraderLimits();
        using var pulse = new StarvationMonitor(time);
        var looker = new ClusterInspector(new Grader(Catalogue.Default, time, limits, NullLogger<Grader>.Instance), new Opener(cluster, reach), pulse, time);
        return await looker.InspectAsync(by, by.Checks, new ClusterAccess(null, null), new SubmissionTarget { SubmittedAt = FakeCluster.Now }, 1, limits.Observation, null, TestContext.Current.CancellationToken);
    }

    private sealed class Opener(FakeCluster cluster, Reach reach) : IClusterOpener
    {
        public Task<LiveCluster> OpenAsync(ClusterAccess access, SubmissionTarget handIn, CancellationToken cancellationToken) => Task.FromResult(new LiveCluster(
            handIn with { Reach = reach, ReachFault = reach == Reach.Unresolved ? Faults.Denied("x") : null, ServerHost = "k8s.example.org" }, cluster.Kubernetes, null, cluster.Web));
    }
}
