using System.Globalization;
using EksGrader.Api.Application;
using EksGrader.Api.Application.Gradebooks;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;

namespace EksGrader.Api.Endpoints;

/// <summary>Gradebooks, as JSON page by page or as a whole in CSV.</summary>
internal static class GradebookEndpoints
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    public static void MapGradebooks(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/courses/{course}/assignments/{assignment}/gradebook").WithTags("Gradebook");
        read.MapGet("", ReadAsync)
            .Produces<ListView<GradebookRowView>>(StatusCodes.Status200OK, Json, Csv)
            .Says("GetGradebook", "Shows the gradebook", "For those who teach the course. JSON page by page; with Accept: text/csv the whole as CSV, where a grade that is not final is empty.").Problems(404, 406, 422);
    }

    private static async Task<IResult> ReadAsync(
        Caller caller, GradebookQueries gradebooks, string course, string assignment, string? after, int? limit, string? format, HttpRequest request, CancellationToken cancellationToken)
    {
        var culture = CultureInfo.CurrentUICulture;
        var type = format is null ? request.Preferred(Json, Csv) : request.Preferred(Csv);
        if (type is null)
            return Refusal.Of(ProblemKind.NotAcceptable).ToProblem();
        if (type == Json)
            return (await gradebooks.ReadPageAsync(caller, course, assignment, new PageQuery(after, limit), culture, cancellationToken)).ToOk();

        var sheet = await gradebooks.ReadAsync(caller, course, assignment, culture, cancellationToken);
        if (!sheet.IsDone)
            return sheet.Refusal.ToProblem();
        if (format is not (null or "plain"))
            return Refusal.Invalid("format", ApiTexts.Catalog["GradebookFormat"]).ToProblem();
        return TypedResults.Stream(stream => PlainCsv.WriteAsync(sheet.Value, stream, cancellationToken), $"{Csv}; charset=utf-8", $"{course}-{assignment}.csv");
    }
}
