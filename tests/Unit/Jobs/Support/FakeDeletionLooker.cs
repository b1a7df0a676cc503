using System.Collections.Concurrent;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;

namespace EksGrader.Tests.Unit.Jobs.Support;

/// <summary>A look for a deletion that was asked for.</summary>
internal sealed record AskedDeletion(DateTimeOffset At, LeaseTarget Target, ClusterAccess? Access);

/// <summary>Sees what a test says: every cluster alive unless told otherwise.</summary>
internal sealed class FakeDeletionLooker(TimeProvider time) : IDeletionLooker
{
    private readonly ConcurrentQueue<AskedDeletion> asked = [];

    /// <summary>What a look sees; told the look.</summary>
    public Func<AskedDeletion, DeletionSight> See { get; set; } = look => Alive(look.At);

    /// <summary>What happens while a look is on its way.</summary>
    public Func<AskedDeletion, CancellationToken, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Every look so far.</summary>
    public IReadOnlyList<AskedDeletion> Asked => [.. asked];

    public static DeletionSight Alive(DateTimeOffset at) => new(at, LookAnswer.Alive, "eks:DescribeCluster → ACTIVE");

    public static DeletionSight Deleting(DateTimeOffset at) => new(at, LookAnswer.Deleting, "eks:DescribeCluster → DELETING");

    public static DeletionSight Gone(DateTimeOffset at, params Leftover[] left) =>
        new(at, LookAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left };

    public static DeletionSight NameGone(DateTimeOffset at) => new(at, LookAnswer.NameGone, "NXDOMAIN");

    public static DeletionSight NoProof(DateTimeOffset at, Fault fault) => new(at, LookAnswer.NoProof, "AccessDenied") { Fault = fault };

    public async Task<DeletionSight> LookAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
    {
        var look = new AskedDeletion(time.GetUtcNow(), target, access);
        asked.Enqueue(look);
        await Meanwhile(look, cancellationToken);
        return See(look);
    }
}
