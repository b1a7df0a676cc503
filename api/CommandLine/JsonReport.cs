using System.Globalization;
using System.Text.Json;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.CommandLine;

/// <summary>For programs: <c>{assignment, score, assurance, maxScore, checks, signs}</c>, the checks as the HTTP API shows them.</summary>
internal sealed class JsonReport : IReportFormat
{
    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    public void Write(Report report, TimeSpan took, CultureInfo culture, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            assignment = report.Assignment.Slug,
            report.Score,
            report.Assurance,
            report.MaxScore,
            checks = report.Checks.Select(c => CheckView.Of(c, culture)),
            signs = report.Flags.Select(s => FlagView.Of(s, culture)),
        },
        Indented));
}
