using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Integrity;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Grading;

/// <summary>The integrity flags of one observation: what the cluster shows, and what the submission itself does. The assignment holds the checks of this observation alone.</summary>
internal static class ObservationFlags
{
    public static async Task<IReadOnlyList<IntegrityFlag>> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        var seen = EksRule.IsNotContacted(cluster.Target, assignment.Rules) ? [] : await IntegrityRules.FindAsync(cluster, assignment, cancellationToken);
        return cluster.Target is { DifferentClusters: true, ServerHost: { } host, ClusterName: { } name }
            ? [new IntegrityFlag("differentClusters", ReadErrors.Texts["DifferentClusters", host, name]), .. seen]
            : seen;
    }
}
