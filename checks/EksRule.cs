using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks;

/// <summary>
/// The assignment's <c>requireEks</c>: the cluster was reached through eks:DescribeCluster, or its server's address is that of an EKS
/// endpoint, or, only where every connection went to explicitly allowed networks, its <c>gitVersion</c> holds <c>-eks-</c>. Anyone can
/// run an API server that says what they like, so the version alone is believed in networks of the operator's own only.
/// </summary>
public static class EksRule
{
    /// <summary>The verdict that stands in for every check of the assignment by how the server was reached alone, without a read; null where that does not decide.</summary>
    /// <param name="handIn">The hand-in, with what opening the cluster added.</param>
    public static Verdict? JudgeReach(HandIn handIn) => handIn.Reach switch
    {
        Reach.DescribeCluster or Reach.EksHostName or Reach.AllowedNetwork => null,
        Reach.Unresolved when handIn.ReachFault is { } fault => Grader.Unknown(fault),
        _ => NotEks(EksHost.IsEndpoint(handIn.ServerHost) ? "NotEksAddress" : "NotEksFeedback", handIn.ServerHost ?? "?"),
    };

    /// <summary>The verdict that stands in for every check by the version of a server in an allowed network; null where it is EKS's.</summary>
    /// <param name="version">What the server says.</param>
    public static Verdict? JudgeVersion(Kubernetes.ServerVersion version) =>
        version.GitVersion.Contains("-eks-", StringComparison.Ordinal) ? null : NotEks("NotEksVersion", version.GitVersion);

    /// <summary>The verdict that stands in for every check; null where the cluster is an EKS cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="charge">Tells whose fault an unread version is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static Task<Verdict?> JudgeAsync(Cluster cluster, Func<ReadFault, ReadFault> charge, CancellationToken cancellationToken) => cluster.HandIn.Reach == Reach.AllowedNetwork
        ? ByVersionAsync(cluster, charge, cancellationToken)
        : Task.FromResult(JudgeReach(cluster.HandIn));

    /// <summary>The verdict of a check one of whose reads would have left the allowed networks; null for any other fault.</summary>
    internal static Verdict? OfRead(ReadFault fault, Cluster cluster) =>
        fault.Failure == ReadFailure.OutsideAllowed ? NotEks("NotEksLeft", cluster.HandIn.ServerHost ?? "?") : null;

    private static async Task<Verdict?> ByVersionAsync(Cluster cluster, Func<ReadFault, ReadFault> charge, CancellationToken cancellationToken)
    {
        try
        {
            return JudgeVersion(await cluster.Kubernetes.GetVersionAsync(cancellationToken));
        }
        catch (ReadException e)
        {
            return OfRead(e.Fault, cluster) ?? Grader.Unknown(charge(e.Fault));
        }
    }

    private static Verdict NotEks(string feedback, string seen) =>
        Verdict.Failed(ReadFaults.Texts["NotEks"]) with { Feedback = [ReadFaults.Texts[feedback, seen]] };
}
