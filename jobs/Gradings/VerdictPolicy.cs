using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Jobs.Scheduling;
using NodaTime;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// Decides what a verdict comes to, apart from what the cluster showed. Pure: the three orders (<see cref="Grade"/>, <see cref="Regrade"/>,
/// <see cref="Close"/>) come first, the policies that they apply follow.
/// </summary>
internal static partial class VerdictPolicy
{
    /// <summary>The flag of a first observation that came late.</summary>
    public const string LateFirstKind = "lateFirstLook";

    /// <summary>The flag of a check that first passed after the due date and the time to settle.</summary>
    public const string PassedLateKind = "passedLate";

    /// <summary>How long after the submission the first observation comes in time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>How long between two tries of what could not be observed.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromHours(1);

    /// <summary>What a grading comes to with one more observation, which joins the case's <see cref="GradingCase.Settling"/>.</summary>
    public static Report Grade(GradingCase known, Observation observation)
    {
        var passedLate = PassedLate(known, observation.At, observation.Verdicts, known.Settling.Best); // by the best before this one
        known.Settling.Add(observation with { Verdicts = WithoutHarm(known, observation.Verdicts) });
        var report = known.Settling.ToReport(Verdict.Unknown(FaultDomain.Grader, JobTexts.Catalog["NotLookedAt"]));
        report = report with { Flags = JoinFlags(known.Flags, [.. report.Flags, .. passedLate]) };
        report = ChargeAfterSafe(known, report);
        return ChargeLateFirst(known, report, observation.At);
    }

    /// <summary>What a recording comes to by other rules.</summary>
    public static Report Regrade(GradingCase known, RecordingReplays replays, DateTimeOffset now)
    {
        var report = HoldEarlier(known, replays.Whole, replays.BeforeSafe);
        report = KeepPending(known, report);
        report = report with { Flags = JoinFlags(known.Flags, report.Flags) };
        report = ChargeLateFirst(known, report, known.Recording.Observations[0].At);
        report = HasPassed(known, now) ? Close(report, replays) : report;
        return KeepContradiction(known, report);
    }

    /// <summary>What a submission comes to by other rules where nothing was recorded: what it came to before.</summary>
    public static Report RegradeUnrecorded(GradingCase known)
    {
        var nothing = Verdict.Unknown(FaultDomain.Grader, JobTexts.Catalog["NothingRecorded"]);
        var checks = known.Assignment.Checks.Select(c => new CheckResult(c.Check, c.Points, known.Before.GetValueOrDefault(c.Check, nothing)));
        return KeepContradiction(known, new Report(known.Assignment, [.. checks], known.Flags) { Cluster = known.Settling.Cluster });
    }

    /// <summary>
    /// What becomes of checks that the student kept from being observed, once the deletion deadline has passed. Where AWS access was given
    /// but some of its rights were not, the recording judged without it counts: giving some rights is never worse than giving none. What
    /// AWS answered before a right was taken back counts too. What is unknown through the student's fault even then has failed.
    /// </summary>
    public static Report Close(Report report, RecordingReplays replays) => Each(report, c => !WaitsForStudent(c.Verdict)
        ? c.Verdict
        : (replays.AsGranted.GetValueOrDefault(c.Check), replays.WithoutAws.GetValueOrDefault(c.Check)) switch
        {
            ({ Share: not null } judged, _) => judged with { Feedback = [.. judged.Feedback, JobTexts.Catalog["JudgedByEarlierAws"], c.Verdict.Summary] },
            (_, { Share: not null } judged) => judged with { Feedback = [.. judged.Feedback, JobTexts.Catalog["JudgedWithoutAws"], c.Verdict.Summary] },
            // Without AWS the observation would have gone on, but it did not at the time: an instructor decides.
            (_, { Outcome: Outcome.Unknown, Fault: not FaultDomain.Student } undecided) => undecided,
            _ => Verdict.Failed(JobTexts.Catalog["NotLookedAtByDeadline", c.Verdict.Summary]) with { Feedback = c.Verdict.Feedback, Evidence = c.Verdict.Evidence },
        });

    /// <summary>Whether a verdict waits for the student until the deadline.</summary>
    public static bool WaitsForStudent(Verdict verdict) => verdict is { Outcome: Outcome.Unknown, Fault: FaultDomain.Student };

    /// <summary>Whether the service tries again by itself: what is unknown, unless the student must correct something first.</summary>
    public static bool IsRetried(Verdict verdict) => verdict is { Outcome: Outcome.Unknown, Fault: not FaultDomain.Student };

    /// <summary>Whether the deletion deadline has passed.</summary>
    public static bool HasPassed(GradingCase known, DateTimeOffset now) => known.Deadline.HasPassed(Instant.FromDateTimeOffset(now));

    /// <summary>When a grading that ends now is tried again: hourly until the deadline; null where there is nothing to try, or no time.</summary>
    public static DateTimeOffset? RetryAt(GradingCase known, Report report, DateTimeOffset now)
    {
        // A grading that ends makes it safe to delete, and from then on the deadline is firm.
        var deadline = known.Deadline.IsFirm
            ? known.Deadline
            : new LeaseDeadline(Instant.Max(known.Deadline.At, Instant.FromDateTimeOffset(now) + Deadlines.AfterSafeToDelete), IsFirm: true);
        var next = now + RetryEvery;
        return report.Checks.Any(c => IsRetried(c.Verdict)) && !deadline.HasPassed(Instant.FromDateTimeOffset(next)) ? next : null;
    }

    /// <summary>
    /// Flags checks that first pass after the due date and the time to settle although the submission was on time. Whether that costs
    /// points is for an instructor. A wait that was the grader's or AWS's fault counts for nothing.
    /// </summary>
    /// <param name="known">What is known of the grading.</param>
    /// <param name="observedAt">When the observation began.</param>
    /// <param name="verdicts">What it came to.</param>
    /// <param name="before">What a check came to before it; null where nothing is known of that.</param>
    public static IReadOnlyList<IntegrityFlag> PassedLate(
        GradingCase known, DateTimeOffset observedAt, IEnumerable<KeyValuePair<CheckId, Verdict>> verdicts, Func<CheckId, Verdict?> before)
    {
        if (known.Submission.Late
            || IsLateFirst(known.WaitsSince, known.FirstObservedAt ?? observedAt)
            || !known.Known.Deadlines.IsPassedLate(Instant.FromDateTimeOffset(observedAt), known.Extension))
        {
            return [];
        }

        var at = observedAt.ToString("u", CultureInfo.InvariantCulture);
        return [.. verdicts
            .Where(v => v.Value.Outcome == Outcome.Passed
                && before(v.Key) is not ({ Outcome: Outcome.Passed } or { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader or FaultDomain.Aws }))
            .Select(v => new IntegrityFlag(PassedLateKind, JobTexts.Catalog["PassedLate", v.Key.Value, at]))];
    }

    /// <summary>The known flags, and those found that are not among them. An observation's flag is named once a kind; passing late is named for each check.</summary>
    public static IReadOnlyList<IntegrityFlag> JoinFlags(IReadOnlyList<IntegrityFlag> known, IReadOnlyList<IntegrityFlag> found) =>
        [.. known, .. found.Where(f => !known.Any(k => k.Kind == f.Kind && (f.Kind != PassedLateKind || k.Message == f.Message)))];

    /// <summary>Whether a first observation came late. Waiting for the student's own submissions does not count (<see cref="GradingCase.WaitsSince"/>): hanging ones would buy an excuse.</summary>
    public static bool IsLateFirst(DateTimeOffset waitsSince, DateTimeOffset firstAt) => firstAt - waitsSince > Patience;

    /// <summary>A verdict that was charged to the grader for a late first observation, as it was before; any other as it is. For a clock that was put right.</summary>
    public static Verdict WithoutLateCharge(Verdict verdict) => verdict is not { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader } || !verdict.Feedback.Any(IsLateCharge)
        ? verdict
        : Verdict.Unknown(FaultDomain.Student, verdict.Summary) with
        {
            Feedback = [.. verdict.Feedback.Where(f => !IsLateCharge(f))],
            Evidence = verdict.Evidence,
            MayStillComeTrue = verdict.MayStillComeTrue,
        };

    /// <summary>
    /// What an observation of a later grading may change. What was unknown through no fault of the student was the grader's to see, and
    /// after it the student was told that the cluster may be deleted. So a later observation can help but not harm: it does not turn such
    /// an unknown into the student's fault, and a retry, which no person asked for, does not fail it either; an instructor decides instead.
    /// </summary>
    private static Dictionary<CheckId, Verdict> WithoutHarm(GradingCase known, IReadOnlyDictionary<CheckId, Verdict> seen) => seen
        .Where(s => !(known.Before.TryGetValue(s.Key, out var was) && IsRetried(was)
            && (WaitsForStudent(s.Value) || (known.Grading.Reason == GradingReason.Retry && s.Value.Outcome == Outcome.Failed))))
        .ToDictionary(s => s.Key, s => s.Value);

    /// <summary>A grading from scratch that began after the student was told that the cluster may be deleted: a cluster that is gone is not the student's fault then.</summary>
    private static Report ChargeAfterSafe(GradingCase known, Report report) =>
        known.Grading.Reason == GradingReason.Anew && known.Submission.SafeToDeleteAt < known.Grading.StartedAt
            ? Each(report, c => WaitsForStudent(c.Verdict) ? ToGrader(c.Verdict, JobTexts.Catalog["LookedAfterSafe"]) : c.Verdict)
            : report;

    /// <summary>
    /// A first observation that came late charges what happened meanwhile to the grader: credentials that expired and clusters that went
    /// away in the wait are not the student's fault. What was observed stands, and a flag tells an instructor.
    /// </summary>
    private static Report ChargeLateFirst(GradingCase known, Report report, DateTimeOffset observedAt)
    {
        var firstAt = known.FirstObservedAt ?? observedAt;
        if (!IsLateFirst(known.WaitsSince, firstAt))
            return report;

        var minutes = (int)(firstAt - known.WaitsSince).TotalMinutes;
        return Each(report, c => WaitsForStudent(c.Verdict) ? ToGrader(c.Verdict, JobTexts.Catalog["ChargedToGrader", minutes]) : c.Verdict) with
        {
            Flags = report.Flags.Any(s => s.Kind == LateFirstKind) ? report.Flags : [.. report.Flags, new IntegrityFlag(LateFirstKind, JobTexts.Catalog["LateFirstLook", minutes])],
        };
    }

    /// <summary>
    /// Observations that came after the student was told that the cluster may be deleted can help but not harm: a student who deleted it has
    /// none any more, and a later observation cannot tell that from one that was never there. A recording holds those of retries and of
    /// regrade plans too; what they may not change when they are taken, they may not later.
    /// </summary>
    private static Report HoldEarlier(GradingCase known, Report report, Report? beforeSafe)
    {
        if (beforeSafe is null)
            return report;
        var early = beforeSafe.Checks.Count == 0
            ? []
            : ChargeLateFirst(known, beforeSafe, known.Recording.Observations[0].At).Checks.ToDictionary(c => c.Check, c => c.Verdict);
        return Each(report, c => HoldEarlier(c.Verdict, early.GetValueOrDefault(c.Check), known.Before.GetValueOrDefault(c.Check)));
    }

    private static Verdict HoldEarlier(Verdict verdict, Verdict? early, Verdict? counting)
    {
        if ((early ?? counting) is { } was && IsRetried(was))
        {
            // A check that a person asked to be observed again may have failed by that; such a grade stands.
            var harms = WaitsForStudent(verdict) || (verdict.Outcome == Outcome.Failed && counting is not { Outcome: Outcome.Failed });
            return harms ? was : verdict;
        }

        return early is null && WaitsForStudent(verdict) ? ToGrader(verdict, JobTexts.Catalog["LookedAfterSafe"]) : verdict;
    }

    // A recording of a living cluster cannot tell its deletion: what was known of it stands, and a lease knows more.
    private static Report KeepPending(GradingCase known, Report report) =>
        Each(report, c => c.Verdict.Outcome == Outcome.Pending ? known.Before.GetValueOrDefault(c.Check) ?? c.Verdict : c.Verdict);

    // That another server answered stays known where the recording has lost its proof, or never held it.
    private static Report KeepContradiction(GradingCase known, Report report) =>
        ApiGroups.StandingContradiction(known.Before.Values, known.Recording) is { } contradiction ? Each(report, _ => contradiction) : report;

    private static Report Each(Report report, Func<CheckResult, Verdict> becomes) => report with { Checks = [.. report.Checks.Select(c => c with { Verdict = becomes(c) })] };

    private static Verdict ToGrader(Verdict verdict, LocalizedText why) => Verdict.Unknown(FaultDomain.Grader, verdict.Summary) with
    {
        Feedback = [.. verdict.Feedback, why],
        Evidence = verdict.Evidence,
        MayStillComeTrue = verdict.MayStillComeTrue,
        Assurance = verdict.Assurance,
    };

    // Told by its words, whatever the minutes.
    private static bool IsLateCharge(LocalizedText text) => Minutes().Matches(text.En)
        .Any(m => int.TryParse(m.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && text == JobTexts.Catalog["ChargedToGrader", minutes]);

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Minutes();
}

/// <summary>What a recording comes to by an assignment, judged in each of the ways that <see cref="VerdictPolicy"/> weighs against each other.</summary>
/// <param name="Whole">What all observations come to.</param>
internal sealed record RecordingReplays(Report Whole)
{
    private static readonly IReadOnlyDictionary<CheckId, Verdict> None = new Dictionary<CheckId, Verdict>();

    /// <summary>What those come to that were made before it was safe to delete; without checks where there are none, null where all are.</summary>
    public Report? BeforeSafe { get; init; }

    /// <summary>What they come to with what AWS answered before a right was taken back; of the same cluster only, and empty where nothing differs.</summary>
    public IReadOnlyDictionary<CheckId, Verdict> AsGranted { get; init; } = None;

    /// <summary>What they come to as if no AWS access had been given; of the same cluster only, and empty where none was.</summary>
    public IReadOnlyDictionary<CheckId, Verdict> WithoutAws { get; init; } = None;
}
