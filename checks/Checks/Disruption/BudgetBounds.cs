using System.Globalization;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.Disruption;

/// <summary>What the bounds of a disruption budget come to. Percentages are rounded up (Kubernetes, "Specifying a Disruption Budget for your Application").</summary>
internal static class BudgetBounds
{
    private const int Whole = 100;

    /// <summary>How many of some pods must stay ready; between 0 and all of them.</summary>
    /// <param name="spec">The budget.</param>
    /// <param name="pods">How many pods there are.</param>
    public static int Kept(DisruptionBudgetSpec spec, int pods) => Math.Clamp(
        spec switch
        {
            { MinAvailable: { } min } => Count(min, pods),
            { MaxUnavailable: { } max } => pods - Count(max, pods),
            _ => 0,
        },
        0,
        pods);

    private static int Count(string bound, int pods) => bound.EndsWith('%')
        ? (int)Math.Clamp(Math.Ceiling(Number(bound[..^1]) * pods / Whole), 0, pods)
        : (int)Math.Clamp(Number(bound), 0, pods);

    private static decimal Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
