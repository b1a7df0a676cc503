using System.Globalization;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.CommandLine;

/// <summary>For people: a line a check, what to do about it, and what was seen.</summary>
internal sealed class TextReport : IReportFormat
{
    public void Write(Report report, TimeSpan took, CultureInfo culture, TextWriter output)
    {
        output.WriteLine($"{report.Assignment.Title.In(culture)} ({report.Assignment.Slug})   {ReportFormats.Points(report.Score)} / {ReportFormats.Points(report.MaxScore)}");
        if (report.Assurance is { } assurance)
        {
            output.WriteLine($"assurance: {ReportFormats.Word(assurance)}   {SharedTexts.Catalog["AssuranceText_" + assurance].In(culture)}");
        }

        output.WriteLine();
        var widest = report.Checks.Select(c => c.Check.Value.Length).DefaultIfEmpty().Max();
        foreach (var result in report.Checks)
        {
            output.WriteLine(Line(result, widest, culture));
        }

        var causes = SharedCause.In(report.Checks.Select(r => CheckView.Of(r, culture)));
        foreach (var cause in causes)
        {
            WriteCause(cause, output);
        }

        foreach (var result in report.Checks)
        {
            WriteDetail(result, causes.Any(c => c.Checks.Contains(result.Check.Value, StringComparer.Ordinal)), culture, output);
        }

        foreach (var sign in report.Flags)
        {
            output.WriteLine();
            output.WriteLine($"! {sign.Kind}: {sign.Message.In(culture)}");
        }
    }

    /// <summary>One line of a result; the progress lines are the same.</summary>
    public static string Line(CheckResult result, int width, CultureInfo culture) =>
        string.Create(CultureInfo.InvariantCulture, $"{Icon(result.Verdict.Outcome)} {Word(result.Verdict.Outcome),-8}{result.Check.Value.PadRight(width)}  {ReportFormats.Points(result.Points),6} / {ReportFormats.Points(result.MaxPoints),-6}  {result.Verdict.Summary.In(culture)}");

    /// <summary>The mark of an outcome.</summary>
    public static string Icon(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "✓",
        Outcome.Partial => "◐",
        Outcome.Failed => "✕",
        Outcome.Unknown => "?",
        _ => "○",
    };

    /// <summary>The word of an outcome, as JSON has it.</summary>
    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "passed",
        Outcome.Partial => "partial",
        Outcome.Failed => "failed",
        Outcome.Unknown => "unknown",
        _ => "pending",
    };

    private static void WriteCause(SharedCause cause, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{string.Join(", ", cause.Checks)}{(cause.Fault is { } fault ? $"  (could not check: {fault.ToString().ToLowerInvariant()})" : "")}");
        foreach (var line in cause.Feedback.Prepend(cause.Summary))
        {
            output.WriteLine("  → " + Indented(line));
        }
    }

    // What helps was said with the cause that it shares with others.
    private static void WriteDetail(CheckResult result, bool isExplained, CultureInfo culture, TextWriter output)
    {
        if (result.Verdict is { Evidence.Count: 0, Facts.Count: 0, Assurance: null } && (isExplained || result.Verdict.Feedback.Count == 0))
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{result.Check.Value}{(result.Verdict.Fault is { } fault ? $"  (could not check: {fault.ToString().ToLowerInvariant()})" : "")}{(result.Verdict.Assurance is { } assurance ? $"  (assurance: {ReportFormats.Word(assurance)})" : "")}");
        foreach (var line in FactViews.Lines(result.Verdict.Facts, culture))
        {
            output.WriteLine("  " + line);
        }

        foreach (var feedback in isExplained ? [] : result.Verdict.Feedback)
        {
            output.WriteLine("  → " + Indented(feedback.In(culture)));
        }

        foreach (var evidence in result.Verdict.Evidence)
        {
            output.WriteLine($"  $ {evidence.Title}");
            output.WriteLine("    " + Indented(evidence.Text));
        }
    }

    private static string Indented(string text) => text.TrimEnd().ReplaceLineEndings(Environment.NewLine + "    ");
}
