using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using Spectre.Console;

namespace EksGrader.Api.CommandLine;

/// <summary>Shows a grading as it goes.</summary>
internal interface IGradingProgress : IProgress<CheckResult>
{
    /// <summary>Says that the grading waits for its next observation.</summary>
    void Waits(TimeSpan until);
}

/// <summary>Plain lines, for logs and pipes.</summary>
internal sealed class PlainProgress(Assignment assignment, Terminal terminal) : IGradingProgress
{
    private readonly int width = assignment.Checks.Select(c => c.Check.Value.Length).DefaultIfEmpty().Max();
    private readonly Lock writing = new();

    public void Report(CheckResult value)
    {
        lock (writing)
        {
            terminal.Error.WriteLine(TextReport.Line(value, width, terminal.Culture));
        }
    }

    public void Waits(TimeSpan until)
    {
        lock (writing)
        {
            terminal.Error.WriteLine($"◌ looking again in {until.TotalSeconds:0} s");
        }
    }
}

/// <summary>A table on a terminal that is redrawn as verdicts fall.</summary>
internal sealed class LiveProgress : IGradingProgress
{
    private readonly Table table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "", "", "");
    private readonly Dictionary<CheckId, int> rows = [];
    private readonly LiveDisplayContext context;
    private readonly Terminal terminal;
    private readonly Lock drawing = new();

    private LiveProgress(Assignment assignment, Terminal terminal, LiveDisplayContext context)
    {
        this.terminal = terminal;
        this.context = context;
        foreach (var check in assignment.Checks)
        {
            rows[check.Check] = rows.Count;
            table.AddRow("[blue]◌[/]", "grading", Markup.Escape(check.Check.Value), $"– / {ReportFormats.Points(check.Points)}", "");
        }

        context.UpdateTarget(table);
    }

    /// <summary>Shows the table while a grading runs.</summary>
    public static Task<T> ShowAsync<T>(Assignment assignment, Terminal terminal, Func<IGradingProgress, Task<T>> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return console.Live(new Text("")).StartAsync(context => run(new LiveProgress(assignment, terminal, context)));
    }

    public void Report(CheckResult value)
    {
        var color = value.Verdict.Outcome switch
        {
            Outcome.Passed => "green",
            Outcome.Partial => "yellow",
            Outcome.Failed => "red",
            Outcome.Unknown => "magenta",
            _ => "grey",
        };
        lock (drawing)
        {
            var row = rows[value.Check];
            table.UpdateCell(row, 0, $"[{color}]{TextReport.Icon(value.Verdict.Outcome)}[/]");
            table.UpdateCell(row, 1, $"[{color}]{TextReport.Word(value.Verdict.Outcome)}[/]");
            table.UpdateCell(row, 3, $"{ReportFormats.Points(value.Points)} / {ReportFormats.Points(value.MaxPoints)}");
            table.UpdateCell(row, 4, Markup.Escape(value.Verdict.Summary.In(terminal.Culture)));
            context.Refresh();
        }
    }

    public void Waits(TimeSpan until)
    {
        lock (drawing)
        {
            table.Caption = new TableTitle($"looking again in {until.TotalSeconds:0} s");
            context.Refresh();
        }
    }
}
