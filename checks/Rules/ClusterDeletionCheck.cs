using EksGrader.Checks.Clusters;
using EksGrader.Checks.Rules.Deletion;

namespace EksGrader.Checks.Rules;

/// <summary>
/// Asks that the cluster is gone by its deadline with nothing left that costs money. Judges the looks that the service made; it makes
/// none itself.
/// </summary>
public sealed class ClusterDeletionCheck : ICheck
{
    private const decimal ShareWithLeftovers = 0.5m;
    private const int LeftoversNamed = 20;

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
                ? Verdict.Pending(RuleTexts.All["Del.PendingUntil", DeletionTexts.Time(deleteBy)]) with { Feedback = [RuleTexts.All["Del.HowTo"]] }
                : Verdict.Pending(RuleTexts.All["Del.NotWatched"]));
        }

        var verdict = Judge(lease, new DeletionCase(lease, cluster.Now), cluster.Now);
        return ValueTask.FromResult(verdict with { Evidence = DeletionTexts.Evidence(lease, cluster.Now) });
    }

    private static Verdict Judge(LeaseHistory lease, DeletionCase looks, DateTimeOffset now)
    {
        var deadline = DeletionTexts.Time(lease.Deadline);
        if (!lease.SeenAlive)
        {
            return JudgeNeverSeen(lease, looks, now);
        }

        if (looks.Proof is { IsProved: true, GoneAt: { } goneAt } proof)
        {
            return JudgeGone(lease, looks, proof, goneAt, now);
        }

        if (now < lease.Deadline)
        {
            return Verdict.Pending(RuleTexts.All["Del.PendingUntil", deadline]) with { Feedback = [RuleTexts.All["Del.HowTo"]] };
        }

        if (looks.WasSeenSince(looks.Limit))
        {
            return Verdict.Failed(RuleTexts.All["Del.StillThere", deadline]) with { Feedback = [RuleTexts.All["Del.HowTo"]] };
        }

        // Seen gone once, or still being deleted within its hour: more looks are on their way.
        if (looks.Newest is { } newest && DeletionProof.IsGone(newest))
        {
            return Verdict.Pending(RuleTexts.All["Del.Unconfirmed", DeletionTexts.Time(looks.Proof.GoneAt ?? newest.At)]);
        }

        if (looks.HasBegunInTime && now < looks.FinishBy)
        {
            return Verdict.Pending(RuleTexts.All["Del.Finishing", DeletionTexts.Time(looks.FinishBy)]);
        }

        return looks.WasLookedAtSince(looks.Limit)
            ? Verdict.Unknown(looks.FaultOfNoProof, RuleTexts.All["Del.NoProof"]) with { Feedback = [RuleTexts.All["Del.GiveProof"]] }
            : Verdict.Pending(RuleTexts.All["Del.LookDue", deadline]);
    }

    private static Verdict JudgeNeverSeen(LeaseHistory lease, DeletionCase looks, DateTimeOffset now)
    {
        if (now < lease.Deadline)
        {
            return Verdict.Pending(RuleTexts.All["Del.PendingUntil", DeletionTexts.Time(lease.Deadline)]);
        }

        return looks.WasFoundGone || looks.IsNeverSeenByFaultOfStudent
            ? Verdict.Failed(RuleTexts.All["Del.NeverSeen"]) with { Feedback = [RuleTexts.All["Del.SubmitAlive"]] }
            : Verdict.Unknown(looks.FaultOfNoProof, RuleTexts.All["Del.NoProof"]);
    }

    private static Verdict JudgeGone(LeaseHistory lease, DeletionCase looks, DeletionProof proof, DateTimeOffset goneAt, DateTimeOffset now)
    {
        var inTime = looks.IsGoneBy(lease.Deadline);
        if (!inTime && !(looks.HasBegunInTime && looks.IsGoneBy(looks.FinishBy)))
        {
            return Verdict.Failed(RuleTexts.All["Del.Late", DeletionTexts.Time(goneAt), DeletionTexts.Time(lease.Deadline)]);
        }

        var limit = inTime ? lease.Deadline : looks.FinishBy;
        if (looks.IsHiddenSince(limit))
        {
            return Verdict.Unknown(looks.FaultOfNoProof, RuleTexts.All["Del.TimeNotProved", DeletionTexts.Time(goneAt)]) with { Feedback = [RuleTexts.All["Del.GiveProof"]] };
        }

        var leftovers = looks.LeftoversBy(limit);
        LocalizedText[] note = proof.Kind is ProofKind.Names ? [RuleTexts.All["Del.ByEvidence"]] : leftovers is null ? [RuleTexts.All["Del.LeftoversNotSeen"]] : [];
        if (leftovers is not { Count: > 0 })
        {
            return Verdict.Passed(RuleTexts.All[leftovers is null ? "Del.GoneNotJudged" : "Del.Gone", DeletionTexts.Time(goneAt)]) with { Feedback = note };
        }

        LocalizedText[] named = [.. leftovers.Take(LeftoversNamed).Select(l => RuleTexts.All["Del.Leftover", ShellText.Name(l)])];
        // What is left can still be removed until then.
        return now < limit
            ? Verdict.Pending(RuleTexts.All["Del.CleanUp", leftovers.Count, DeletionTexts.Time(limit)]) with { Feedback = named }
            : Verdict.OfShare(ShareWithLeftovers, RuleTexts.All["Del.GoneWithLeftovers", DeletionTexts.Time(goneAt), leftovers.Count]) with { Feedback = named };
    }
}
