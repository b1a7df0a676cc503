using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using NodaTime;
using NodaTime.Text;

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
            return Verdict.Pending(ClusterDeletionCheck.Texts["PendingUntil", deadline]) with { Feedback = DeletionTexts.HowTo(lease.Deadline, lease.KeepUntil, now, lease.Zone) };
        }

        if (looks.WasSeenSince(looks.Limit))
        {
            return Verdict.Failed(ClusterDeletionCheck.Texts["StillThere", deadline]) with { Feedback = [ClusterDeletionCheck.Texts["HowTo"]] };
        }

        // Seen gone once, or still being deleted within its hour: more looks are on their way.
        if (looks.Newest is { } newest && DeletionProof.IsGone(newest))
        {
            return Verdict.Pending(ClusterDeletionCheck.Texts["Unconfirmed", DeletionTexts.Time(looks.Proof.GoneAt ?? newest.At, lease.Zone)]);
        }

        if (looks.HasBegunInTime && now < looks.FinishBy)
        {
            return Verdict.Pending(ClusterDeletionCheck.Texts["Finishing", DeletionTexts.Time(looks.FinishBy, lease.Zone)]);
        }

        return looks.WasLookedAtSince(looks.Limit) && !(looks.IsBeginningUntold && now < looks.FinishBy)
            ? Verdict.Unknown(looks.FaultOfNoProof, ClusterDeletionCheck.Texts["NoProof"]) with { Feedback = [ClusterDeletionCheck.Texts["GiveProof"]] }
            : Verdict.Pending(ClusterDeletionCheck.Texts["LookDue", deadline]);
    }

    private static Verdict JudgeNeverSeen(LeaseHistory lease, DeletionCase looks, DateTimeOffset now)
    {
        if (now < lease.Deadline)
        {
            return Verdict.Pending(ClusterDeletionCheck.Texts["PendingUntil", DeletionTexts.Time(lease.Deadline, lease.Zone)]);
        }

        return looks.WasFoundGone || looks.IsNeverSeenByFaultOfStudent
            ? Verdict.Failed(ClusterDeletionCheck.Texts["NeverSeen"]) with { Feedback = [ClusterDeletionCheck.Texts["SubmitAlive"]] }
            : Verdict.Unknown(looks.FaultOfNoProof, ClusterDeletionCheck.Texts["NoProof"]);
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
            return Verdict.Failed(ClusterDeletionCheck.Texts["Late", DeletionTexts.Time(goneAt, lease.Zone), DeletionTexts.Time(lease.Deadline, lease.Zone)]);
        }

        if (looks.IsHiddenSince(inTime ? lease.Deadline : looks.FinishBy) || (!inTime && looks.IsBeginningHidden))
        {
            return TimeNotProved(lease, goneAt, looks.FaultOfNoProof);
        }

        var (leftovers, limit) = (looks.Leftovers, looks.CleanBy);
        if (leftovers.Left is { Count: > 0 } left && now < limit)
        {
            return Verdict.Pending(ClusterDeletionCheck.Texts["CleanUp", left.Count, DeletionTexts.Time(limit, lease.Zone)]) with { Feedback = Named(left) };
        }

        if (leftovers.Unread is { } fault)
        {
            return now < limit || now < goneAt + LeftoverCase.Patience
                ? Verdict.Pending(ClusterDeletionCheck.Texts["LeftoversDue", DeletionTexts.Time(goneAt, lease.Zone)])
                : Verdict.Unknown(fault, ClusterDeletionCheck.Texts["LeftoversUnread", DeletionTexts.Time(goneAt, lease.Zone)]);
        }

        if (leftovers.IsDue)
        {
            return Verdict.Pending(ClusterDeletionCheck.Texts["LookDue", DeletionTexts.Time(limit, lease.Zone)]);
        }

        return leftovers.Left switch
        {
            null => Verdict.Passed(ClusterDeletionCheck.Texts["GoneNotJudged", DeletionTexts.Time(goneAt, lease.Zone)]) with
            {
                Feedback = [ClusterDeletionCheck.Texts[proof.Kind is ProofKind.Names ? "ByEvidence" : "LeftoversNotSeen"]],
            },
            [] => Verdict.Passed(ClusterDeletionCheck.Texts["Gone", DeletionTexts.Time(goneAt, lease.Zone)]),
            var some => Verdict.OfShare(ShareWithLeftovers, ClusterDeletionCheck.Texts["GoneWithLeftovers", DeletionTexts.Time(goneAt, lease.Zone), some.Count]) with { Feedback = Named(some) },
        };
    }

    private static Verdict TimeNotProved(LeaseHistory lease, DateTimeOffset goneAt, FaultDomain fault) =>
        Verdict.Unknown(fault, ClusterDeletionCheck.Texts["TimeNotProved", DeletionTexts.Time(goneAt, lease.Zone)]) with { Feedback = [ClusterDeletionCheck.Texts["GiveProof"]] };

    private static LocalizedText[] Named(IReadOnlyList<string> left) =>
        [.. left.Take(LeftoversNamed).Select(l => ClusterDeletionCheck.Texts["Leftover", ShellText.Name(l)])];
}

/// <summary>Where a cluster stands that must be deleted.</summary>
public enum DeletionStage
{
    /// <summary>It lives, and may; or its deadline has passed and nobody could see it yet.</summary>
    Living,

    /// <summary>Its deletion has begun, is not proved yet, or left something that can still be cleaned up.</summary>
    Ending,

    /// <summary>It is gone, which is proved, and no further look changes the verdict.</summary>
    Gone,

    /// <summary>It was seen after the time that counts.</summary>
    Overdue,

    /// <summary>Since a day there is no proof either way.</summary>
    Hidden,
}

/// <summary>How looks and times are written down.</summary>
internal static class DeletionTexts
{
    private static readonly ZonedDateTimePattern Pattern = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm x", null);

    /// <summary>A time to the minute with the short name of its zone, such as <c>2026-12-05 00:00 KST</c>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">Where; null for UTC.</param>
    public static string Time(DateTimeOffset time, DateTimeZone? zone) =>
        Pattern.Format(Instant.FromDateTimeOffset(time).InZone(zone ?? DateTimeZone.Utc));

    /// <summary>A time in the zone that a hand-in names.</summary>
    /// <inheritdoc cref="Time(DateTimeOffset, DateTimeZone?)"/>
    public static string Time(DateTimeOffset time, SubmissionTarget handIn) =>
        Time(time, ZoneOf(handIn));

    /// <summary>The zone that a hand-in names; null where it names none.</summary>
    public static DateTimeZone? ZoneOf(SubmissionTarget handIn) => handIn.TimeZone is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;

    /// <summary>What to do while the deadline has not come: of a cluster that was submitted late, from when on too.</summary>
    /// <param name="deadline">By when it must be gone.</param>
    /// <param name="keepUntil">Until when it is the instructor's to look at; null where it was submitted on time.</param>
    /// <param name="now">The time of the judgement.</param>
    /// <param name="zone">Where times are named; null for UTC.</param>
    public static IReadOnlyList<LocalizedText> HowTo(DateTimeOffset deadline, DateTimeOffset? keepUntil, DateTimeOffset now, DateTimeZone? zone) => keepUntil > now
        ? [ClusterDeletionCheck.Texts["KeepUntil", Time(keepUntil.Value, zone), Time(deadline, zone)], ClusterDeletionCheck.Texts["HowTo"]]
        : [ClusterDeletionCheck.Texts["HowTo"]];

    /// <summary>Every look with its answer, and the leftovers that it found.</summary>
    public static IReadOnlyList<Evidence> Evidence(LeaseHistory lease, DateTimeOffset now)
    {
        var lines = lease.Looks.Where(l => l.At <= now).SelectMany(l => (l.Leftovers ?? [])
            .Select(x => $"                      {SafeText.Line(x, 300)}")
            .Prepend($"{l.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  {l.Answer}"));
        return [new Evidence("aws eks describe-cluster", string.Concat(lines.Select(l => l + "\n")), now)];
    }
}
