using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// The assignment's <c>requireEks</c>: the cluster was reached through eks:DescribeCluster, or its server's address is that of an EKS
/// endpoint, or, only where every connection went to explicitly allowed networks, its <c>gitVersion</c> holds <c>-eks-</c>. Anyone can
/// run an API server that says what they like, so the version alone is believed in networks of the operator's own only.
/// </summary>
public static class EksRule
{
    /// <summary>The verdict that stands in for every check of the assignment by how the server was reached alone, without a read; null where that does not decide.</summary>
    /// <param name="handIn">The submission, with what opening the cluster added.</param>
    public static Verdict? JudgeReach(SubmissionTarget handIn) => handIn.Reach switch
    {
        Reach.DescribeCluster or Reach.EksHostName or Reach.AllowedNetwork => null,
        Reach.Unresolved when handIn.ReachFault is { } fault => fault.ToVerdict(),
        _ => NotEks(EksHost.IsEndpoint(handIn.ServerHost) ? "NotEksAddress" : "NotEksFeedback", handIn.ServerHost ?? "?"),
    };

    /// <summary>
    /// Whether how the server was reached keeps an observation from contacting it: one that is no EKS cluster, or was not found, on an assignment
    /// that takes EKS clusters alone. Everything that an observation reads besides the checks asks this, so that whatever is judged also has an identity.
    /// </summary>
    /// <param name="handIn">The submission, with what opening the cluster added.</param>
    /// <param name="rules">The assignment's rules.</param>
    internal static bool IsNotContacted(SubmissionTarget handIn, AssignmentRules rules) => rules.RequireEks && handIn.Reach is (Reach.Other or Reach.Unresolved);

    /// <summary>The verdict that stands in for every check by the version of a server in an allowed network; null where it is EKS's.</summary>
    /// <param name="version">What the server says.</param>
    public static Verdict? JudgeVersion(Kubernetes.ServerVersion version) =>
        version.GitVersion.Contains("-eks-", StringComparison.Ordinal) ? null : NotEks("NotEksVersion", version.GitVersion);

    /// <summary>The verdict that stands in for every check; null where the cluster is an EKS cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="charge">Tells whose fault an unread version is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static Task<Verdict?> JudgeAsync(Cluster cluster, Func<ReadError, ReadError> charge, CancellationToken cancellationToken) => cluster.Target.Reach == Reach.AllowedNetwork
        ? ByVersionAsync(cluster, charge, cancellationToken)
        : Task.FromResult(JudgeReach(cluster.Target));

    /// <summary>The verdict of a check one of whose reads would have left the allowed networks; null for any other fault.</summary>
    internal static Verdict? OfRead(ReadError fault, Cluster cluster) =>
        fault.Failure == ReadFailure.OutsideAllowed ? NotEks("NotEksLeft", cluster.Target.ServerHost ?? "?") : null;

    private static async Task<Verdict?> ByVersionAsync(Cluster cluster, Func<ReadError, ReadError> charge, CancellationToken cancellationToken)
    {
        try
        {
            return JudgeVersion(await cluster.Kubernetes.GetVersionAsync(cancellationToken));
        }
        catch (ReadException e)
        {
            return OfRead(e.Fault, cluster) ?? charge(e.Fault).ToVerdict();
        }
    }

    private static Verdict NotEks(string feedback, string seen) =>
        Verdict.Failed(ReadErrors.Texts["NotEks"]) with { Feedback = [ReadErrors.Texts[feedback, seen]] };
}
