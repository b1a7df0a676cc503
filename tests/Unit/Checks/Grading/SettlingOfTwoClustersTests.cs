using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class SettlingOfTwoClustersTests
{
    private static readonly CheckId Nodes = new("nodes");
    private static readonly CheckId Replicas = new("replicas");
    private static readonly CheckId Deletion = new("cluster-deletion");
    private static readonly DateTimeOffset Start = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);
    private static readonly LocalizedText Seen = LocalizedText.Same("seen");
    private static readonly ClusterIdentity First = new(null, null, "host", "first");
    private static readonly ClusterIdentity Second = new(null, null, "host", "second");
    private static readonly Verdict Missing = Verdict.Unknown(FaultDomain.Grader, LocalizedText.Same("missing"));

    private readonly Settling settling = new(
        new Assignment
        {
            Slug = "a",
            Title = Seen,
            SettleFor = Duration.FromMinutes(10),
            Checks = [Assigned(Nodes), Assigned(Replicas), Assigned(Deletion)],
        },
        new GraderLimits(),
        check => check != Deletion);

    [Fact]
    public void EachClusterPassesHalf_IsHalfAndNotTheWhole()
    {
        Look(0, First, Passed, NotYet);
        Look(20, Second, null, Passed);

        var report = settling.ToReport(Missing);
        Assert.Equal(20, report.Score);
        Assert.Equal(First, report.Cluster);
        Assert.Equal([Settling.AnotherClusterKind], report.Flags.Select(s => s.Kind));
    }

    [Fact]
    public void AnotherCluster_IsLookedAtWhole()
    {
        Look(0, First, Passed, NotYet);
        Look(20, Second, null, Passed);
        Assert.NotNull(settling.NextObservationAt());
        Assert.Equal([Nodes, Replicas], settling.Outstanding.Select(c => c.Check));

        Look(40, Second, Passed, Passed);

        var report = settling.ToReport(Missing);
        Assert.Equal((40m, Second), (report.Score, report.Cluster));
        Assert.Empty(settling.Outstanding);
    }

    [Fact]
    public void AnotherClusterThatEarnsMore_BeginsAnew()
    {
        Look(0, First, Verdict.OfShare(0.5m, Seen) with { MayStillComeTrue = true }, NotYet);
        Look(20, Second, NotYet, Passed);

        var report = settling.ToReport(Missing);
        Assert.Equal([Outcome.Failed, Outcome.Passed, Outcome.Pending], report.Checks.Select(c => c.Verdict.Outcome)); // no half of the first, and the deletion waits on
        Assert.Equal([Nodes], settling.Outstanding.Select(c => c.Check));
    }

    [Fact]
    public void ClusterThatEarnsLess_TakesNothingFromTheFirst()
    {
        Look(0, First, Passed, Verdict.Unknown(FaultDomain.Network, Seen) with { MayStillComeTrue = true });
        Look(20, Second, Verdict.Failed(Seen), Verdict.Failed(Seen));

        Assert.Equal([Outcome.Passed, Outcome.Unknown, Outcome.Pending], settling.ToReport(Missing).Checks.Select(c => c.Verdict.Outcome));
    }

    [Fact]
    public void NeitherEarnsAnything_TheOneThatIsThereIsShown_UnlessSomeoneElseOwesAnObservation()
    {
        Look(0, First, Verdict.Unknown(FaultDomain.Student, Seen), NotYet);
        Look(20, Second, NotYet, NotYet);
        Assert.Equal(Second, settling.Cluster);

        var owed = new Settling(new Assignment { Slug = "a", Title = Seen, Checks = [Assigned(Nodes)] }, new GraderLimits());
        owed.Add(new Observation(Start, TimeSpan.Zero, Of(Nodes, Verdict.Unknown(FaultDomain.Aws, Seen)), []) { Identity = First });
        owed.Add(new Observation(Start, TimeSpan.Zero, Of(Nodes, Verdict.Failed(Seen)), []) { Identity = Second });
        Assert.Equal((Outcome.Unknown, First), (owed.ToReport(Missing).Checks[0].Verdict.Outcome, owed.Cluster));
    }

    [Fact]
    public void IdentityThatCouldNotBeRead_IsTheSameCluster()
    {
        Look(0, new ClusterIdentity("arn", Start, "host", null) { CaSha256 = "ca" }, Passed, NotYet);
        Look(20, new ClusterIdentity(null, null, "host", null) { CaSha256 = "ca" }, null, NotYet);
        Look(40, new ClusterIdentity(null, null, "host", "uid") { CaSha256 = "ca" }, null, Passed);
        Look(60, null, null, Passed);

        var report = settling.ToReport(Missing);
        Assert.Equal(40, report.Score);
        Assert.Empty(report.Flags);
        Assert.Equal(("arn", "uid"), (settling.Cluster?.Arn, settling.Cluster?.KubeSystemUid));
    }

    [Fact]
    public void CarriedVerdicts_AreOfTheirClusterAlone()
    {
        settling.Carry(Nodes, Verdict.Passed(Seen), lookAgain: true);
        settling.Carry(Replicas, Verdict.Failed(Seen), lookAgain: true);
        settling.Expect(First);

        Look(0, Second, null, Passed);

        var report = settling.ToReport(Missing);
        Assert.Equal((20m, First), (report.Score, report.Cluster));
        Assert.Equal(Settling.AnotherClusterKind, Assert.Single(report.Flags).Kind);
    }

    [Fact]
    public void GradingFromScratch_OfAnotherClusterThanBefore_SaysSo()
    {
        settling.Expect(First);

        Look(0, Second, NotYet, Passed);

        var report = settling.ToReport(Missing);
        Assert.Equal((20m, Second), (report.Score, report.Cluster));
        Assert.Equal(Settling.AnotherClusterKind, Assert.Single(report.Flags).Kind);
    }

    private static Verdict Passed => Verdict.Passed(Seen);

    private static Verdict NotYet => Verdict.Failed(Seen) with { MayStillComeTrue = true };

    private static AssignedCheck Assigned(CheckId check) => new(check, 20, new Dictionary<string, object>());

    private static Dictionary<CheckId, Verdict> Of(CheckId check, Verdict verdict) => new() { [check] = verdict };

    private void Look(double atSeconds, ClusterIdentity? cluster, Verdict? nodes, Verdict? replicas)
    {
        var verdicts = new Dictionary<CheckId, Verdict>();
        if (nodes is not null)
            verdicts[Nodes] = nodes;
        if (replicas is not null)
            verdicts[Replicas] = replicas;
        if (settling.Observations == 0)
            verdicts[Deletion] = Verdict.Pending(Seen);
        settling.Add(new Observation(Start.AddSeconds(atSeconds), TimeSpan.Zero, verdicts, []) { Identity = cluster });
    }
}
