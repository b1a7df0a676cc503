using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Clusters;

/// <summary>A part of the leases of a course, with what the live ones cost together.</summary>
/// <param name="Items">The leases, by deadline.</param>
/// <param name="Next">What <c>after</c> takes to get the next part; null where this is the last.</param>
/// <param name="Totals">What the live leases of the whole course cost.</param>
public sealed record LeaseListView(IReadOnlyList<LeaseItemView> Items, string? Next, LeaseTotalsView Totals);

/// <summary>What the live clusters of a course cost together, estimated, in USD.</summary>
/// <param name="Live">How many there are.</param>
/// <param name="UsdPerHour">An hour.</param>
/// <param name="UsdSoFar">So far.</param>
/// <param name="UsdProjected">Until their deadlines, what they have cost so far included.</param>
/// <param name="UsdIsAtLeast">Whether it is more: something has no known price or could not be seen.</param>
public sealed record LeaseTotalsView(int Live, decimal UsdPerHour, decimal UsdSoFar, decimal UsdProjected, bool UsdIsAtLeast);

/// <summary>A lease: the promise to delete a cluster.</summary>
public sealed record LeaseItemView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The student's number.</summary>
    public required string Student { get; init; }

    /// <summary>The student's name.</summary>
    public required string Name { get; init; }

    /// <summary>The slug of the assignment whose rule gave the deadline.</summary>
    public required string Assignment { get; init; }

    /// <summary>The cluster's name, or what else is known of it; null where nothing is.</summary>
    public required string? Cluster { get; init; }

    /// <summary>Its region; null where it is not known.</summary>
    public required string? Region { get; init; }

    /// <summary>Its ARN; null where AWS was not asked.</summary>
    public required string? Arn { get; init; }

    /// <summary>When the lease began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>By when the cluster must be deleted.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Until when a cluster that was submitted late is kept for the instructor; null if it was submitted on time.</summary>
    public required DateTimeOffset? KeepUntil { get; init; }

    /// <summary>Until when this very lease was extended; null where it was not.</summary>
    public required DateTimeOffset? ExtendedUntil { get; init; }

    /// <summary><c>active</c>, <c>deleting</c>, <c>overdue</c>, <c>quarantined</c>, <c>gone</c> or <c>settled</c>.</summary>
    public required LeaseState State { get; init; }

    /// <summary>When it was found deleted or settled manually; null while it is live.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>The seconds until the deadline, less than 0 once it has passed; null for a lease that is over.</summary>
    public required long? TimeLeft { get; init; }

    /// <summary>Whether a probe is still to come that the student keeps the cluster for: no deadline passes before that.</summary>
    public required bool MustStay { get; init; }

    /// <summary>What the cluster ran when it was last seen; null where it could not be read.</summary>
    public required LeaseRunsView? Runs { get; init; }

    /// <summary>What it costs per hour, estimated, in USD; 0 once it is deleted.</summary>
    public required decimal UsdPerHour { get; init; }

    /// <summary>What it has cost so far, estimated by what it runs now, in USD.</summary>
    public required decimal UsdSoFar { get; init; }

    /// <summary>What it will have cost at its deadline, estimated, in USD.</summary>
    public required decimal UsdProjected { get; init; }

    /// <summary>Whether it costs more: something has no known price or could not be seen.</summary>
    public required bool UsdIsAtLeast { get; init; }

    /// <summary>The newest probe; null where there is none.</summary>
    public required LeaseProbeView? LastLook { get; init; }

    /// <summary>The newest order to delete it or to list what would go; null where there is none.</summary>
    public required LeaseOrderHeadView? Order { get; init; }

    /// <summary>When it is checked next; null if it is not.</summary>
    public required DateTimeOffset? NextLookAt { get; init; }
}

/// <summary>What a cluster runs that costs money.</summary>
/// <param name="SeenAt">When that was seen.</param>
/// <param name="Nodes">Its nodes by instance type; the type is <c>unknown</c> where it is not known.</param>
/// <param name="ClassicLoadBalancers">Its Classic load balancers.</param>
/// <param name="LoadBalancers">Its other load balancers.</param>
/// <param name="NatGateways">Its NAT gateways; null where it could not be read.</param>
/// <param name="VolumeGib">The size of its EBS volumes in GiB; null where it could not be read.</param>
/// <param name="FargatePods">Its Fargate pods.</param>
/// <param name="Version">Its Kubernetes version; null where it is not known.</param>
public sealed record LeaseRunsView(
    DateTimeOffset? SeenAt, IReadOnlyDictionary<string, int> Nodes, int ClassicLoadBalancers, int LoadBalancers, int? NatGateways, int? VolumeGib, int FargatePods, string? Version);

/// <summary>A probe for the deletion of a cluster.</summary>
/// <param name="At">When.</param>
/// <param name="Answer"><c>alive</c>, <c>deleting</c>, <c>notFound</c>, <c>nameGone</c> or <c>noProof</c>.</param>
/// <param name="How">The calls and their answers.</param>
/// <param name="Leftovers">Leftovers; null if they could not be checked.</param>
public sealed record LeaseProbeView(DateTimeOffset At, ExistenceAnswer Answer, string How, IReadOnlyList<LeftoverView>? Leftovers);

/// <summary>Something that a cluster left behind.</summary>
/// <param name="Kind">What it is, such as <c>natGateway</c>.</param>
/// <param name="Id">AWS's id or name of it.</param>
/// <param name="UsdPerHour">What it costs an hour, estimated, in USD; null where the prices do not say.</param>
/// <param name="Counts">Whether it costs points.</param>
public sealed record LeftoverView(LeftoverKind Kind, string Id, decimal? UsdPerHour, bool Counts);

/// <summary>A lease with all that is known of it.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Looks">Every probe, the newest first.</param>
/// <param name="Orders">Every order to delete it, the newest first.</param>
/// <param name="Submissions">The submissions under it, the oldest first.</param>
public sealed record LeaseDetailView(LeaseItemView Lease, IReadOnlyList<LeaseProbeView> Looks, IReadOnlyList<LeaseOrderView> Orders, IReadOnlyList<Guid> Submissions);

/// <summary>Moves the deadline of one lease.</summary>
/// <param name="Until">Until when.</param>
/// <param name="Reason">Why.</param>
public sealed record LeaseExtensionRequest(DateTimeOffset? Until, string? Reason);

/// <summary>Settles a lease manually: it is no longer checked.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Outcome"><c>passed</c> or <c>failed</c> gives or takes the points of cluster-deletion; null leaves them to an override.</param>
public sealed record LeaseSettlementRequest(string? Reason, string? Outcome);
