namespace EksGrader.Api.Features.Audit;

/// <summary>What was done at once: one entry, or one thing that was done to many.</summary>
/// <param name="Entries">The entries, the newest first; never empty.</param>
public sealed record AuditGroup(IReadOnlyList<AuditEntryView> Entries)
{
    /// <summary>The newest of them.</summary>
    public AuditEntryView First => Entries[0];

    /// <summary>Whether it is one thing that was done to many.</summary>
    public bool IsMany => Entries.Count > 1;

    /// <summary>Whether all changed from the same to the same, so that it is said once.</summary>
    public bool HasOneChange => Entries.All(e => e.From == First.From && e.To == First.To);
}

/// <summary>Joins the entries of what was done to many at once.</summary>
internal static class AuditGroups
{
    // A file of a class, an extension for all: its entries are written within seconds. What a person does by hand one after another takes longer.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    /// <summary>Groups by who, what, course and reason, each at the place of its newest entry.</summary>
    /// <param name="entries">The entries, the newest first.</param>
    public static IReadOnlyList<AuditGroup> Of(IReadOnlyList<AuditEntryView> entries)
    {
        var groups = new List<List<AuditEntryView>>();
        var open = new Dictionary<(string By, string What, string? Course, string? Why), List<AuditEntryView>>();
        foreach (var entry in entries)
        {
            var key = (entry.By, entry.What, entry.Course, entry.Why);
            if (open.TryGetValue(key, out var known) && known[^1].At - entry.At <= AtOnce)
            {
                known.Add(entry);
                continue;
            }

            groups.Add(open[key] = [entry]);
        }

        return [.. groups.Select(g => new AuditGroup(g))];
    }
}
