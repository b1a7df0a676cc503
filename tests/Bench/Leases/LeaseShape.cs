namespace EksGrader.Bench.Leases;

/// <summary>What is special about a class of leases.</summary>
/// <param name="OneAccount">How many clusters lie in one account; null for a hundred.</param>
/// <param name="All">What becomes of every cluster, <see cref="Gone"/> or <see cref="Late"/>; null for all kinds of endings.</param>
internal sealed record LeaseShape(int? OneAccount = null, string? All = null)
{
    /// <summary>All are gone at the midnight, so that each probe of it is confirmed, ends a lease and writes a receipt.</summary>
    public const string Gone = "gone";

    /// <summary>All live at the midnight, and end a quarter of an hour later.</summary>
    public const string Late = "late";

    public static LeaseShape Usual { get; } = new();

    public static LeaseShape Parse(string[] options, int? oneAccount) =>
        new(oneAccount, options.Contains("--gone") ? Gone : options.Contains("--late") ? Late : null);
}
