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
