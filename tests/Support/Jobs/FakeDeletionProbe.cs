using System.Collections.Concurrent;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A probe for a deletion that was asked for.</summary>
internal sealed record AskedDeletion(DateTimeOffset At, LeaseTarget Target, ClusterAccess? Access);

/// <summary>Sees what a test says: every cluster alive unless told otherwise.</summary>
internal sealed class FakeDeletionProbe(TimeProvider time) : IDeletionProbe
{
    private readonly ConcurrentQueue<AskedDeletion> asked = [];

    /// <summary>What a probe sees; told the probe.</summary>
    public Func<AskedDeletion, LeaseObservation> See { get; set; } = look => Alive(look.At);

    /// <summary>What happens while a probe is on its way.</summary>
    public Func<AskedDeletion, CancellationToken, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Every look so far.</summary>
    public IReadOnlyList<AskedDeletion> Asked => [.. asked];

    public static LeaseObservation Alive(DateTimeOffset at) => new(at, ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE");

    public static LeaseObservation Deleting(DateTimeOffset at) => new(at, ExistenceAnswer.Deleting, "eks:DescribeCluster → DELETING");

    public static LeaseObservation Gone(DateTimeOffset at, params Leftover[] left) =>
        new(at, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left };

    public static LeaseObservation NameGone(DateTimeOffset at) => new(at, ExistenceAnswer.NameGone, "NXDOMAIN");

    public static LeaseObservation NoProof(DateTimeOffset at, FaultDomain fault) => new(at, ExistenceAnswer.NoProof, "AccessDenied") { Fault = fault };

    /// <summary>
    /// Keeps probes of one cluster from answering until told. Complete once such a probe has begun: only then are its timers set, and moving the
    /// clock before that would be lost on it.
    /// </summary>
    public Task HangUntil(Task answered, string kubeSystemUid)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Meanwhile = (probe, _) =>
        {
            if (probe.Target.Identity.KubeSystemUid != kubeSystemUid)
                return Task.CompletedTask;
            begun.TrySetResult();
            return answered;
        };
        return begun.Task;
    }

    public async Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        var look = new AskedDeletion(time.GetUtcNow(), target, access);
        asked.Enqueue(look);
        await Meanwhile(look, cancellationToken);
        return See(look);
    }
}
