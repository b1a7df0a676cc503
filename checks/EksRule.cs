using EksGrader.Checks.Clusters;

namespace EksGrader.Checks;

/// <summary>
/// The assignment's <c>requireEks</c>: the cluster was reached through eks:DescribeCluster, or its server's host name has the form of
/// an EKS endpoint, or, only where the address lies in an explicitly allowed network, its <c>gitVersion</c> holds <c>-eks-</c>. Anyone
/// can run an API server that says what he likes, so the version alone is believed in networks of the operator's own only.
/// </summary>
internal static class EksRule
{
    /// <summary>The verdict that stands in for every check of the assignment; null where the cluster is an EKS cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="charge">Tells whose fault an unread version is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<Verdict?> JudgeAsync(Cluster cluster, Func<ReadFault, ReadFault> charge, CancellationToken cancellationToken) => cluster.HandIn.Reach switch
    {
        Reach.DescribeCluster or Reach.EksHostName => Task.FromResult<Verdict?>(null),
        Reach.AllowedNetwork => ByVersionAsync(cluster, charge, cancellationToken),
        _ => Task.FromResult<Verdict?>(NotEks("NotEksFeedback", cluster.HandIn.ServerHost ?? "?")),
    };

    private static async Task<Verdict?> ByVersionAsync(Cluster cluster, Func<ReadFault, ReadFault> charge, CancellationToken cancellationToken)
    {
        try
        {
            var version = await cluster.Kubernetes.GetVersionAsync(cancellationToken);
            return version.GitVersion.Contains("-eks-", StringComparison.Ordinal) ? null : NotEks("NotEksVersion", version.GitVersion);
        }
        catch (ReadException e)
        {
            return Grader.Unknown(charge(e.Fault));
        }
    }

    private static Verdict NotEks(string feedback, string seen) =>
        Verdict.Failed(ReadFaults.Texts["NotEks"]) with { Feedback = [ReadFaults.Texts[feedback, seen]] };
}
