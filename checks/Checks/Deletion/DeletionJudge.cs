using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using NodaTime;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>
/// Judges the observations of a lease. Pure: the check <c>cluster-deletion</c> and the service, which judges without an observation at the cluster,
/// both come to what this says, and so does a regrade.
/// </summary>
public static class DeletionJudge
{
    private const int LeftoversNamed = 20;

    /// <summary>The verdict that the observations come to, with every observation as evidence.</summary>
    /// <param name="lease">The lease and every observation, in the order in which they were made.</param>
    /// <param name="now">The time of the judgement; observations from later than that do not exist yet.</param>
    public static Verdict Judge(LeaseHistory lease, DateTimeOffset now) =>
        Judge(lease, new DeletionCase(lease, now), now) with { Evidence = DeletionTexts.Evidence(lease, now) };

    /// <summary>Where the cluster stands by the observations.</summary>
    /// <inheritdoc cref="Judge(LeaseHistory, DateTimeOffset)"/>
    public static DeletionStage StageOf(LeaseHistory lease, DateTimeOffset now)
    {
        var observations = new DeletionCase(lease, now);
        return observations.StageOf(Judge(lease, observations, now), now);
    }

    private static Verdict Judge(LeaseHistory lease, DeletionCase observations, DateTimeOffset now)
    {
        var deadline = DeletionTexts.Time(lease.Deadline, lease.Zone);
        if (!lease.SeenAlive)
        {
            return JudgeNeverSeen(lease, observations, now);
        }

        if (observations.Proof is { IsProved: true, GoneAt: { } goneAt } proof)
        {
            return JudgeGone(lease, observations, proof, goneAt, now);
        }

        if (now < lease.Deadline)
        {
            return DeletionFacts.Pending(ClusterDeletionCheck.Texts["PendingUntil", deadline], DeletionTexts.HowTo(lease.Deadline, lease.KeepUntil, now, lease.Zone));
        }

        if (observations.WasSeenSince(observations.Limit))
        {
            return DeletionFacts.Failed(ClusterDeletionCheck.Texts["StillThere", deadline], ClusterDeletionCheck.Texts["HowTo"]);
        }

        // Seen gone once, or still being deleted within its hour: more observations are on their way.
        if (observations.Newest is { } newest && DeletionProof.IsGone(newest))
        {
            return DeletionFacts.Pending(ClusterDeletionCheck.Texts["Unconfirmed", DeletionTexts.Time(observations.Proof.GoneAt ?? newest.At, lease.Zone)], []);
        }

        if (observations.HasBegunInTime && now < observations.FinishBy)
        {
            return DeletionFacts.Pending(ClusterDeletionCheck.Texts["Finishing", DeletionTexts.Time(observations.FinishBy, lease.Zone)], []);
        }

        return observations.WasObservedSince(observations.Limit) && !(observations.IsBeginningUntold && now < observations.FinishBy)
            ? DeletionFacts.NotProved(observations.FaultOfNoProof, ClusterDeletionCheck.Texts["NoProof"], ClusterDeletionCheck.Texts["GiveProof"])
            : DeletionFacts.Pending(ClusterDeletionCheck.Texts["LookDue", deadline], []);
    }

    private static Verdict JudgeNeverSeen(LeaseHistory lease, DeletionCase observations, DateTimeOffset now)
    {
        if (now < lease.Deadline)
        {
            return DeletionFacts.Pending(ClusterDeletionCheck.Texts["PendingUntil", DeletionTexts.Time(lease.Deadline, lease.Zone)], []);
        }

        return observations.WasFoundGone || observations.IsNeverSeenByFaultOfStudent
            ? DeletionFacts.Failed(ClusterDeletionCheck.Texts["NeverSeen"], ClusterDeletionCheck.Texts["SubmitAlive"])
            : DeletionFacts.NotProved(observations.FaultOfNoProof, ClusterDeletionCheck.Texts["NoProof"]);
    }

    private static Verdict JudgeGone(LeaseHistory lease, DeletionCase observations, DeletionProof proof, DateTimeOffset goneAt, DateTimeOffset now)
    {
        var inTime = observations.IsGoneBy(lease.Deadline);
        if (!inTime && observations.IsBeginningUntold && observations.IsGoneBy(observations.FinishBy))
        {
            return TimeNotProved(lease, goneAt, observations.FaultOfUntold);
        }

        if (!inTime && !(observations.HasBegunInTime && observations.IsGoneBy(observations.FinishBy)))
        {
            return DeletionFacts.Failed(ClusterDeletionCheck.Texts["Late", DeletionTexts.Time(goneAt, lease.Zone), DeletionTexts.Time(lease.Deadline, lease.Zone)]);
        }

        if (observations.IsHiddenSince(inTime ? lease.Deadline : observations.FinishBy) || (!inTime && observations.IsBeginningHidden))
        {
            return TimeNotProved(lease, goneAt, observations.FaultOfNoProof);
        }

        var (leftovers, limit) = (observations.Leftovers, observations.CleanBy);
        if (leftovers.Left is { Count: > 0 } left && now < limit)
        {
            return DeletionFacts.Gone(FactFinding.Waiting(ClusterDeletionCheck.Texts["CleanUp", left.Count, DeletionTexts.Time(limit, lease.Zone)]) with { Advice = Named(left) });
        }

        if (leftovers.Unread is { } fault)
        {
            return DeletionFacts.Gone(now < limit || now < goneAt + LeftoverCase.Patience
                ? FactFinding.Waiting(ClusterDeletionCheck.Texts["LeftoversDue", DeletionTexts.Time(goneAt, lease.Zone)])
                : DeletionFacts.Unread(fault, ClusterDeletionCheck.Texts["LeftoversUnread", DeletionTexts.Time(goneAt, lease.Zone)]));
        }

        if (leftovers.IsDue)
        {
            return DeletionFacts.Gone(FactFinding.Waiting(ClusterDeletionCheck.Texts["LookDue", DeletionTexts.Time(limit, lease.Zone)]));
        }

        return leftovers.Left switch
        {
            null => DeletionFacts.Gone(
                FactFinding.LeftOut,
                ClusterDeletionCheck.Texts["GoneNotJudged", DeletionTexts.Time(goneAt, lease.Zone)],
                ClusterDeletionCheck.Texts[proof.Kind is ProofKind.Names ? "ByEvidence" : "LeftoversNotSeen"]),
            [] => DeletionFacts.Gone(FactFinding.Held, ClusterDeletionCheck.Texts["Gone", DeletionTexts.Time(goneAt, lease.Zone)]),
            var some => DeletionFacts.Gone(
                DeletionFacts.Left(some) with { Advice = Named(some) }, ClusterDeletionCheck.Texts["GoneWithLeftovers", DeletionTexts.Time(goneAt, lease.Zone), some.Count]),
        };
    }

    private static Verdict TimeNotProved(LeaseHistory lease, DateTimeOffset goneAt, FaultDomain fault) =>
        DeletionFacts.NotProved(fault, ClusterDeletionCheck.Texts["TimeNotProved", DeletionTexts.Time(goneAt, lease.Zone)], ClusterDeletionCheck.Texts["GiveProof"]);

    private static LocalizedText[] Named(IReadOnlyList<string> left) =>
        [.. left.Take(LeftoversNamed).Select(l => ClusterDeletionCheck.Texts["Leftover", ShellText.Name(l)])];
}

/// <summary>The facts about a deletion: it is gone in time, and where it is, nothing is left of it that costs.</summary>
internal static class DeletionFacts
{
    private const string GoneFact = "gone";
    private const string CleanFact = "clean";
    private const decimal CapWithLeftovers = 0.5m;

    /// <summary>What the verdicts follow from.</summary>
    public static IReadOnlyList<FactInfo> Declared { get; } =
    [
        FactInfo.Earning(ClusterDeletionCheck.Texts, GoneFact, 1),
        FactInfo.Guarding(ClusterDeletionCheck.Texts, CleanFact, CapWithLeftovers, GoneFact),
    ];

    /// <summary>Its time has not come.</summary>
    public static Verdict Pending(LocalizedText what, IReadOnlyList<LocalizedText> advice) =>
        new FactSheet(Declared) { [GoneFact] = FactFinding.Waiting(what) with { Advice = advice } }.ToVerdict();

    /// <summary>It was not gone in time.</summary>
    public static Verdict Failed(LocalizedText why, params IReadOnlyList<LocalizedText> advice) =>
        new FactSheet(Declared) { [GoneFact] = FactFinding.Broken(new FactRow(Declared[0].Title, why, Command: "aws eks describe-cluster --name CLUSTER")) with { Advice = advice }, Summary = why }.ToVerdict();

    /// <summary>Nothing proves that it was gone in time.</summary>
    public static Verdict NotProved(FaultDomain fault, LocalizedText why, params IReadOnlyList<LocalizedText> advice) =>
        new FactSheet(Declared) { [GoneFact] = Unread(fault, why) with { Advice = advice } }.ToVerdict();

    /// <summary>It was gone in time.</summary>
    /// <param name="clean">Whether anything was left of it.</param>
    /// <param name="summary">The sentence of a verdict that is known.</param>
    /// <param name="notes">What is said beside.</param>
    public static Verdict Gone(FactFinding clean, LocalizedText? summary = null, params IReadOnlyList<LocalizedText> notes) =>
        new FactSheet(Declared) { [GoneFact] = FactFinding.Held, [CleanFact] = clean, Summary = summary, Notes = notes }.ToVerdict();

    /// <summary>Something was left.</summary>
    public static FactFinding Left(IReadOnlyList<string> leftovers) =>
        FactFinding.Broken([.. leftovers.Select(l => new FactRow(Declared[1].Title, ClusterDeletionCheck.Texts["Leftover", ShellText.Name(l)], ShellText.Name(l)))]);

    /// <summary>It could not be seen.</summary>
    public static FactFinding Unread(FaultDomain fault, LocalizedText why) => FactFinding.Unread(new ReadError { Failure = ReadFailure.NotFound, Fault = fault, Summary = why });
}

/// <summary>Where a cluster stands that must be deleted.</summary>
public enum DeletionStage
{
    /// <summary>It lives, and may; or its deadline has passed and it could not be seen yet.</summary>
    Living,

    /// <summary>Its deletion has begun, is not proved yet, or left something that can still be cleaned up.</summary>
    Ending,

    /// <summary>It is gone, which is proved, and no further observation changes the verdict.</summary>
    Gone,

    /// <summary>It was seen after the time that counts.</summary>
    Overdue,

    /// <summary>Since a day there is no proof either way.</summary>
    Hidden,
}

/// <summary>How observations and times are written down.</summary>
internal static class DeletionTexts
{
    /// <summary>A time to the minute with the short name of its zone, such as <c>2026-12-05 (Sat) 00:00 KST</c>.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">Where; null for UTC.</param>
    public static LocalizedText Time(DateTimeOffset time, DateTimeZone? zone) => MomentText.Of(time, zone);

    /// <summary>A time in the zone that a submission names.</summary>
    /// <inheritdoc cref="Time(DateTimeOffset, DateTimeZone?)"/>
    public static LocalizedText Time(DateTimeOffset time, SubmissionTarget handIn) =>
        Time(time, ZoneOf(handIn));

    /// <summary>The zone that a submission names; null where it names none.</summary>
    public static DateTimeZone? ZoneOf(SubmissionTarget handIn) => handIn.TimeZone is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;

    /// <summary>What to do while the deadline has not come: of a cluster that was submitted late, from when on too.</summary>
    /// <param name="deadline">By when it must be deleted.</param>
    /// <param name="keepUntil">Until when it is the instructor's to inspect; null where it was submitted on time.</param>
    /// <param name="now">The time of the judgement.</param>
    /// <param name="zone">Where times are named; null for UTC.</param>
    public static IReadOnlyList<LocalizedText> HowTo(DateTimeOffset deadline, DateTimeOffset? keepUntil, DateTimeOffset now, DateTimeZone? zone) => keepUntil > now
        ? [ClusterDeletionCheck.Texts["KeepUntil", Time(keepUntil.Value, zone), Time(deadline, zone)], ClusterDeletionCheck.Texts["HowTo"]]
        : [ClusterDeletionCheck.Texts["HowTo"]];

    /// <summary>Every observation with its answer, and the leftovers that it found.</summary>
    public static IReadOnlyList<Evidence> Evidence(LeaseHistory lease, DateTimeOffset now)
    {
        var lines = lease.Observations.Where(l => l.At <= now).SelectMany(l => (l.Leftovers ?? [])
            .Select(x => $"                      {SafeText.Line(x, 300)}")
            .Prepend($"{l.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  {l.Answer}"));
        return [new Evidence("aws eks describe-cluster", string.Concat(lines.Select(l => l + "\n")), now)];
    }
}
