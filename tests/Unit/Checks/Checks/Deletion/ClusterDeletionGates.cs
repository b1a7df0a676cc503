using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Clusters;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;
using static EksGrader.Checks.Clusters.ExistenceAnswer;

namespace EksGrader.Tests.Unit.Checks.Checks.Deletion;

/// <summary>The gates of <c>cluster-deletion</c>. It judges what was observed of the deletion and reads nothing itself, so no right can be taken from it.</summary>
public sealed class ClusterDeletionGates : CheckGates
{
    private const string ByAws = "AWS says so";
    private const string ByName = "its name is gone";
    private static readonly DateTimeOffset Deadline = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    internal override ICheck Check { get; } = new ClusterDeletionCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(ByAws, "an hour early", () => Watched(10, (-90, Alive), (-62, NotFound), (-60, NotFound))),
        new(ByAws, "at the deadline", () => Watched(10, (-5, Alive), (0, NotFound), (2, NotFound))),
        new(ByAws, "begun in time", () => Watched(62, (-5, Deleting), (0, Deleting), (30, Deleting), (58, NotFound), (60, NotFound))),
        new(ByName, "at the deadline", () => Watched(30, (-5, Alive), (0, NameGone), (5, NameGone), (10, NameGone))),
        new(ByName, "early", () => Watched(30, (-60, Alive), (-40, NameGone), (-35, NameGone), (-30, NameGone))),
        new(ByName, "with answers without proof between", () => Watched(30, (-5, Alive), (0, NameGone), (2, NoProof), (5, NameGone), (10, NameGone))),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("gone", 0, "still there", _ => Watched(10, (-5, Alive), (0, Alive), (5, Alive))),
        Break("gone", 0, "deleted too late", _ => Watched(60, (-5, Alive), (0, Alive), (30, NotFound), (33, NotFound))),
        Break("gone", 0, "begun in time and not ended", _ => Watched(65, (-5, Deleting), (0, Deleting), (60, Deleting))),
        Wait("gone", "its deadline has not come", _ => Watched(-60, (-90, Alive))),
        Break("clean", 0.5m, "a volume is left", _ => Watched(10, ["vol-1 (1.00 USD a month)"], (-5, Alive), (0, NotFound), (2, NotFound))).On(ByAws),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("an AccessDenied is no deletion", () => Watched(5, (-5, Alive), (0, NoProof)), null),
        new("one answer is no proof", () => Watched(1, (-5, Alive), (0, NotFound)), null),
        new("a cluster that was made again", () => Watched(10, (-9, NotFound), (-8, Alive), (-1, NotFound), (0, Alive)), 0),
    ];

    private static FakeCluster Watched(int now, params (int At, ExistenceAnswer Answer)[] observations) => Watched(now, [], observations);

    private static FakeCluster Watched(int now, IReadOnlyList<string> left, params (int At, ExistenceAnswer Answer)[] observations) => new FakeCluster().WithLease(
        new LeaseHistory(Deadline, SeenAlive: true, [.. observations.Select(o => new DeletionObservation(Deadline.AddMinutes(o.At), o.Answer, o.Answer == NotFound ? left : null))]),
        Deadline.AddMinutes(now));
}
