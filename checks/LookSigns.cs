using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Rules.Signs;

namespace EksGrader.Checks;

/// <summary>The signs of trouble of one look: what the cluster shows, and what the hand-in itself does. The assignment holds the checks of this look alone.</summary>
internal static class LookSigns
{
    public static async Task<IReadOnlyList<Sign>> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        // A server that is no EKS cluster, or was not found, is not contacted for signs either.
        var seen = cluster.HandIn.Reach is Reach.Other or Reach.Unresolved ? [] : await SignsOfTrouble.FindAsync(cluster, assignment, cancellationToken);
        return cluster.HandIn is { DifferentClusters: true, ServerHost: { } host, ClusterName: { } name }
            ? [new Sign("differentClusters", ReadFaults.Texts["DifferentClusters", host, name]), .. seen]
            : seen;
    }
}
