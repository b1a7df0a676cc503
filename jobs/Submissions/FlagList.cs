using EksGrader.Checks.Integrity;
using EksGrader.Jobs.Gradings;

namespace EksGrader.Jobs.Submissions;

/// <summary>Joins signs of trouble.</summary>
internal static class FlagList
{
    /// <summary>The known signs, and those found that are not among them. What a look finds is named once a kind; passing late is named a check.</summary>
    public static IReadOnlyList<IntegrityFlag> Join(IReadOnlyList<IntegrityFlag> known, IReadOnlyList<IntegrityFlag> found) =>
        [.. known, .. found.Where(f => !known.Any(k => k.Kind == f.Kind && (f.Kind != PassedLate.SignKind || k.Message == f.Message)))];
}
