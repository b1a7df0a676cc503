using EksGrader.Checks.Instructions;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>
/// Who pasted the kubeconfig that <c>aws eks update-kubeconfig</c> writes gets one block that makes one with a token, for exactly that
/// cluster and whatever other clusters kubectl knows.
/// </summary>
internal static class KubeconfigCommands
{
    /// <summary>The block, for a POSIX shell.</summary>
    /// <param name="way">How to give access by a kubeconfig.</param>
    /// <param name="region">The cluster's region; null where the kubeconfig does not tell: kubectl's own context is used then.</param>
    /// <param name="cluster">The cluster's name.</param>
    public static string ForCluster(AccessMethod way, string? region, string? cluster)
    {
        // Both were held to the form of a region and a cluster's name when they were read: no character of a shell is among them.
        var choose = region is null || cluster is null ? "" : $"aws eks update-kubeconfig --region '{region}' --name '{cluster}'\n";
        return choose + string.Concat(way.Steps.Select(s => s.Commands));
    }
}
