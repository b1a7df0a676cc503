using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks;

/// <summary>The parameters <c>count</c> and <c>match</c>, which two checks share.</summary>
internal static class MatchParameter
{
    /// <summary>How many.</summary>
    public const string Count = "count";

    /// <summary>Whether more than that is fine.</summary>
    public const string Match = "match";

    private const string Exact = "exact";

    /// <summary>The parameters as a check declares them.</summary>
    public static IReadOnlyList<Parameter> Declare(CheckId check) =>
    [
        new IntegerParameter(Count, RuleDocs.All[$"{check}.{Count}"], Default: 2, Minimum: 1, Maximum: 100),
        new ChoiceParameter(Match, RuleDocs.All[$"{check}.{Match}"], Default: Exact, Choices: [Exact, "atLeast"]),
    ];

    /// <summary>Whether more than the count is too many.</summary>
    public static bool IsExact(CheckParameters parameters) => parameters.Word(Match) == Exact;
}
