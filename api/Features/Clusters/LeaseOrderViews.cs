using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Orders the deletion of a lease's cluster and of what it left behind, lists what would go, or lets an order go on that waits.</summary>
/// <param name="DryRun">Whether it only lists.</param>
/// <param name="Reason">Why; may be left out for a list.</param>
/// <param name="Confirm">
/// Confirms what an order does not do by itself: to begin before deadline and grace are over, to go on at the brake, or although two students
/// claim the cluster.
/// </param>
public sealed record LeaseEnforcementRequest(bool DryRun = false, string? Reason = null, bool Confirm = false);

/// <summary>Stops an order, or lets all that wait at the brake go on.</summary>
/// <param name="Reason">Why.</param>
public sealed record LeaseReasonRequest(string? Reason);

/// <summary>How many orders go on.</summary>
/// <param name="Orders">How many.</param>
public sealed record RateCapReleaseView(int Orders);

/// <summary>An order to delete a cluster and what it left behind.</summary>
public sealed record LeaseOrderView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whether it only lists what would go.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Who ordered.</summary>
    public required string By { get; init; }

    /// <summary>Why.</summary>
    public required string Why { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>waiting</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>stopped</c>.</summary>
    public required DeletionOrderState State { get; init; }

    /// <summary><c>none</c>, <c>brake</c>, <c>twoStudents</c> or <c>anotherCluster</c>: what it waits for.</summary>
    public required DeletionHold Hold { get; init; }

    /// <summary>Why it waits, failed or was stopped; null where there is nothing to say.</summary>
    public required string? Trouble { get; init; }

    /// <summary>When it ended; null while it is live.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it deletes, in the order in which it does.</summary>
    public required IReadOnlyList<LeaseStepView> Steps { get; init; }
}

/// <summary>One thing that an order deletes.</summary>
/// <param name="Kind">What it is, such as <c>nodeGroup</c>.</param>
/// <param name="Target">What tells it from every other: an ARN, an id, a name.</param>
/// <param name="State"><c>planned</c>, <c>asked</c>, <c>gone</c>, <c>skipped</c> or <c>failed</c>.</param>
/// <param name="Answer">What AWS or Kubernetes said last, or why it is left alone.</param>
/// <param name="EndedAt">When it was deleted, skipped or had failed.</param>
public sealed record LeaseStepView(DeletionStepKind Kind, string Target, DeletionStepState State, string? Answer, DateTimeOffset? EndedAt);

/// <summary>An order without its steps.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DryRun">Whether it only lists what would go.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, <c>failed</c> or <c>stopped</c>.</param>
/// <param name="Hold"><c>none</c>, <c>brake</c>, <c>twoStudents</c> or <c>anotherCluster</c>: what it waits for.</param>
public sealed record LeaseOrderHeadView(Guid Id, bool DryRun, DeletionOrderState State, DeletionHold Hold);
