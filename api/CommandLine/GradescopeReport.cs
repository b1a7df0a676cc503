using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.CommandLine;

/// <summary>
/// For Gradescope's autograder: <c>results.json</c>. A check without points yet carries no score, never 0
/// (Gradescope documentation, "Autograder specifications").
/// </summary>
internal sealed class GradescopeReport : IReportFormat
{
    private static readonly JsonSerializerOptions Options = new(Host.ApiJson.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public void Write(Report report, TimeSpan took, CultureInfo culture, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new Results(
            report.Score,
            (int)Math.Ceiling(took.TotalSeconds),
            report.Assignment.Title.In(culture),
            Extra.Of(report.Assurance),
            [.. report.Checks.Select((c, i) => Test.Of(c, i + 1, culture))]),
        Options));

    private sealed record Results(decimal Score, int ExecutionTime, string Output, Extra? ExtraData, IReadOnlyList<Test> Tests);

    private sealed record Extra(string Assurance)
    {
        public static Extra? Of(Assurance? assurance) => assurance is { } known ? new Extra(ReportFormats.Word(known)) : null;
    }

    private sealed record Test(string Name, string Number, decimal? Score, decimal MaxScore, string? Status, string Output, string Visibility, Extra? ExtraData)
    {
        public static Test Of(CheckResult result, int number, CultureInfo culture) => new(
            result.Check.Value,
            number.ToString(CultureInfo.InvariantCulture),
            result.Points,
            result.MaxPoints,
            result.Verdict.Outcome switch
            {
                Outcome.Passed => "passed",
                Outcome.Partial or Outcome.Failed => "failed",
                _ => null,
            },
            string.Join('\n', [result.Verdict.Summary.In(culture), .. FactViews.Lines(result.Verdict.Facts, culture), .. result.Verdict.Feedback.Select(f => f.In(culture)), .. result.Verdict.Evidence.Select(e => $"$ {e.Title}\n{e.Text}")]),
            "visible",
            Extra.Of(result.Verdict.Assurance));
    }
}
