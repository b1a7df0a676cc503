using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>
/// Judges the looks of a lease. Pure: the check <c>cluster-deletion</c> and the service, which judges without a look at the cluster,
/// both come to what this says, and so does a regrade.
/// </summary>
public static class DeletionJudge
{
    private const decimal ShareWithLeftovers = 0.5m;
    private const int LeftoversNamed = 20;

    /// <summary>The verdict that the looks come to, with every look as evidence.</summary>
    /// <param name="lease">The lease and every look, in the order in which they were made.</param>
    /// <param name="now">The time of the judgement; looks from later than that do not exist yet.</param>
    public static Verdict Judge(LeaseHistory lease, DateTimeOffset now) =>
        Judge(lease, new DeletionCase(lease, now), now) with { Evidence = DeletionTexts.Evidence(lease, now) };

    /// <summary>Where the cluster stands by the looks.</summary>
    /// <inheritdoc cref="Judge(LeaseHistory, DateTimeOffset)"/>
    public static DeletionStage StageOf(LeaseHistory lease, DateTimeOffset now)
    {
        var looks = new DeletionCase(lease, now);
        return looks.StageOf(Judge(lease, looks, now), now);
    }

    private static Verdict Judge(LeaseHistory lease, DeletionCase looks, DateTimeOffset now)
    {
        var deadline = DeletionTexts.Time(lease.Deadline, lease.Zone);
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
            return Verdict.Pending(RuleTexts.All["Del.PendingUntil", deadline]) with { Feedback = DeletionTexts.HowTo(lease.Deadline, lease.KeepUntil, now, lease.Zone) };
        }

        if (looks.WasSeenSince(looks.Limit))
        {
            return Verdict.Failed(RuleTexts.All["Del.StillThere", deadline]) with { Feedback = [RuleTexts.All["Del.HowTo"]] };
        }

        // Seen gone once, or still being deleted within its hour: more looks are on their way.
        if (looks.Newest is { } newest && DeletionProof.IsGone(newest))
        {
            return Verdict.Pending(RuleTexts.All["Del.Unconfirmed", DeletionTexts.Time(looks.Proof.GoneAt ?? newest.At, lease.Zone)]);
        }

        if (looks.HasBegunInTime && now < looks.FinishBy)
        {
            return Verdict.Pending(RuleTexts.All["Del.Finishing", DeletionTexts.Time(looks.FinishBy, lease.Zone)]);
        }

        return looks.WasLookedAtSince(looks.Limit) && !(looks.IsBeginningUntold && now < looks.FinishBy)
            ? Verdict.Unknown(looks.FaultOfNoProof, RuleTexts.All["Del.NoProof"]) with { Feedback = [RuleTexts.All["Del.GiveProof"]] }
            : Verdict.Pending(RuleTexts.All["Del.LookDue", deadline]);
    }

    private static Verdict JudgeNeverSeen(LeaseHistory lease, DeletionCase looks, DateTimeOffset now)
    {
        if (now < lease.Deadline)
        {
            return Verdict.Pending(RuleTexts.All["Del.PendingUntil", DeletionTexts.Time(lease.Deadline, lease.Zone)]);
        }

        return looks.WasFoundGone || looks.IsNeverSeenByFaultOfStudent
            ? Verdict.Failed(RuleTexts.All["Del.NeverSeen"]) with { Feedback = [RuleTexts.All["Del.SubmitAlive"]] }
            : Verdict.Unknown(looks.FaultOfNoProof, RuleTexts.All["Del.NoProof"]);
    }

    private static Verdict JudgeGone(LeaseHistory lease, DeletionCase looks, DeletionProof proof, DateTimeOffset goneAt, DateTimeOffset now)
    {
        var inTime = looks.IsGoneBy(lease.Deadline);
        if (!inTime && looks.IsBeginningUntold && looks.IsGoneBy(looks.FinishBy))
        {
            return TimeNotProved(lease, goneAt, looks.FaultOfUntold);
        }

        if (!inTime && !(looks.HasBegunInTime && looks.IsGoneBy(looks.FinishBy)))
        {
            return Verdict.Failed(RuleTexts.All["Del.Late", DeletionTexts.Time(goneAt, lease.Zone), DeletionTexts.Time(lease.Deadline, lease.Zone)]);
        }

        if (looks.IsHiddenSince(inTime ? lease.Deadline : looks.FinishBy) || (!inTime && looks.IsBeginningHidden))
        {
            return TimeNotProved(lease, goneAt, looks.FaultOfNoProof);
        }

        var (leftovers, limit) = (looks.Leftovers, looks.CleanBy);
        if (leftovers.Left is { Count: > 0 } left && now < limit)
        {
            return Verdict.Pending(RuleTexts.All["Del.CleanUp", left.Count, DeletionTexts.Time(limit, lease.Zone)]) with { Feedback = Named(left) };
        }

        if (leftovers.Unread is { } fault)
        {
            return now < limit || now < goneAt + LeftoverCase.Patience
                ? Verdict.Pending(RuleTexts.All["Del.LeftoversDue", DeletionTexts.Time(goneAt, lease.Zone)])
                : Verdict.Unknown(fault, RuleTexts.All["Del.LeftoversUnread", DeletionTexts.Time(goneAt, lease.Zone)]);
        }

        if (leftovers.IsDue)
        {
            return Verdict.Pending(RuleTexts.All["Del.LookDue", DeletionTexts.Time(limit, lease.Zone)]);
        }

        return leftovers.Left switch
        {
            null => Verdict.Passed(RuleTexts.All["Del.GoneNotJudged", DeletionTexts.Time(goneAt, lease.Zone)]) with
            {
                Feedback = [RuleTexts.All[proof.Kind is ProofKind.Names ? "Del.ByEvidence" : "Del.LeftoversNotSeen"]],
            },
            [] => Verdict.Passed(RuleTexts.All["Del.Gone", DeletionTexts.Time(goneAt, lease.Zone)]),
            var some => Verdict.OfShare(ShareWithLeftovers, RuleTexts.All["Del.GoneWithLeftovers", DeletionTexts.Time(goneAt, lease.Zone), some.Count]) with { Feedback = Named(some) },
        };
    }

    private static Verdict TimeNotProved(LeaseHistory lease, DateTimeOffset goneAt, FaultDomain fault) =>
        Verdict.Unknown(fault, RuleTexts.All["Del.TimeNotProved", DeletionTexts.Time(goneAt, lease.Zone)]) with { Feedback = [RuleTexts.All["Del.GiveProof"]] };

    private static LocalizedText[] Named(IReadOnlyList<string> left) =>
        [.. left.Take(LeftoversNamed).Select(l => RuleTexts.All["Del.Leftover", ShellText.Name(l)])];
}
