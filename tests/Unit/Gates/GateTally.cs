using System.Globalization;
using System.Text;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>What the gates of one check tried, for <c>docs/checks/gates.md</c>.</summary>
/// <param name="Check">The check.</param>
internal sealed record GateTally(CheckId Check)
{
    /// <summary>How many ways of solving it there are references for.</summary>
    public required int Ways { get; init; }

    /// <summary>How many right solutions were judged.</summary>
    public required int References { get; init; }

    /// <summary>How many reads were refused, one at a time.</summary>
    public required int Rights { get; init; }

    /// <summary>How many mutations were made.</summary>
    public required int Mutations { get; init; }

    /// <summary>How many of them cost what they must and were named by the verdict.</summary>
    public required int Caught { get; init; }

    /// <summary>How many look-alikes were judged.</summary>
    public required int LookAlikes { get; init; }

    /// <summary>The fresh clusters that honestly have something of what is asked for.</summary>
    public required IReadOnlyList<string> Fresh { get; init; }

    /// <summary>The gates of every check, as the tests of this assembly name them.</summary>
    public static IReadOnlyList<CheckGates> All { get; } =
    [
        .. typeof(CheckGates).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(CheckGates)) && !t.IsAbstract)
            .Select(t => (CheckGates?)Activator.CreateInstance(t) ?? throw new InvalidOperationException($"{t} cannot be made.")),
    ];

    /// <summary>The page of all gates.</summary>
    /// <param name="tallies">The checks, in the order of the catalogue.</param>
    public static string Write(IEnumerable<GateTally> tallies)
    {
        var page = new StringBuilder();
        page.Append("# What the gates tried\n\n");
        page.Append("Every check passes the [gates](../checks.md#the-gates-that-every-check-must-pass) with the unit tests, over recordings. Made from the tests themselves: run them with `EKSGRADER_UPDATE_DOCS=1`.\n\n");
        page.Append("| Check | Ways | References | Rights removed | Mutations caught / made | Look-alikes | Fresh clusters that have it already |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var tally in tallies)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [{tally.Check}]({tally.Check}.md) | {tally.Ways} | {tally.References} | {tally.Rights} | {tally.Caught} / {tally.Mutations} | {tally.LookAlikes} | {string.Join(", ", tally.Fresh)} |\n");
        }

        page.Append("\n- A *reference* is a right solution: it earns exactly all points. Each way of doing it has at least three.\n");
        page.Append("- A *right removed* is one read that is refused: the verdict stays the same or becomes unknown; it is never failed and never worth more.\n");
        page.Append("- A *mutation* breaks one fact of a reference: it is caught where the points drop by what the rule says, written by hand, and a row of that fact says what was expected and seen.\n");
        page.Append("- A *look-alike* looks like a solution, or like a mistake, and is none.\n");
        return page.ToString();
    }
}
