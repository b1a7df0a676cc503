using EksGrader.Api.Shared;
using NodaTime;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What all parts of the board of clusters know.</summary>
/// <param name="Board">The board.</param>
/// <param name="View">What is shown of it.</param>
/// <param name="Now">When the page was made.</param>
public sealed record ClusterModel(OpenLeaseBoard Board, ClusterView View, DateTimeOffset Now)
{
    /// <summary>The course's slug.</summary>
    public string Course => Board.Course.Slug;

    /// <summary>The zone of the course's times.</summary>
    public DateTimeZone Zone { get; } = DateTimeZoneProviders.Tzdb.GetZoneOrNull(Board.Course.TimeZone) ?? DateTimeZone.Utc;

    /// <summary>The page's address without a query.</summary>
    public string Page => Addresses.OfCourse(Course, "clusters");

    /// <summary>The address of a view.</summary>
    public string To(ClusterView view) => Page + view.ToQuery();

    /// <summary>The head of a column.</summary>
    public SortLink By(LeaseOrder by) => new(To(View.By(by)), View.Sort.By == by ? View.Sort.Descending : null);
}

/// <summary>The board in figures.</summary>
/// <param name="Counts">How many leases there are of each kind.</param>
/// <param name="Totals">What the live ones cost.</param>
/// <param name="Waiting">The orders that wait for an instructor.</param>
public sealed record ClusterFigures(IReadOnlyDictionary<LeaseShow, int> Counts, LeaseTotals Totals, IReadOnlyList<WaitingOrder> Waiting);
