using EksGrader.Db.Model;

namespace EksGrader.Jobs.Enforcement;

/// <summary>Why no order was given.</summary>
public enum OrderError
{
    /// <summary>There is no such lease, or no such order.</summary>
    Missing,

    /// <summary>The lease is over: the cluster is gone, or an instructor settled it.</summary>
    Over,

    /// <summary>Nothing may be deleted yet: deadline, grace, or the hour of a deletion that the student began in time. Confirm to do it all the same.</summary>
    TooEarly,

    /// <summary>The assignment does not say <c>enforce: true</c>: students were not told.</summary>
    NotEnforced,

    /// <summary>There is no AWS access to the cluster, or it is no longer kept.</summary>
    NoAccess,

    /// <summary>AWS never told which cluster it is (ARN and creation): deleting would be guessing.</summary>
    NotIdentified,

    /// <summary>An order is being carried out already.</summary>
    Ordered,

    /// <summary>A reason is missing.</summary>
    NoReason,

    /// <summary>The order does not wait for a person.</summary>
    NotWaiting,
}

/// <summary>Whether an order was given.</summary>
/// <param name="Order">The order; where another is live already, that one; null where there is none.</param>
/// <param name="Refusal">Why not; null where it was.</param>
public sealed record OrderResult(DeletionOrderId? Order, OrderError? Refusal)
{
    /// <summary>Whether it was given.</summary>
    public bool IsGiven => Refusal is null;

    internal static OrderResult No(OrderError why, DeletionOrderId? order = null) => new(order, why);
}

/// <summary>An order with what it deletes.</summary>
/// <param name="Order">The order.</param>
/// <param name="Steps">Its steps, in the order in which they are done.</param>
public sealed record OrderWithSteps(DeletionOrder Order, IReadOnlyList<DeletionStep> Steps);
