using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>What the looks since a cluster was gone say of what it left behind.</summary>
/// <param name="Left">
/// What was left: of the looks that could see it, the first one at or after the time that counts, else the last one before it. Null where none
/// could.
/// </param>
/// <param name="Unread">
/// Whose doing it is that the newest look could not tell, where that matters: nothing was seen yet, or what was seen left may be gone by now.
/// </param>
/// <param name="IsDue">Whether what was seen left before the time that counts was not looked for again since.</param>
internal sealed record LeftoverCase(IReadOnlyList<string>? Left, FaultDomain? Unread, bool IsDue)
{
    /// <summary>For how long since the cluster was found gone a verdict waits for AWS to say what is left.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Judges the looks.</summary>
    /// <param name="looks">Those since the cluster was gone, oldest first.</param>
    /// <param name="limit">The time that counts.</param>
    public static LeftoverCase Of(List<DeletionObservation> looks, DateTimeOffset limit)
    {
        var told = looks.FindIndex(l => l.At >= limit && l.Leftovers is not null);
        if (told < 0)
            told = looks.FindLastIndex(l => l.Leftovers is not null);
        var seen = told < 0 ? null : looks[told];
        // Nothing comes back once the cluster is gone, and what was there at the limit counts.
        if (seen is { Leftovers.Count: 0 } || seen?.At >= limit)
            return new LeftoverCase(seen.Leftovers, Unread: null, IsDue: false);
        // Rights that were taken away hide nothing that was seen before.
        var unread = told == looks.Count - 1 || looks[^1].Fault is not { } fault || fault == FaultDomain.Student ? null : looks[^1].Fault;
        return new LeftoverCase(seen?.Leftovers, unread, IsDue: seen is not null && looks[^1].At < limit);
    }
}
