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
        Title = Texts.Of(id),
        Asks = Texts.Of(id),
        Phase = phase,
        Parameters = [new IntegerParameter("count", Texts.Of("count"), 2, 0, 100)],
    };

    public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) => ValueTask.FromResult(
        phase == CheckPhase.AfterDeadline ? Verdict.Pending(Texts.Of("pending"))
        : cluster.Target.HasAwsAccess ? Verdict.Unknown(FaultDomain.Student, Texts.Of("a right is missing"))
        : cluster.Target.ClusterName == $"{id}: no network" ? Verdict.Unknown(FaultDomain.Network, Texts.Of("no network"))
        : cluster.Target.ClusterName == $"{id}: no cluster" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("no cluster"))
        : cluster.Target.ClusterName == $"{id}: empty" ? Verdict.Failed(Texts.Of("empty"))
        : parameters.Number("count") <= 2 ? Verdict.Passed(Texts.Of("replayed")) : Verdict.Failed(Texts.Of("replayed")));
}
