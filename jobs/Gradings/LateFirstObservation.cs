using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// A first look more than 5 minutes after the submission charges what happened meanwhile to the grader: credentials that expired and
/// clusters that went away in the wait are not the student's fault. What was looked at stands, and a sign tells an instructor. Waiting for the
/// student's own submissions does not count (<see cref="GradingCase.WaitsSince"/>): hanging ones would buy an excuse.
/// </summary>
public static partial class LateFirstObservation
{
    /// <summary>How long after the submission, or after the student's own ones before it, the first look comes in time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The sign's name.</summary>
    public const string SignKind = "lateFirstLook";

    /// <summary>Whether a first look came late.</summary>
    public static bool IsLate(DateTimeOffset waitsSince, DateTimeOffset? firstLookAt) => firstLookAt - waitsSince > Patience;

    /// <summary>The report with the student's faults charged to the grader, where the first look came late.</summary>
    public static Report Charge(Report report, DateTimeOffset waitsSince, DateTimeOffset? firstLookAt)
    {
        if (!IsLate(waitsSince, firstLookAt))
            return report;

        var minutes = (int)((firstLookAt ?? waitsSince) - waitsSince).TotalMinutes;
        return report with
        {
            Checks = [.. report.Checks.Select(c => c with { Verdict = Charge(c.Verdict, minutes) })],
            Signs = report.Signs.Any(s => s.Kind == SignKind) ? report.Signs : [.. report.Signs, new IntegrityFlag(SignKind, JobTexts.Catalog["LateFirstLook", minutes])],
        };
    }

    /// <summary>A verdict that was charged to the grader, as it was before; any other as it is. For a first look that came in time by a clock that is right.</summary>
    public static Verdict TakeBack(Verdict verdict) => verdict is not { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader } || !verdict.Feedback.Any(IsCharge)
        ? verdict
        : Verdict.Unknown(FaultDomain.Student, verdict.Summary) with
        {
            Feedback = [.. verdict.Feedback.Where(f => !IsCharge(f))],
            Evidence = verdict.Evidence,
            MayStillComeTrue = verdict.MayStillComeTrue,
        };

    // Told by its words, whatever the minutes.
    private static bool IsCharge(LocalizedText text) => Minutes().Matches(text.En)
        .Any(m => int.TryParse(m.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && text == JobTexts.Catalog["ChargedToGrader", minutes]);

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Minutes();

    private static Verdict Charge(Verdict verdict, int minutes) => verdict is not { Outcome: Outcome.Unknown, Fault: FaultDomain.Student }
        ? verdict
        : Verdict.Unknown(FaultDomain.Grader, verdict.Summary) with
        {
            Feedback = [.. verdict.Feedback, JobTexts.Catalog["ChargedToGrader", minutes]],
            Evidence = verdict.Evidence,
            MayStillComeTrue = verdict.MayStillComeTrue,
            Assurance = verdict.Assurance,
        };
}
