using System.Globalization;
using EksGrader.Api.Application;
using EksGrader.Api.Application.Gradebooks;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;

namespace EksGrader.Api.Endpoints;

/// <summary>Gradebooks, as JSON page by page, or as a whole for other systems.</summary>
internal static class GradebookEndpoints
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const string Zip = "application/zip";

    public static void MapGradebooks(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/courses/{course}/assignments/{assignment}/gradebook").WithTags("Gradebook");
        read.MapGet("", ReadAsync)
            .Produces<ListView<GradebookRowView>>(StatusCodes.Status200OK, Json, Csv, Zip)
            .Says("GetGradebook", "Shows the gradebook", "For those who teach the course. JSON page by page; with Accept: text/csv or a format (plain, canvas, moodle, gradescope) the whole, where a grade that is not final is empty or left out, never 0.").Problems(404, 406, 422);
    }

    private static async Task<IResult> ReadAsync(
        Caller caller, GradebookQueries gradebooks, string course, string assignment, string? after, int? limit, string? format, HttpRequest request, CancellationToken cancellationToken)
    {
        var culture = CultureInfo.CurrentUICulture;
        if (GradebookFormat.Named(format) is not { } form)
            return Refusal.Invalid("format", ApiTexts.Catalog["GradebookFormat"]).ToProblem();
        var type = format is null ? request.Preferred(Json, Csv) : request.Preferred(form == GradebookFormat.Gradescope ? Zip : Csv);
        if (type is null)
            return Refusal.Of(ProblemKind.NotAcceptable).ToProblem();
        if (type == Json)
            return (await gradebooks.ReadPageAsync(caller, course, assignment, new PageQuery(after, limit), culture, cancellationToken)).ToOk();

        var open = await gradebooks.OpenAsync(caller, course, assignment, cancellationToken);
        if (!open.IsDone)
            return open.Refusal.ToProblem();
        var export = new GradebookExport(open.Value, gradebooks.ReadAllAsync(open.Value, culture, cancellationToken), culture);
        return TypedResults.Stream(stream => form.WriteAsync(export, stream, cancellationToken), form.Type, $"{course}-{assignment}{form.Ending}");
    }
}
