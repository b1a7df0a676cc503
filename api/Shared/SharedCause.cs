using EksGrader.Checks.Core;

namespace EksGrader.Api.Shared;

/// <summary>Several checks that could not be looked at for one cause: said once, and not once for each.</summary>
/// <param name="Summary">What happened.</param>
/// <param name="Feedback">What helps.</param>
/// <param name="Fault">Whose doing it is.</param>
/// <param name="Checks">The ids of the checks, in their order.</param>
public sealed record SharedCause(string Summary, IReadOnlyList<string> Feedback, FaultDomain? Fault, IReadOnlyList<string> Checks)
{
    /// <summary>The causes that two or more checks share.</summary>
    /// <param name="checks">The checks of a grading.</param>
    public static IReadOnlyList<SharedCause> In(IEnumerable<CheckView> checks) =>
    [
        .. checks.Where(c => c is { Outcome: Outcome.Unknown, Override: null })
            // What helps is one thing, even where each check names the read of its own that failed.
            .GroupBy(c => (c.Fault, c.Feedback.Count > 0 ? string.Join('\n', c.Feedback) : c.Summary))
            .Where(g => g.Count() > 1)
            .Select(g => new SharedCause(g.First().Summary, g.First().Feedback, g.Key.Fault, [.. g.Select(c => c.Check)])),
    ];
}
