using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>How many of the five facts hold of one exposure, in their order until the first that does not.</summary>
/// <param name="Exposure">The Service or Ingress.</param>
/// <param name="Facts">How many facts hold, as far as was seen: 0 to 5.</param>
internal sealed record Finding(Exposure Exposure, int Facts)
{
    /// <summary>All the facts there are.</summary>
    public const int AllFacts = 5;

    /// <summary>What is wrong with the first fact that does not hold; null where all hold.</summary>
    public LocalizedText? Reason { get; init; }

    /// <summary>What to do about it; null where there is nothing to do but wait, or nothing is wrong.</summary>
    public LocalizedText? Advice { get; init; }

    /// <summary>Whether waiting cannot mend it: an address that is not AWS's, internal or blocked.</summary>
    public bool IsForGood { get; init; }

    /// <summary>Whether AWS says only that it is not there yet: the load balancer is being made, or has no healthy target.</summary>
    public bool AwaitsAws { get; init; }

    /// <summary>What kept the next fact from being looked at; null where it was.</summary>
    public ReadError? Unread { get; init; }

    /// <summary>How many facts could hold if what was not looked at did.</summary>
    public int FactsAtMost { get; init; } = Facts;

    /// <summary>Whether AWS says that the load balancer sends to this cluster.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Why the targets could not be compared with the cluster; null where they were, or AWS was not asked.</summary>
    public ReadError? WitnessFault { get; init; }

    /// <summary>What was seen.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}
