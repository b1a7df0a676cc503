using System.Globalization;
using System.Text.Json;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace EksGrader.Api.Shared;

/// <summary>
/// What a page with a long table shows, as its address says it: the same address shows the same to everyone. What an address says that
/// means nothing (an outcome that does not exist, a score that is no number) is left aside.
/// </summary>
public abstract record TableView
{
    /// <summary>How many lines a page has, and a window of the table that scrolls.</summary>
    public const int WindowSize = 50;

    /// <summary>The longest words that are searched for.</summary>
    public const int LongestSearch = 200;

    /// <summary>The words that are searched for.</summary>
    public string Search { get; init; } = "";

    /// <summary>How many lines are left out before the first; null to begin where the selected line is.</summary>
    public int? From { get; init; }

    /// <summary>The view as the query of an address, defaults left out.</summary>
    public string ToQuery() => QueryHelpers.AddQueryString("", Parts().Where(p => p.Value is { Length: > 0 }));

    /// <summary>The parts of the query: what a form sends along.</summary>
    public abstract IEnumerable<KeyValuePair<string, string?>> Parts();

    /// <summary>The view from a line on, none selected.</summary>
    public abstract TableView StartingAt(int from);

    /// <summary>The first line of the window: as the address says, else of the window that holds the selected line.</summary>
    /// <param name="selected">The place of the selected line among all, from 0; null for none.</param>
    public int FirstLine(int? selected) => From ?? (selected / WindowSize * WindowSize) ?? 0;

    private protected static string? Value(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    private protected static string SearchIn(IQueryCollection query) => Value(query, "q") is { Length: <= LongestSearch } words ? EnteredText.Line(words) : "";

    private protected static int? FromIn(IQueryCollection query) =>
        int.TryParse(Value(query, "from"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;

    private protected static T? EnumIn<T>(IQueryCollection query, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(Value(query, name), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private protected static string? NameOf<T>(T? value)
        where T : struct, Enum =>
        value is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null;

    private protected string? FromText => From is null or 0 ? null : From.Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Some lines of a table on their way into a page.</summary>
/// <param name="From">How many lines come before them.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Total">How many lines there are in all.</param>
public record TableWindow(int From, int Count, int Total);

/// <inheritdoc/>
/// <param name="Rows">The lines.</param>
/// <param name="From">How many lines come before them.</param>
/// <param name="Total">How many lines there are in all.</param>
public sealed record TableWindow<TRow>(IReadOnlyList<TRow> Rows, int From, int Total) : TableWindow(From, Rows.Count, Total);

/// <summary>What the head of a column links to.</summary>
/// <param name="Address">The page ordered by the column; by the same again the other way round.</param>
/// <param name="Descending">How the page is ordered by it; null where it is not.</param>
public sealed record SortLink(string Address, bool? Descending);
