using System.Globalization;
using EksGrader.Checks;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// Finds checks that first pass after the due date and the time to settle although the submission was on time. Kept as a sign: whether it
/// costs points is for an instructor. A wait that was the grader's or AWS's fault counts for nothing.
/// </summary>
internal static class PassedLate
{
    /// <summary>The sign's name.</summary>
    public const string SignKind = "passedLate";

    public static IReadOnlyList<Sign> Of(GradingCase known, Look look)
    {
        var firstLookAt = known.Recording.Looks.Count > 0 ? known.Recording.Looks[0].At : look.At;
        if (known.Submission.Late
            || FirstLook.IsLate(known.Submission.SubmittedAt, firstLookAt)
            || !known.Known.Deadlines.IsPassedLate(GradingCases.At(look.At), known.Extension))
        {
            return [];
        }

        var at = look.At.ToString("u", CultureInfo.InvariantCulture);
        return [.. look.Verdicts
            .Where(v => v.Value.Outcome == Outcome.Passed && !IsKnownOrExcused(known.Settling.Best(v.Key)))
            .Select(v => new Sign(SignKind, JobTexts.Catalog["PassedLate", v.Key.Value, at]))];
    }

    private static bool IsKnownOrExcused(Verdict? before) =>
        before is { Outcome: Outcome.Passed } or { Outcome: Outcome.Unknown, Fault: Fault.Grader or Fault.Aws };
}
