using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Which leases a call asks for.</summary>
/// <param name="State"><c>live</c>, a state such as <c>overdue</c>, or <c>all</c>; live where nothing is said.</param>
/// <param name="Search">Words that student or cluster must all have.</param>
public sealed record LeaseQuery(string? State, string? Search)
{
    /// <summary>The filter, or what is wrong.</summary>
    public Result<LeaseFilter> ToFilter(DateTimeOffset now)
    {
        var faults = new FieldErrors();
        var show = LeaseShow.Live;
        if (State is { Length: > 0 } state && !(char.IsLetter(state[0]) && Enum.TryParse(state, ignoreCase: true, out show) && Enum.IsDefined(show)))
            faults.AddRange([new("state", LeaseTexts.Catalog["State", string.Join(", ", Enum.GetNames<LeaseShow>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName))])]);
        if (Search is { Length: > TableView.LongestSearch })
            faults.Add("q", "TooLong", TableView.LongestSearch);
        return faults.Any ? Error.Invalid(faults.All) : new LeaseFilter { Show = show, Search = EnteredText.Line(Search), Now = now };
    }
}

/// <summary>Which leases of a course are shown.</summary>
public enum LeaseShow
{
    /// <summary>Those that are not over: the clusters that live, as far as is known.</summary>
    Live,

    /// <summary>Live and in time.</summary>
    Active,

    /// <summary>Being deleted.</summary>
    Deleting,

    /// <summary>Live after their deadline, whether a probe has seen that already or not.</summary>
    Overdue,

    /// <summary>An instructor decides.</summary>
    Quarantined,

    /// <summary>Over: gone.</summary>
    Gone,

    /// <summary>Over: settled by hand.</summary>
    Settled,

    /// <summary>Every lease that there ever was.</summary>
    All,
}

/// <summary>What leases are ordered by.</summary>
public enum LeaseOrder
{
    /// <summary>By when the cluster must be deleted.</summary>
    TimeLeft,

    /// <summary>The student's number.</summary>
    Student,

    /// <summary>The cluster's name.</summary>
    Cluster,

    /// <summary>Where the lease stands, what needs someone first.</summary>
    State,

    /// <summary>What the cluster costs an hour.</summary>
    Rate,

    /// <summary>What it has cost so far.</summary>
    Cost,
}

/// <summary>An order of leases.</summary>
/// <param name="By">What they are ordered by.</param>
/// <param name="Descending">Whether the largest come first.</param>
public sealed record LeaseSort(LeaseOrder By = LeaseOrder.TimeLeft, bool Descending = false);

/// <summary>Which leases are asked for.</summary>
public sealed record LeaseFilter
{
    /// <summary>Words that student or cluster must all have; empty for none.</summary>
    public string Search { get; init; } = "";

    /// <summary>Where they stand.</summary>
    public LeaseShow Show { get; init; }

    /// <summary>When it is.</summary>
    public required DateTimeOffset Now { get; init; }
}
