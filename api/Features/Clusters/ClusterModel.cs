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
    public string Page => Shared.Addresses.OfCourse(Course, "clusters");

    /// <summary>The address of a view.</summary>
    public string To(ClusterView view) => Page + view.ToQuery();
}

/// <summary>Some lines of the board on their way into a page.</summary>
/// <param name="Window">The lines.</param>
/// <param name="From">How many lines come before them.</param>
public sealed record ClusterPart(LeasePage Window, int From);

/// <summary>The board in figures.</summary>
/// <param name="Counts">How many leases there are of each kind.</param>
/// <param name="Totals">What the live ones cost.</param>
/// <param name="Waiting">The orders that wait for an instructor.</param>
public sealed record ClusterFigures(IReadOnlyDictionary<LeaseShow, int> Counts, LeaseTotals Totals, IReadOnlyList<WaitingOrder> Waiting);
