using EksGrader.Api.Shared;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What the board shows.</summary>
public sealed record ClusterView : TableView
{
    private static readonly Dictionary<string, LeaseOrder> Orders = new(StringComparer.Ordinal)
    {
        ["left"] = LeaseOrder.TimeLeft,
        ["student"] = LeaseOrder.Student,
        ["cluster"] = LeaseOrder.Cluster,
        ["state"] = LeaseOrder.State,
        ["rate"] = LeaseOrder.Rate,
        ["cost"] = LeaseOrder.Cost,
    };

    /// <summary>Where the leases stand.</summary>
    public LeaseShow Show { get; init; }

    /// <summary>The order.</summary>
    public LeaseSort Sort { get; init; } = new();

    /// <summary>The lease whose panel is open; null for none.</summary>
    public LeaseId? Lease { get; init; }

    /// <summary>Reads an address.</summary>
    public static ClusterView Of(IQueryCollection query) => new()
    {
        Search = SearchIn(query),
        Show = EnumIn<LeaseShow>(query, "show") ?? LeaseShow.Live,
        Sort = SortOf(Value(query, "sort")),
        From = FromIn(query),
        Lease = Id.TryParse<LeaseId>(Value(query, "lease"), out var lease) ? lease : null,
    };

    /// <summary>The filter, as queries know it.</summary>
    public LeaseFilter ToFilter(DateTimeOffset now) => new() { Search = Search, Show = Show, Now = now };

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>> Parts()
    {
        yield return new("q", Search);
        yield return new("show", Show == LeaseShow.Live ? null : NameOf<LeaseShow>(Show));
        yield return new("sort", Sort == new LeaseSort() ? null : (Sort.Descending ? "-" : "") + Orders.First(o => o.Value == Sort.By).Key);
        yield return new("from", FromText);
        yield return new("lease", Lease?.ToString());
    }

    /// <summary>The view from its start, with another filter or order.</summary>
    public ClusterView Anew() => this with { From = null, Lease = null };

    /// <inheritdoc/>
    public override TableView StartingAt(int from) => this with { From = from, Lease = null };

    /// <summary>The view ordered by something; by the same again the other way round.</summary>
    public ClusterView By(LeaseOrder by) =>
        Anew() with { Sort = new LeaseSort(by, Sort.By == by ? !Sort.Descending : by is LeaseOrder.Rate or LeaseOrder.Cost) };

    private static LeaseSort SortOf(string? text)
    {
        var descending = text?.StartsWith('-') == true;
        return text is not null && Orders.TryGetValue(descending ? text[1..] : text, out var by) ? new LeaseSort(by, descending) : new LeaseSort();
    }
}
