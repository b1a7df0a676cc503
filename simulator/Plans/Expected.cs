using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;

namespace EksGrader.Simulator.Plans;

/// <summary>What one check must come to.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Share">The share of the points; null where the outcome has none.</param>
/// <param name="Fault">Whose fault an unknown is; null for every other outcome.</param>
public sealed record ExpectedVerdict(Outcome Outcome, decimal? Share = null, FaultDomain? Fault = null)
{
    /// <summary>All points.</summary>
    public static ExpectedVerdict Passed { get; } = new(Outcome.Passed, 1);

    /// <summary>No points.</summary>
    public static ExpectedVerdict Failed { get; } = new(Outcome.Failed, 0);

    /// <summary>Its time has not come.</summary>
    public static ExpectedVerdict Pending { get; } = new(Outcome.Pending);

    /// <summary>A part of the points.</summary>
    public static ExpectedVerdict Partial(decimal share) => new(Outcome.Partial, share);

    /// <summary>It cannot be judged.</summary>
    public static ExpectedVerdict Unknown(FaultDomain fault) => new(Outcome.Unknown, null, fault);

    /// <summary>Whether a verdict is this one; shares are compared to a hundredth of a percent.</summary>
    public bool Matches(Verdict verdict) =>
        verdict.Outcome == Outcome && verdict.Fault == Fault && Math.Abs((verdict.Share ?? 0) - (Share ?? 0)) < 0.0001m;
}

/// <summary>
/// What a grading of a practice cluster by the default assignment must come to, worked out by hand for every kind of cluster: all live checks
/// pass and those of after the deadline are pending, but for what is said otherwise.
/// </summary>
public sealed class ExpectedGrading
{
    private readonly Dictionary<CheckId, ExpectedVerdict> exceptions = [];

    /// <summary>Of the checks that are judged while the cluster lives.</summary>
    public ExpectedVerdict Live { get; init; } = ExpectedVerdict.Passed;

    /// <summary>Of the checks that are judged after the deletion deadline, before it.</summary>
    public ExpectedVerdict AfterDeadline { get; init; } = ExpectedVerdict.Pending;

    /// <summary>Of one check.</summary>
    public ExpectedVerdict this[CheckId check]
    {
        init => exceptions[check] = value;
    }

    /// <summary>Whether every live check passes.</summary>
    public bool IsGood => exceptions.Count == 0 && Live == ExpectedVerdict.Passed && AfterDeadline == ExpectedVerdict.Pending;

    /// <summary>All live checks the same.</summary>
    public static ExpectedGrading All(ExpectedVerdict verdict) => new() { Live = verdict };

    /// <summary>
    /// All live checks unknown: reached by a kubeconfig alone, the server's version decides whether it is EKS at all, and it could not be read.
    /// </summary>
    public static ExpectedGrading Unreadable(FaultDomain fault) => All(ExpectedVerdict.Unknown(fault));

    /// <summary>Some checks as said, all others as of a good cluster.</summary>
    internal static ExpectedGrading Of(IEnumerable<(CheckId Check, ExpectedVerdict Verdict)> verdicts)
    {
        var expected = new ExpectedGrading();
        foreach (var (check, verdict) in verdicts)
        {
            expected.exceptions[check] = verdict;
        }

        return expected;
    }

    /// <summary>Of a check, whatever its phase.</summary>
    internal ExpectedVerdict Of(CheckId check) => exceptions.GetValueOrDefault(check) ?? Live;

    /// <summary>Of a check.</summary>
    public ExpectedVerdict Of(CheckInfo check) =>
        exceptions.GetValueOrDefault(check.Id) ?? (check.Phase == CheckPhase.AfterDeadline ? AfterDeadline : Live);
}
