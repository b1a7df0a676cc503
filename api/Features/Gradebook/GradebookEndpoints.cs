using System.Globalization;
using EksGrader.Api.Host;
using Microsoft.AspNetCore.Mvc;

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
            .WithDocs("GetGradebook", "Shows the gradebook", "For those who teach the course. JSON page by page; with Accept: text/csv or the type of xlsx, or with a format (plain, xlsx, canvas, moodle, gradescope) the whole, where a grade that is not final is empty or left out, never 0, unless provisional=true asks for what it would be now.").Problems(404, 406, 422);
        api.MapGet("/courses/{course}/assignments/{assignment}/archive", ArchiveAsync).WithTags("Gradebook")
            .Produces(StatusCodes.Status200OK, contentType: Zip)
            .WithDocs("GetAssignmentArchive", "Downloads everything of an assignment", "For instructors. A zip: the gradebook, every version of the assignment, and for each student the submissions with verdicts and evidence, recordings and receipts.").Problems(404);
    }

    private static async Task<IResult> ArchiveAsync(CurrentUser caller, AssignmentArchive archive, string course, string assignment, CancellationToken cancellationToken)
    {
        if (await archive.OpenAsync(caller, course, assignment, cancellationToken) is not { } gradebook)
            return Error.Missing.ToProblem();
        var culture = CultureInfo.CurrentUICulture;
        return TypedResults.Stream(stream => archive.WriteAsync(caller, gradebook, culture, stream, cancellationToken), Zip, $"{course}-{assignment}.zip");
    }

    private static async Task<IResult> ReadAsync(
        CurrentUser caller, GradebookQueries gradebooks, string course, string assignment, [AsParameters] GradebookWish wish, HttpRequest request, CancellationToken cancellationToken)
    {
        var culture = CultureInfo.CurrentUICulture;
        if (GradebookFormat.Named(wish.Format) is not { } form)
            return Error.Invalid("format", ApiTexts.Catalog["GradebookFormat"]).ToProblem();
        var type = request.Preferred(TypesOf(wish.Format, form));
        if (type is null)
            return Error.Of(ProblemKind.NotAcceptable).ToProblem();
        if (type == Json)
            return (await gradebooks.ReadPageAsync(caller, course, assignment, new PageQuery(wish.After, wish.Limit), culture, cancellationToken)).ToOk();

        var open = await gradebooks.OpenAsync(caller, course, assignment, cancellationToken);
        if (!open.IsSuccess)
            return open.Error.ToProblem();
        if (type == Xlsx)
            form = GradebookFormat.Xlsx;
        var rows = gradebooks.ReadAllAsync(open.Value, culture, cancellationToken);
        var withProvisional = wish.Provisional == true;
        var export = new GradebookExport(open.Value, withProvisional ? rows.Select(r => r with { Grade = r.Grade ?? r.Provisional }) : rows, culture);
        var name = $"{course}-{assignment}{(withProvisional ? "-provisional" : "")}{form.Ending}";
        return TypedResults.Stream(stream => form.WriteAsync(export, stream, cancellationToken), form.Type, name);
    }

    /// <summary>What is asked of a gradebook.</summary>
    /// <param name="After">The cursor of the page before.</param>
    /// <param name="Limit">How many lines at most.</param>
    /// <param name="Format">The form.</param>
    /// <param name="Provisional">Whether provisional scores stand in for grades that are not final, in exports.</param>
    internal sealed record GradebookWish(
        [FromQuery(Name = "after")] string? After, [FromQuery(Name = "limit")] int? Limit, [FromQuery(Name = "format")] string? Format, [FromQuery(Name = "provisional")] bool? Provisional);

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
