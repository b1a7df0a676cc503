using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A check whose verdict a replay can tell: it passes up to a parameter, is unknown by the student's fault with AWS access, and is what the cluster's name says of it.</summary>
internal sealed class FakeCheck(string id, CheckPhase phase = CheckPhase.Live) : ICheck
{
    public static Catalogue Catalogue { get; } = new([new FakeCheck("one"), new FakeCheck("two"), new FakeCheck("gone", CheckPhase.AfterDeadline)]);

    public CheckInfo Info { get; } = new()
    {
        Id = new CheckId(id),
        Title = Words.Of(id),
        Asks = Words.Of(id),
        Phase = phase,
        Parameters = [new IntegerParameter("count", Words.Of("count"), 2, 0, 100)],
    };

    public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) => ValueTask.FromResult(
        phase == CheckPhase.AfterDeadline ? Verdict.Pending(Words.Of("pending"))
        : cluster.HandIn.HasAwsAccess ? Verdict.Unknown(FaultDomain.Student, Words.Of("a right is missing"))
        : cluster.HandIn.ClusterName == $"{id}: no network" ? Verdict.Unknown(FaultDomain.Network, Words.Of("no network"))
        : cluster.HandIn.ClusterName == $"{id}: no cluster" ? Verdict.Unknown(FaultDomain.Student, Words.Of("no cluster"))
        : cluster.HandIn.ClusterName == $"{id}: empty" ? Verdict.Failed(Words.Of("empty"))
        : parameters.Number("count") <= 2 ? Verdict.Passed(Words.Of("replayed")) : Verdict.Failed(Words.Of("replayed")));
}
