using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What the board shows, as its address says it: whoever is sent the address sees the same. What means nothing is left aside.</summary>
public sealed record ClusterView
{
    /// <summary>How many lines a page has, and a window of the table that scrolls.</summary>
    public const int WindowSize = 50;

    private static readonly Dictionary<string, LeaseOrder> Orders = new(StringComparer.Ordinal)
    {
        ["left"] = LeaseOrder.TimeLeft,
        ["student"] = LeaseOrder.Student,
        ["cluster"] = LeaseOrder.Cluster,
        ["state"] = LeaseOrder.State,
        ["rate"] = LeaseOrder.Rate,
        ["cost"] = LeaseOrder.Cost,
    };

    /// <summary>The words that are searched for.</summary>
    public string Search { get; init; } = "";

    /// <summary>Where the leases stand.</summary>
    public LeaseShow Show { get; init; }

    /// <summary>The order.</summary>
    public LeaseSort Sort { get; init; } = new();

    /// <summary>How many lines are left out before the first; null to begin where the selected lease is.</summary>
    public int? From { get; init; }

    /// <summary>The lease whose panel is open; null for none.</summary>
    public LeaseId? Lease { get; init; }

    /// <summary>Reads an address.</summary>
    public static ClusterView Of(IQueryCollection query)
    {
        return new ClusterView
        {
            Search = Value("q") is { Length: <= LeaseFilter.LongestSearch } words ? EnteredText.Line(words) : "",
            Show = Enum.TryParse<LeaseShow>(Value("show"), ignoreCase: true, out var show) && Enum.IsDefined(show) ? show : LeaseShow.Live,
            Sort = SortOf(Value("sort")),
            From = int.TryParse(Value("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null,
            Lease = Id.TryParse<LeaseId>(Value("lease"), out var lease) ? lease : null,
        };

        string? Value(string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;
    }

    /// <summary>The filter, as queries know it.</summary>
    public LeaseFilter ToFilter(DateTimeOffset now) => new() { Search = Search, Show = Show, Now = now };

    /// <summary>The view as the query of an address, defaults left out; empty for every live lease by time left.</summary>
    public string ToQuery() => QueryHelpers.AddQueryString("", Parts().Where(p => p.Value is { Length: > 0 }));

    /// <summary>The parts of the query: what a form sends along.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Parts()
    {
        yield return new("q", Search);
        yield return new("show", Show == LeaseShow.Live ? null : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Show.ToString()));
        yield return new("sort", Sort == new LeaseSort() ? null : (Sort.Descending ? "-" : "") + Orders.First(o => o.Value == Sort.By).Key);
        yield return new("from", From is null or 0 ? null : From.Value.ToString(CultureInfo.InvariantCulture));
        yield return new("lease", Lease?.ToString());
    }

    /// <summary>The view from its start, with another filter or order.</summary>
    public ClusterView Anew() => this with { From = null, Lease = null };

    /// <summary>The view ordered by something; by the same again the other way round.</summary>
    public ClusterView By(LeaseOrder by) =>
        Anew() with { Sort = new LeaseSort(by, Sort.By == by ? !Sort.Descending : by is LeaseOrder.Rate or LeaseOrder.Cost) };

    private static LeaseSort SortOf(string? text)
    {
        var descending = text?.StartsWith('-') == true;
        return text is not null && Orders.TryGetValue(descending ? text[1..] : text, out var by) ? new LeaseSort(by, descending) : new LeaseSort();
    }
}
