using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>
/// Asks that the cluster is gone by its deadline with nothing left that costs money. Judges the looks that the service made; it makes
/// none itself.
/// </summary>
public sealed class ClusterDeletionCheck : ILeaseCheck
{
    /// <summary>
    /// What the looks ask for. The check itself reads nothing, but the rights must be granted with the rest; leftovers are what stays
    /// and costs (EKS user guide, "Delete a cluster"; eksctl's stacks).
    /// </summary>
    private static readonly IReadOnlyList<string> ActionsOfLooks =
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

    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(
        RuleIds.ClusterDeletion, [], [.. ActionsOfLooks.Select(a => new DeclaredRead.Aws(a))]) with
    {
        Phase = CheckPhase.AfterDeadline,
    };

    /// <inheritdoc/>
    public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        if (cluster.Lease is not { } lease)
        {
            return ValueTask.FromResult(cluster.HandIn.DeleteBy is { } deleteBy
                ? Verdict.Pending(RuleTexts.All["Del.PendingUntil", DeletionTexts.Time(deleteBy, cluster.HandIn)]) with
                {
                    Feedback = DeletionTexts.HowTo(deleteBy, cluster.HandIn.KeepUntil, cluster.Now, DeletionTexts.ZoneOf(cluster.HandIn)),
                }
                : Verdict.Pending(RuleTexts.All["Del.NotWatched"]));
        }

        return ValueTask.FromResult(DeletionJudge.Judge(lease, cluster.Now));
    }
}
