using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.CommandLine;

/// <summary>A form in which a report is printed.</summary>
internal interface IReportFormat
{
    /// <summary>Prints a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="took">How long the grading took.</param>
    /// <param name="culture">The language of its sentences.</param>
    /// <param name="output">Where to.</param>
    void Write(Report report, TimeSpan took, CultureInfo culture, TextWriter output);
}

/// <summary>The forms by the words of <c>--output</c>.</summary>
internal static class ReportFormats
{
    public static IReadOnlyDictionary<string, IReportFormat> ByName { get; } = new Dictionary<string, IReportFormat>(StringComparer.Ordinal)
    {
        ["text"] = new TextReport(),
        ["json"] = new JsonReport(),
        ["junit"] = new JUnitReport(),
        ["gradescope"] = new GradescopeReport(),
    };

    /// <summary>The word of an assurance, as JSON has it.</summary>
    public static string Word(Assurance assurance) => assurance == Assurance.Aws ? "aws" : "cluster";

    /// <summary>Points as people write them: <c>20</c>, <c>6.67</c>.</summary>
    public static string Points(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–";
}
