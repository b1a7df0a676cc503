using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>
/// Asks that the cluster is gone by its deadline with nothing left that costs money. Judges the observations that the service made; it makes
/// none itself.
/// </summary>
public sealed class ClusterDeletionCheck : ILeaseCheck
{
    /// <summary>
    /// What the observations ask for. The check itself reads nothing, but the rights must be granted with the rest; leftovers are what stays
    /// and costs (EKS user guide, "Delete a cluster"; eksctl's stacks).
    /// </summary>
    private static readonly IReadOnlyList<string> ActionsOfProbes =
    [
        "eks:DescribeCluster",
        "eks:ListNodegroups",
        "eks:DescribeNodegroup",
        "cloudformation:DescribeStacks",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTags",
        "ec2:DescribeInstances",
        "ec2:DescribeVolumes",
        "ec2:DescribeNatGateways",
        "ec2:DescribeAddresses",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "logs:DescribeLogGroups",
    ];

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("cluster-deletion");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ClusterDeletionCheck), nameof(ClusterDeletionCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts, [], [.. ActionsOfProbes.Select(a => new DeclaredRead.Aws(a))]) with
    {
        Phase = CheckPhase.AfterDeadline,
    };

    /// <inheritdoc/>
    public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        if (cluster.Lease is not { } lease)
        {
            return ValueTask.FromResult(cluster.Target.DeleteBy is { } deleteBy
                ? Verdict.Pending(Texts["PendingUntil", DeletionTexts.Time(deleteBy, cluster.Target)]) with
                {
                    Feedback = DeletionTexts.HowTo(deleteBy, cluster.Target.KeepUntil, cluster.Now, DeletionTexts.ZoneOf(cluster.Target)),
                }
                : Verdict.Pending(Texts["NotWatched"]));
        }

        return ValueTask.FromResult(DeletionJudge.Judge(lease, cluster.Now));
    }
}

/// <summary>
/// A check that judges what the watch over a cluster's deletion saw (<see cref="Clusters.Cluster.Lease"/>) and reads nothing itself. The
/// service judges it again whenever the watch has news, long after the observations at the living cluster.
/// </summary>
public interface ILeaseCheck : ICheck;
