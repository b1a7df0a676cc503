using System.Globalization;
using System.Resources;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace EksGrader.Api.Features.Audit;

/// <summary>The audit trail: who did what when.</summary>
internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddScoped<AuditSubjects>()
        .AddScoped<AuditQueries>()
        .AddScoped<AuditExport>();

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var audit = app.MapApi().MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ReadAsync)
            .WithDocs("ReadAudit", "Shows who did what when", "For admins, and for the instructors of a course. The newest first; filtered by course, who, what (or its first part), student, and time.")
            .Problems(404, 422);
        audit.MapGet("/export", ExportAsync)
            .Produces(StatusCodes.Status200OK, contentType: CsvFile.MediaType, additionalContentTypes: XlsxSheet.MediaType)
            .WithDocs("ExportAudit", "Downloads the audit trail", "The same entries as a table: CSV with a byte order mark, or xlsx with format=xlsx; what was done in the language of the request, times in the course's time zone, at most 50,000 entries.")
            .Problems(404, 422);
    }

    private static async Task<IResult> ExportAsync(
        CurrentUser caller, AuditExport export, CourseAccess access, PageZone zones, [AsParameters] AuditFilter filter, string? format, CancellationToken cancellationToken)
    {
        if (format is not (null or "csv" or "xlsx"))
            return Error.Invalid("format", AuditTexts.Catalog["Format"]).ToProblem();
        var course = filter.Course is null ? null : await access.TaughtAsync(caller, filter.Course, assistantsToo: false, cancellationToken);
        var zone = course is null ? await zones.OfAsync(caller.Viewer) : DateTimeZoneProviders.Tzdb[course.TimeZone];
        var read = await export.ReadAsync(caller, new AuditQuery(filter.Course, filter.Who, filter.What, filter.Student, filter.Since, filter.Until), zone, cancellationToken);
        if (!read.IsSuccess)
            return read.Error.ToProblem();
        var name = filter.Course is null ? "audit" : $"{filter.Course}-audit";
        return format == "xlsx"
            ? TypedResults.Stream(stream => XlsxSheet.WriteAsync(stream, name, [.. read.Value[0].Select(c => c ?? "")], [.. read.Value.Skip(1)], cancellationToken), XlsxSheet.MediaType, name + ".xlsx")
            : TypedResults.Stream(stream => CsvFile.WriteAsync(stream, read.Value, cancellationToken), CsvFile.MediaType, name + ".csv");
    }

    private static async Task<Results<Ok<ListView<AuditEntryView>>, ProblemHttpResult>> ReadAsync(
        CurrentUser caller, AuditQueries audit, [AsParameters] AuditFilter filter, string? after, int? limit, CancellationToken cancellationToken) =>
        (await audit.ReadAsync(
            caller,
            new AuditQuery(filter.Course, filter.Who, filter.What, filter.Student, filter.Since, filter.Until),
            new PageQuery(after, limit),
            cancellationToken)).ToOk();

    /// <summary>Which entries.</summary>
    /// <param name="Course">The course's slug.</param>
    /// <param name="Who">A part of who did it.</param>
    /// <param name="What">What was done, or its first part.</param>
    /// <param name="Student">A student's number.</param>
    /// <param name="Since">The first moment.</param>
    /// <param name="Until">The moment after the last.</param>
    internal sealed record AuditFilter(string? Course, string? Who, string? What, string? Student, DateTimeOffset? Since, DateTimeOffset? Until);
}

/// <summary>The words of the audit trail.</summary>
internal static class AuditTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AuditTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();

    /// <summary>A word by its key; the word itself where there is none.</summary>
    public static string WordOr(string prefix, string word) => Catalog.Resources.GetString(prefix + word, CultureInfo.CurrentUICulture) ?? word;

    /// <summary>What was done, in words; its own name where an older or newer program wrote it and there are none.</summary>
    public static string Done(string what) => Catalog.Resources.GetString("What_" + what, CultureInfo.CurrentUICulture) ?? what;
}
