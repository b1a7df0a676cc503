using System.Globalization;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>Which ReplicaSets are the current revision of a Deployment.</summary>
internal static class Revisions
{
    /// <summary>
    /// The deployment controller writes the current revision's number on the Deployment and on each of its ReplicaSets (Kubernetes,
    /// "Well-Known Labels, Annotations and Taints").
    /// </summary>
    public const string Annotation = "deployment.kubernetes.io/revision";

    /// <summary>The ReplicaSets of the current revision; where the Deployment carries no number yet, the newest one.</summary>
    public static IReadOnlySet<ReplicaSet> Current(Deployment deployment, IReadOnlyCollection<ReplicaSet> all)
    {
        if (deployment.Metadata.Annotations.TryGetValue(Annotation, out var revision))
        {
            return all.Where(r => r.Metadata.Annotations.GetValueOrDefault(Annotation) == revision).ToHashSet();
        }

        var newest = all.OrderByDescending(NumberOf).ThenByDescending(r => r.Metadata.CreationTimestamp).Take(1);
        return newest.ToHashSet();
    }

    private static long NumberOf(ReplicaSet replicaSet) =>
        long.TryParse(replicaSet.Metadata.Annotations.GetValueOrDefault(Annotation), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
