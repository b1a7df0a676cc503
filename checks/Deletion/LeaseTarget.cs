using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Deletion;

/// <summary>The very cluster that a look is for: what earlier looks learnt of it.</summary>
/// <param name="Identity">Its ARN, creation, endpoint and UID, each null where nobody said it.</param>
/// <param name="ClusterName">Its name in EKS; null where it is not known.</param>
/// <param name="Region">Its region; null where it is not known.</param>
public sealed record LeaseTarget(ClusterIdentity Identity, string? ClusterName, string? Region)
{
    /// <summary>How much of it is asked.</summary>
    public ProbeDepth Depth { get; init; }
}
