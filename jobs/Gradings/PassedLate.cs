using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// Finds checks that first pass after the due date and the time to settle although the submission was on time. Kept as a sign: whether it
/// costs points is for an instructor. A wait that was the grader's or AWS's fault counts for nothing.
/// </summary>
internal static class PassedLate
{
    /// <summary>The sign's name.</summary>
    public const string SignKind = "passedLate";

    public static IReadOnlyList<IntegrityFlag> Of(GradingCase known, Observation look) => Of(known, look.At, look.Verdicts, known.Settling.Best);

    /// <summary>The signs of a look.</summary>
    /// <param name="known">What is known of the grading.</param>
    /// <param name="lookedAt">When the look began.</param>
    /// <param name="verdicts">What it came to.</param>
    /// <param name="before">What a check came to before it; null where nothing is known of that.</param>
    public static IReadOnlyList<IntegrityFlag> Of(
        GradingCase known, DateTimeOffset lookedAt, IEnumerable<KeyValuePair<CheckId, Verdict>> verdicts, Func<CheckId, Verdict?> before)
    {
        var firstLookAt = known.FirstLookAt ?? lookedAt;
        if (known.Submission.Late
            || LateFirstObservation.IsLate(known.WaitsSince, firstLookAt)
            || !known.Known.Deadlines.IsPassedLate(GradingCases.At(lookedAt), known.Extension))
        {
            return [];
        }

        var at = lookedAt.ToString("u", CultureInfo.InvariantCulture);
        return [.. verdicts
            .Where(v => v.Value.Outcome == Outcome.Passed && !IsKnownOrExcused(before(v.Key)))
            .Select(v => new IntegrityFlag(SignKind, JobTexts.Catalog["PassedLate", v.Key.Value, at]))];
    }

    private static bool IsKnownOrExcused(Verdict? before) =>
        before is { Outcome: Outcome.Passed } or { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader or FaultDomain.Aws };
}
