using System.Globalization;
using System.Resources;
using System.Text;
using CsvHelper;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Features.Statistics;

/// <summary>What a class came to: scores, attempts, and each check and fact (item analysis).</summary>
internal static class StatisticsFeature
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    public static IServiceCollection AddStatistics(this IServiceCollection services) => services.AddScoped<StatisticsQueries>();

    public static void MapStatistics(this IEndpointRouteBuilder app) => app.MapApi()
        .MapGroup("/courses/{course}/assignments/{assignment}/statistics").WithTags("Gradebook")
        .MapGet("", ReadAsync)
        .Produces<StatisticsView>(StatusCodes.Status200OK, Json, Csv)
        .WithDocs(
            "GetStatistics",
            "Shows an assignment in figures",
            "For those who teach the course: scores by section, attempts, and for each check and each of its facts how often it holds, holds in part, is broken, could not be read or is open, by the submission that counts of each student, by section, and over the hours (or days) in which submissions came. With Accept: text/csv or the format csv the checks and facts as a table.")
        .Problems(404, 406, 422);

    private static async Task<IResult> ReadAsync(CurrentUser caller, StatisticsQueries statistics, string course, string assignment, string? format, HttpRequest request, CancellationToken cancellationToken)
    {
        if (format is not (null or "csv"))
            return Error.Invalid("format", StatisticsTexts.Catalog["Format"]).ToProblem();
        if ((format is null ? request.Preferred(Json, Csv) : Csv) is not { } type)
            return Error.Of(ProblemKind.NotAcceptable).ToProblem();
        var read = await statistics.ReadAsync(caller, course, assignment, CultureInfo.CurrentUICulture, cancellationToken);
        return type == Json || !read.IsSuccess
            ? read.ToOk()
            : TypedResults.Stream(stream => WriteAsync(read.Value, stream, cancellationToken), Csv, $"{course}-{assignment}-statistics.csv");
    }

    private static async Task WriteAsync(StatisticsView view, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetPreamble(), cancellationToken);
        await using var csv = GradebookCsv.To(stream);
        await csv.WriteLineAsync(cancellationToken, "check", "fact", "title", "group", "name", "held", "partial", "broken", "unread", "open");
        foreach (var check in view.Checks)
        {
            await WriteAsync(csv, check.Check, "", check.Title, check.Counts, check.Sections, check.Times, cancellationToken);
            foreach (var fact in check.Facts)
                await WriteAsync(csv, check.Check, fact.Fact, fact.Title, fact.Counts, fact.Sections, fact.Times, cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        CsvWriter csv, string check, string fact, string title, CountsView all, IReadOnlyList<SectionCountsView> sections, IReadOnlyList<TimeCountsView> times, CancellationToken cancellationToken)
    {
        await LineAsync("all", "", all);
        foreach (var section in sections)
            await LineAsync("section", section.Section, section.Counts);
        foreach (var time in times)
            await LineAsync("time", time.From.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture), time.Counts);

        async Task LineAsync(string group, string name, CountsView counts)
        {
            csv.WriteText(check);
            csv.WriteText(fact);
            csv.WriteText(title);
            csv.WriteText(group);
            csv.WriteText(name);
            foreach (var count in new[] { counts.Held, counts.Partial, counts.Broken, counts.Unread, counts.Open })
                csv.WritePoints(count);
            await csv.EndRecordAsync(cancellationToken);
        }
    }
}

/// <summary>Reads the figures of an assignment for those who teach its course.</summary>
internal sealed class StatisticsQueries(EksGraderDb db, GradebookQueries gradebooks, Catalogue catalogue)
{
    /// <summary>The figures, in the language of a culture.</summary>
    public async Task<Result<StatisticsView>> ReadAsync(CurrentUser caller, string course, string assignment, CultureInfo culture, CancellationToken cancellationToken)
    {
        var open = await gradebooks.OpenAsync(caller, course, assignment, cancellationToken);
        return open.IsSuccess ? await ReadAsync(open.Value, culture, cancellationToken) : open.Error;
    }

    /// <summary>The figures of a gradebook that the caller may see.</summary>
    public async Task<StatisticsView> ReadAsync(OpenGradebook gradebook, CultureInfo culture, CancellationToken cancellationToken)
    {
        var read = await AssignmentStatistics.ReadAsync(db, gradebook.Scope, gradebook.Current.Deadlines.Zone, cancellationToken);
        return StatisticsView.Of(read, gradebook.Assignment, catalogue, culture);
    }
}

/// <summary>The words of the statistics.</summary>
internal static class StatisticsTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(StatisticsTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
