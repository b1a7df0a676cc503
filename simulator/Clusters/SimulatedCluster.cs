using System.Collections.Immutable;
using EksGrader.Simulator.Kinds;
using EksGrader.Simulator.Net;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Clusters;

/// <summary>A cluster at work: its state is a function of time, counted from the first request to it.</summary>
internal sealed class SimulatedCluster : IDisposable
{
    // Revisions are tenths of a second since the cluster was made, so that every one of them tells its time.
    private const long TicksPerRevision = TimeSpan.TicksPerSecond / 10;

    private readonly ImmutableArray<(TimeSpan From, ClusterPlan Plan)> stages;
    private readonly ClusterState?[] states;
    private readonly TimeSpan deletionTakes;
    private readonly Lock deleting = new();
    private PracticeLeftovers? leftByHand;
    private long firstAsked;
    private long deletionBegan;
    private volatile bool settled;

    public SimulatedCluster(PracticeIdentity identity, ClusterKind kind, TimeSpan settlesAfter, TimeSpan deletionTakes)
    {
        Identity = identity;
        Kind = kind;
        this.deletionTakes = deletionTakes;
        stages = kind.Stages(settlesAfter);
        states = new ClusterState?[stages.Length];
        Certificates = new(() => new ClusterCertificates(identity));
        FirstExternalId = TrustedExternalId = identity.Ids.Uuid("external-id");
        Token = ServiceAccountToken.Create(identity, "reader");
        OwnerToken = ServiceAccountToken.Create(identity, "owner");
    }

    public PracticeIdentity Identity { get; }

    public ClusterKind Kind { get; }

    public Lazy<ClusterCertificates> Certificates { get; }

    /// <summary>The external id that the role's trust policy asks for.</summary>
    public string TrustedExternalId { get; set; }

    /// <summary>The external id that it asked for when the class began.</summary>
    public string FirstExternalId { get; }

    /// <summary>The ServiceAccount token that the student's kubeconfig holds.</summary>
    public string Token { get; }

    /// <summary>The token of the cluster's owner, who may do everything.</summary>
    public string OwnerToken { get; }

    /// <summary>The API server that EKS tells of, with its CA, where it is not the practice cluster's own.</summary>
    public (Uri Server, string AuthorityPem)? OtherServer { get; set; }

    /// <summary>Starts the clock of a cluster that settles; later calls change nothing.</summary>
    public void Asked(DateTimeOffset now) => Interlocked.CompareExchange(ref firstAsked, now.UtcTicks, 0);

    /// <summary>Has it settled, whatever the time is.</summary>
    public void Settle() => settled = true;

    /// <summary>What exists at a time.</summary>
    public ClusterState StateAt(DateTimeOffset time)
    {
        var first = Interlocked.Read(ref firstAsked);
        var elapsed = first == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(time.UtcTicks - first);
        var stage = 0;
        while (stage + 1 < stages.Length && (settled || stages[stage + 1].From <= elapsed))
        {
            stage++;
        }

        if (Volatile.Read(ref states[stage]) is { } state)
        {
            return state;
        }

        // Two that ask at once may both build: they build the same.
        state = ClusterBuilder.Build(Identity, stages[stage].Plan, time);
        return Interlocked.CompareExchange(ref states[stage], state, null) ?? state;
    }

    /// <summary>The plan that holds, without building what it describes.</summary>
    public ClusterPlan PlanAt(DateTimeOffset time) => StateAt(time).Plan;

    public long RevisionAt(DateTimeOffset time) => (time.UtcTicks - Identity.CreatedAt.UtcTicks) / TicksPerRevision;

    public DateTimeOffset TimeOf(long revision) =>
        revision is >= 0 and < 10_000_000_000 ? Identity.CreatedAt.AddTicks(revision * TicksPerRevision) : DateTimeOffset.MinValue;

    /// <summary>Begins the deletion; later calls change nothing.</summary>
    public void Delete(DateTimeOffset now, PracticeLeftovers left)
    {
        lock (deleting)
        {
            if (!HasBegunToEndAt(now))
            {
                leftByHand = left;
                Interlocked.Exchange(ref deletionBegan, now.UtcTicks);
            }
        }
    }

    /// <summary>Whether its deletion has begun, by request or by the student's plan.</summary>
    public bool HasBegunToEndAt(DateTimeOffset time) => Began is var began && began != 0 && began <= time.UtcTicks;

    /// <summary>Whether a deletion that has begun leaves something behind.</summary>
    public bool LeavesAt(DateTimeOffset time, PracticeLeftovers what) => HasBegunToEndAt(time) && (leftByHand ?? Kind.Ending?.Left ?? PracticeLeftovers.None).HasFlag(what);

    /// <summary>What eks:DescribeCluster says: <c>ACTIVE</c>, <c>DELETING</c>; null where it answers ResourceNotFoundException.</summary>
    public string? EksStatusAt(DateTimeOffset time)
    {
        return !HasBegunToEndAt(time) ? PlanAt(time).EksStatus : time.UtcTicks - Began < deletionTakes.Ticks ? "DELETING" : null;
    }

    /// <summary>Whether AWS still has the load balancer.</summary>
    public bool HasBalancerAt(DateTimeOffset time) =>
        EksStatusAt(time) == "ACTIVE" ? PlanAt(time).Balancer.Provisioned : LeavesAt(time, PracticeLeftovers.LoadBalancer);

    // In ticks; 0 while it has not begun and no plan says when.
    private long Began
    {
        get
        {
            var byHand = Interlocked.Read(ref deletionBegan);
            var first = Interlocked.Read(ref firstAsked);
            return byHand != 0 ? byHand : Kind.Ending is { } ending && first != 0 ? first + ending.After.Ticks : 0;
        }
    }

    public void Dispose()
    {
        if (Certificates.IsValueCreated)
        {
            Certificates.Value.Dispose();
        }
    }
}
