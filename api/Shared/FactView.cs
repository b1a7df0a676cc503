using System.Globalization;
using System.Text.Json.Serialization;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Shared;

/// <summary>One fact of a verdict, as HTTP and the command line show it.</summary>
/// <param name="Fact">Its id within the check.</param>
/// <param name="Kind"><c>earning</c>: it carries a share of the points; <c>guarding</c>: where it is broken, it caps what the others earned.</param>
/// <param name="Share">Its weight among the facts of the check, from 0 to 1; 0 where it guards. Where a fact is left out, the others share the whole.</param>
/// <param name="Earned">How much of its share it earned.</param>
/// <param name="Cap">The share of the points that is left at most where it is broken; null where it earns.</param>
/// <param name="Requires">The facts without which it is not reached.</param>
/// <param name="State">
/// <c>held</c>, <c>partial</c>, <c>broken</c>, <c>unread</c> (it could not be read, or an instructor is asked), <c>notReached</c> (its time has not
/// come, or a fact that it requires does not hold) or <c>leftOut</c> (it does not count here).
/// </param>
/// <param name="Rows">Where it does not hold, at most five rows.</param>
public sealed record FactView(
    string Fact,
    FactKind Kind,
    decimal Share,
    decimal Earned,
    decimal? Cap,
    IReadOnlyList<string> Requires,
    FactState State,
    IReadOnlyList<FactRowView> Rows)
{
    /// <summary>What it asks, as a short statement.</summary>
    public required string Title { get; init; }

    /// <summary>How many rows there were beside those that are shown.</summary>
    public int RowsLeftOut { get; init; }

    /// <summary>A fact in the language of a culture.</summary>
    public static FactView Of(Fact fact, CultureInfo culture) => new(
        fact.Id, fact.Kind, fact.Share, fact.Earned, fact.Cap, fact.Requires, fact.State, [.. fact.Rows.Select(r => FactRowView.Of(r, culture))])
    {
        Title = fact.Title.In(culture),
        RowsLeftOut = fact.RowsLeftOut,
    };
}

/// <summary>Why a fact does not hold.</summary>
/// <param name="Expected">What was expected.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="On">On which object; empty where it is on none.</param>
/// <param name="Command">The command that corrects or shows it; null where there is none.</param>
public sealed record FactRowView(string Expected, string Seen, [property: JsonPropertyName("object")] string On, string? Command)
{
    /// <summary>A row in the language of a culture.</summary>
    public static FactRowView Of(FactRow row, CultureInfo culture) => new(row.Expected.In(culture), row.Seen.In(culture), row.On, row.Command);
}

/// <summary>How facts are written down: the same signs on pages and on the command line.</summary>
internal static class FactViews
{
    /// <summary>The sign of a state.</summary>
    public static string IconOf(FactState state) => state switch
    {
        FactState.Held => "✓",
        FactState.Partial => "◐",
        FactState.Broken => "✕",
        FactState.Unread => "?",
        FactState.NotReached => "○",
        _ => "–",
    };

    /// <summary>How many points a share of a check's facts is worth, where some of them may be left out.</summary>
    public static decimal PointsOf(CheckView check, decimal share) =>
        check.Facts.Where(f => f.State != FactState.LeftOut).Sum(f => f.Share) is > 0 and var whole ? check.MaxPoints * share / whole : 0;

    /// <summary>The facts as lines of text: the state and what the fact asks, then under it what was expected and seen where it does not hold.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<Fact> facts, CultureInfo culture)
    {
        foreach (var fact in facts)
        {
            yield return $"{IconOf(fact.State)} {fact.Title.In(culture)}{(fact is { State: FactState.Broken, Cap: { } cap } ? $" ({SharedTexts.Catalog["FactCap", SharedTexts.Percent(cap)].In(culture)})" : "")}";
            foreach (var row in fact.Rows)
            {
                yield return $"    {SharedTexts.Catalog["FactExpected"].In(culture)}: {row.Expected.In(culture)}";
                yield return $"    {SharedTexts.Catalog["FactSeen"].In(culture)}: {row.Seen.In(culture)}{(row.On.Length > 0 ? $" ({row.On})" : "")}";
                if (row.Command is { } command)
                {
                    yield return $"    $ {command}";
                }
            }

            if (fact.RowsLeftOut > 0)
            {
                yield return $"    {SharedTexts.Catalog["FactRowsLeftOut", fact.RowsLeftOut].In(culture)}";
            }
        }
    }
}
