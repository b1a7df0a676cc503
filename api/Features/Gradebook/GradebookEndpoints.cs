using System.Globalization;
using EksGrader.Api.Host;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>Gradebooks, as JSON page by page, or as a whole for other systems.</summary>
internal static class GradebookEndpoints
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const string Xlsx = GradebookFormat.XlsxType;
    private const string Zip = "application/zip";

    public static void Map(IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/courses/{course}/assignments/{assignment}/gradebook").WithTags("Gradebook");
        read.MapGet("", ReadAsync)
            .Produces<ListView<GradebookRowView>>(StatusCodes.Status200OK, Json, Csv, Xlsx, Zip)
            .WithDocs("GetGradebook", "Shows the gradebook", "For those who teach the course. JSON page by page; with Accept: text/csv or the type of xlsx, or with a format (plain, xlsx, canvas, moodle, gradescope) the whole, where a grade that is not final is empty or left out, never 0.").Problems(404, 406, 422);
    }

    private static async Task<IResult> ReadAsync(
        CurrentUser caller, GradebookQueries gradebooks, string course, string assignment, string? after, int? limit, string? format, HttpRequest request, CancellationToken cancellationToken)
    {
        var culture = CultureInfo.CurrentUICulture;
        if (GradebookFormat.Named(format) is not { } form)
            return Error.Invalid("format", ApiTexts.Catalog["GradebookFormat"]).ToProblem();
        var type = request.Preferred(TypesOf(format, form));
        if (type is null)
            return Error.Of(ProblemKind.NotAcceptable).ToProblem();
        if (type == Json)
            return (await gradebooks.ReadPageAsync(caller, course, assignment, new PageQuery(after, limit), culture, cancellationToken)).ToOk();

        var open = await gradebooks.OpenAsync(caller, course, assignment, cancellationToken);
        if (!open.IsSuccess)
            return open.Error.ToProblem();
        if (type == Xlsx)
            form = GradebookFormat.Xlsx;
        var export = new GradebookExport(open.Value, gradebooks.ReadAllAsync(open.Value, culture, cancellationToken), culture);
        return TypedResults.Stream(stream => form.WriteAsync(export, stream, cancellationToken), form.Type, $"{course}-{assignment}{form.Ending}");
    }

    // What there is of a form, the usual first. The plain gradebook is there as CSV and as xlsx.
    private static string[] TypesOf(string? format, GradebookFormat form) => format switch
    {
        null => [Json, Csv, Xlsx],
        _ when form == GradebookFormat.Plain => [Csv, Xlsx],
        _ when form == GradebookFormat.Xlsx => [Xlsx],
        _ when form == GradebookFormat.Gradescope => [Zip],
        _ => [Csv],
    };
}
