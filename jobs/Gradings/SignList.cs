using EksGrader.Checks;

namespace EksGrader.Jobs.Gradings;

/// <summary>Joins signs of trouble.</summary>
internal static class SignList
{
    /// <summary>The known signs, and those found that are not among them. What a look finds is named once a kind; passing late is named a check.</summary>
    public static IReadOnlyList<Sign> Join(IReadOnlyList<Sign> known, IReadOnlyList<Sign> found) =>
        [.. known, .. found.Where(f => !known.Any(k => k.Kind == f.Kind && (f.Kind != PassedLate.SignKind || k.Message == f.Message)))];
}
