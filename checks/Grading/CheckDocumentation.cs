using System.Globalization;
using System.Text;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Grading;

/// <summary>Writes what the checks say about themselves as Markdown pages: <c>docs/checks/</c> is made from this and never by hand.</summary>
public static class CheckDocumentation
{
    /// <summary>The page of one check.</summary>
    public static string Write(ICheck check)
    {
        var info = check.Info;
        var page = new StringBuilder();
        Line(page, $"# {info.Id}: {info.Title.En} ({info.Title.Ko})");
        Line(page, $"{info.Asks.En}");
        Line(page, $"{info.Asks.Ko}");
        Line(page, $"Default points: {info.DefaultPoints.ToString(CultureInfo.InvariantCulture)}. Judged {(info.Phase == CheckPhase.Live ? "while the cluster lives" : "by its deletion deadline")}.");
        Table(page, "## Parameters", ["Parameter", "Values", "Default", "What it changes"], info.Parameters.Select(p => new[] { $"`{p.Name}`", ValuesOf(p), $"`{Text(p.DefaultValue)}`", p.Description.En }), "None.");
        Table(page, "## Outcomes", ["Outcome", "When"], info.Outcomes.Select(o => new[] { $"`{Text(o.Outcome)}`", o.Meaning.En }), "As every check.");
        if (info.Facts.Count > 0)
        {
            Table(page, "## Facts", ["Fact", "What it asks", "Earns", "Caps at, where broken", "Requires"], info.Facts.Select(FactOf), "None.");
        }

        List(page, "## Reads in the cluster (verbs get and list)", info.Reads.OfType<DeclaredRead.Kubernetes>().Select(r => $"`{r.Type}`{ConditionOf(r)}"));
        List(page, "## Reads in AWS, where access is given", info.Reads.OfType<DeclaredRead.Aws>().Select(r => $"`{r.Action}`{ConditionOf(r)}{(r.Optional ? " (a second witness: where it is refused, the verdict stands and its assurance is `cluster`)" : "")}"));
        List(page, "## Decisions where the rules are silent", info.Decisions.Select(d => d.En));
        return page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The index of all pages.</summary>
    public static string WriteIndex(Catalogue catalogue)
    {
        var page = new StringBuilder();
        Line(page, $"# The checks");
        Line(page, $"Made from the checks themselves: edit the check or the texts beside it in `checks/Checks`, then run the unit tests with `EKSGRADER_UPDATE_DOCS=1`.");
        Line(page, $"`dotnet run --project api -- checks [ID]` writes the same of every check that an installation knows, plug-ins included, and `-- checks --schema` the JSON Schema of its assignments.");
        Line(page, $"What the tests tried on each check, right solutions and broken ones, stands in [gates.md](gates.md).");
        Table(page, "## All checks", ["Check", "Title", "Points", "What it asks"], catalogue.Checks.Select(c => new[]
        {
            $"[{c.Info.Id}]({c.Info.Id}.md)",
            $"{c.Info.Title.En} ({c.Info.Title.Ko})",
            c.Info.DefaultPoints.ToString(CultureInfo.InvariantCulture),
            c.Info.Asks.En,
        }), "None.");
        Table(page, "## What every outcome means", ["Outcome", "Points"],
        [
            ["`passed`", "all"],
            ["`partial`", "the stated share, rounded half away from zero to two decimals"],
            ["`failed`", "none"],
            ["`unknown`", "none yet: it could not be looked at, and the summary says whose fault that is; it is tried again, and an instructor sees it"],
            ["`pending`", "none yet: its time has not come"],
        ], "None.");
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Line(StringBuilder page, FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append("\n\n");

    private static void Table(StringBuilder page, string heading, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, string none)
    {
        page.Append(heading).Append("\n\n");
        var cells = rows.ToList();
        if (cells.Count == 0)
        {
            page.Append(none).Append("\n\n");
            return;
        }

        page.Append(RowOf(columns)).Append(RowOf(columns.Select(_ => "---")));
        foreach (var row in cells)
        {
            page.Append(RowOf(row));
        }

        page.Append('\n');
    }

    private static string RowOf(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";

    private static void List(StringBuilder page, string heading, IEnumerable<string> items)
    {
        var lines = items.Select(i => $"- {i}\n").ToList();
        if (lines.Count > 0)
        {
            page.Append(heading).Append("\n\n").AppendJoin("", lines).Append('\n');
        }
    }

    private static string ConditionOf(DeclaredRead read) => read.When switch
    {
        null => "",
        { Word: { } word } condition => $" (only where `{condition.Parameter}` names `{word}`)",
        { } condition => $" (only where `{condition.Parameter}` is set)",
    };

    private static string[] FactOf(FactInfo fact) =>
    [
        $"`{fact.Id}`",
        $"{fact.Title.En} ({fact.Title.Ko})",
        fact.Kind == FactKind.Earning ? fact.Share.ToString("0.##", CultureInfo.InvariantCulture) : "",
        fact.Cap?.ToString("0.##", CultureInfo.InvariantCulture) ?? "",
        string.Join(", ", fact.Requires.Select(r => $"`{r}`")),
    ];

    private static string ValuesOf(Parameter parameter) => parameter switch
    {
        IntegerParameter p => string.Create(CultureInfo.InvariantCulture, $"{p.Minimum} to {p.Maximum}"),
        BooleanParameter => "`true`, `false`",
        ChoiceParameter p => string.Join(", ", p.Choices.Select(c => $"`{c}`")),
        TextParameter p => $"text like `{p.Pattern}`",
        OptionalIntegerParameter p => string.Create(CultureInfo.InvariantCulture, $"{p.Minimum} to {p.Maximum}, or nothing"),
        ListParameter p => $"a list of {string.Join(", ", p.Choices.Select(c => $"`{c}`"))}",
        DurationParameter p => $"a duration up to `{p.Maximum}`",
        _ => "",
    };

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        Outcome outcome => outcome.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
