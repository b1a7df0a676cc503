namespace EksGrader.Checks.Integrity;

/// <summary>How long lists stand in a sign.</summary>
internal static class IntegrityTexts
{
    private const int Named = 5;

    /// <summary>The first few, and how many more.</summary>
    public static string Join(IReadOnlyList<string> items) =>
        string.Join(", ", items.Take(Named)) + (items.Count > Named ? $" (+{items.Count - Named})" : "");
}
