namespace EksGrader.Checks.Core;

/// <summary>What a fact does for the points of its check.</summary>
public enum FactKind
{
    /// <summary>It carries a share of the points.</summary>
    Earning,

    /// <summary>It carries none: where it is broken, it caps what the others earned.</summary>
    Guarding,
}

/// <summary>What was seen of a fact.</summary>
public enum FactState
{
    /// <summary>It holds.</summary>
    Held,

    /// <summary>A stated part of it holds.</summary>
    Partial,

    /// <summary>It does not hold.</summary>
    Broken,

    /// <summary>It could not be read, or cannot be judged from outside.</summary>
    Unread,

    /// <summary>Its time has not come, or a fact that it requires does not hold.</summary>
    NotReached,

    /// <summary>It does not count here: the others share the whole.</summary>
    LeftOut,
}

/// <summary>Why a fact does not hold: what was expected and what was seen instead.</summary>
/// <param name="Expected">What was expected.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="On">On which object, such as <c>Deployment default/web</c>; empty where it is on none. Untrusted, so it must be encoded where it is shown.</param>
/// <param name="Command">The command that corrects or shows it; null where there is none.</param>
public sealed record FactRow(LocalizedText Expected, LocalizedText Seen, string On = "", string? Command = null);

/// <summary>One fact of a verdict: what it asks, what it earned, and where it does not hold.</summary>
/// <param name="Id">Its name within the check, such as <c>usable</c>.</param>
/// <param name="Title">What it asks, as a short statement.</param>
/// <param name="Kind">Whether it earns or guards.</param>
/// <param name="State">What was seen of it.</param>
public sealed record Fact(string Id, LocalizedText Title, FactKind Kind, FactState State)
{
    /// <summary>Its weight among the facts of the check, from 0 to 1; 0 where it guards. Where a fact is left out, the others share the whole.</summary>
    public decimal Share { get; init; }

    /// <summary>How much of its share it earned.</summary>
    public decimal Earned { get; init; }

    /// <summary>The share of the points that is left at most where it is broken; null where it earns.</summary>
    public decimal? Cap { get; init; }

    /// <summary>The facts without which it is not reached.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Where it does not hold; at most five.</summary>
    public IReadOnlyList<FactRow> Rows { get; init; } = [];

    /// <summary>How many more rows there were.</summary>
    public int RowsLeftOut { get; init; }

    /// <summary>
    /// The share of the points that facts come to: what was earned of all that counts, capped by the guards that are broken. Where no
    /// earning fact counts, nothing is earned.
    /// </summary>
    public static decimal ShareOf(IReadOnlyList<Fact> facts)
    {
        var whole = WholeOf(facts);
        var earned = whole == 0 ? 0 : facts.Where(f => f.State != FactState.LeftOut).Sum(f => f.Earned) / whole;
        return facts.Where(f => f is { State: FactState.Broken, Cap: not null }).Select(f => f.Cap ?? 1).Append(1).Append(earned).Min();
    }

    /// <summary>The weight of all facts that count.</summary>
    public static decimal WholeOf(IReadOnlyList<Fact> facts) => facts.Where(f => f.State != FactState.LeftOut).Sum(f => f.Share);
}
