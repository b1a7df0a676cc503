using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks;

/// <summary>What the checks say about themselves: titles, parameters, outcomes, decisions.</summary>
internal static class RuleDocs
{
    /// <summary>The sentences, by key: <c>nodes.Title</c>, <c>nodes.count</c>, <c>nodes.Passed</c>, <c>nodes.Decision1</c>.</summary>
    public static TextCatalog All { get; } = new(new ResourceManager("EksGrader.Checks.Checks.RuleDocs", typeof(RuleDocs).Assembly));

    /// <summary>The facts about a check, with every sentence that stands under its id.</summary>
    public static CheckInfo Describe(CheckId id, IReadOnlyList<Parameter> parameters, IReadOnlyList<DeclaredRead> reads) => new()
    {
        Id = id,
        Title = All[$"{id}.Title"],
        Asks = All[$"{id}.Asks"],
        Parameters = parameters,
        Reads = reads,
        Outcomes = [.. Enum.GetValues<Outcome>().Where(o => Has($"{id}.{o}")).Select(o => new OutcomeMeaning(o, All[$"{id}.{o}"]))],
        Decisions = [.. Enumerable.Range(1, 99).Select(n => $"{id}.Decision{n}").TakeWhile(Has).Select(key => All[key])],
    };

    private static bool Has(string key) => All.Resources.GetString(key, CultureInfo.GetCultureInfo("en")) is not null;
}
