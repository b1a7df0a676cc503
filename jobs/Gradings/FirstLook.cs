using EksGrader.Checks;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// A first look more than 5 minutes after the submission charges what happened meanwhile to the grader: credentials that expired and
/// clusters that went away in the wait are not the student's fault. What was looked at stands, and a sign tells an instructor.
/// </summary>
public static class FirstLook
{
    /// <summary>How long after the submission the first look comes in time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The sign's name.</summary>
    public const string SignKind = "lateFirstLook";

    /// <summary>Whether a first look came late.</summary>
    public static bool IsLate(DateTimeOffset submittedAt, DateTimeOffset? firstLookAt) => firstLookAt - submittedAt > Patience;

    /// <summary>The report with the student's faults charged to the grader, where the first look came late.</summary>
    public static Report Charge(Report report, DateTimeOffset submittedAt, DateTimeOffset? firstLookAt)
    {
        if (!IsLate(submittedAt, firstLookAt))
            return report;

        var minutes = (int)((firstLookAt ?? submittedAt) - submittedAt).TotalMinutes;
        return report with
        {
            Checks = [.. report.Checks.Select(c => c with { Verdict = Charge(c.Verdict, minutes) })],
            Signs = report.Signs.Any(s => s.Kind == SignKind) ? report.Signs : [.. report.Signs, new Sign(SignKind, JobTexts.Catalog["LateFirstLook", minutes])],
        };
    }

    private static Verdict Charge(Verdict verdict, int minutes) => verdict is not { Outcome: Outcome.Unknown, Fault: Fault.Student }
        ? verdict
        : Verdict.Unknown(Fault.Grader, verdict.Summary) with
        {
            Feedback = [.. verdict.Feedback, JobTexts.Catalog["ChargedToGrader", minutes]],
            Evidence = verdict.Evidence,
            MayStillComeTrue = verdict.MayStillComeTrue,
            Assurance = verdict.Assurance,
        };
}
