using System.Resources;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Roster;

/// <summary>The students and instructors of courses.</summary>
internal static class RosterFeature
{
    private const string Json = "application/json";

    public static IServiceCollection AddRoster(this IServiceCollection services) => services
        .AddScoped<RosterWriter>()
        .AddScoped<Rosters>()
        .AddScoped<RosterStudents>()
        .AddScoped<Instructors>()
        .AddScoped<Assistants>()
        // Between the steps of an upload the page keeps the file in its form. How long a body may be, each endpoint says itself.
        .Configure<FormOptions>(form => form.ValueLengthLimit = UploadedFile.LongestField);

    public static void MapRoster(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi();
        var read = api.MapGroup("/courses/{course}/roster").WithTags("Roster");
        read.MapGet("", ReadAsync)
            .Produces<ListView<StudentView>>(StatusCodes.Status200OK, Json, CsvFile.MediaType, XlsxSheet.MediaType)
            .WithDocs("GetRoster", "Lists the students of a course", "For those who teach the course. By student number, with whether each has signed in. JSON page by page; with Accept: text/csv or the type of xlsx, or with a format (csv, xlsx), the whole as a file that can be uploaded again.").Problems(404, 406, 422);

        var manage = api.MapGroup("/courses/{course}/roster").WithTags("Roster").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPut("", ReplaceAsync)
            .Accepts<string>(CsvFile.MediaType, "text/tab-separated-values", XlsxSheet.MediaType)
            .WithBodyLimit(RosterReader.MaximumBytes)
            .WithDocs("ReplaceRoster", "Puts a new roster", "For instructors. CSV with the header studentId,name,email[,section], or a file as schools have it: CSV with comma, semicolon or tab, in UTF-8, UTF-16 or CP949, or xlsx, with columns under their usual names in any order. Who is not on it any more has left; submissions and grades stay. With mode=add they stay on the roster. With dryRun=true it only tells what would change.")
            .Problems(404, 413, 415, 422);
        manage.MapPost("", AddAsync)
            .WithDocs("AddStudent", "Puts one student on the roster", "For instructors. One who had left is back, with submissions and grades.").Problems(400, 404, 409, 413, 415, 422);
        manage.MapPut("/{studentId}", ChangeAsync)
            .WithDocs("ChangeStudent", "Changes one student", "For instructors. Name, e-mail address and section; with another studentId the number too. Submissions and grades stay.").Problems(400, 404, 413, 415, 422);
        manage.MapDelete("/{studentId}", RemoveAsync)
            .WithDocs("RemoveStudent", "Takes one student off the roster", "For instructors. Submissions and grades stay, and come back with the student.").Problems(404);

        var staff = api.MapGroup("/courses/{course}").WithTags("Courses").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        staff.MapGet("/instructors", ReadInstructorsAsync)
            .WithDocs("GetInstructors", "Lists those who teach a course", "For instructors.").Problems(404);
        staff.MapPost("/assistants", NameAssistantAsync)
            .WithDocs("NameAssistant", "Names an assistant", "For instructors. Where the account has neither password nor passkey, an invitation is mailed to its owner; it is never shown. Students and instructors of the course are refused.").Problems(400, 404, 413, 415, 422);
        staff.MapDelete("/assistants/{email}", RemoveAssistantAsync)
            .WithDocs("RemoveAssistant", "Takes the role of an assistant back", "For instructors. Instructors are removed by admins.").Problems(404);

        var admin = api.MapGroup("/courses").WithTags("Courses").RequireAuthorization(Policies.Admin)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        admin.MapPut("/{course}/instructors", ReplaceInstructorsAsync)
            .WithDocs("ReplaceInstructors", "Names those who teach a course", "For admins. Takes the place of the list before. Role 'assistant' sees and overrides, but changes no roster and has no access.")
            .Problems(400, 404, 413, 415, 422);
    }

    private static async Task<IResult> ReadAsync(
        CurrentUser caller, Rosters rosters, string course, string? after, int? limit, string? format, HttpRequest request, CancellationToken cancellationToken)
    {
        string[]? offered = format switch
        {
            null => [Json, CsvFile.MediaType, XlsxSheet.MediaType],
            "csv" => [CsvFile.MediaType],
            "xlsx" => [XlsxSheet.MediaType],
            _ => null,
        };
        if (offered is null)
            return Error.Invalid("format", RosterTexts.Catalog["Format"]).ToProblem();
        var type = request.Preferred(offered);
        if (type is null)
            return Error.Of(ProblemKind.NotAcceptable).ToProblem();
        if (type == Json)
            return (await rosters.ReadAsync(caller, course, new PageQuery(after, limit), cancellationToken)).ToOk();
        var file = await rosters.ExportAsync(caller, course, cancellationToken);
        if (!file.IsSuccess)
            return file.Error.ToProblem();
        return type == XlsxSheet.MediaType
            ? TypedResults.Stream(stream => file.Value.WriteXlsxAsync(stream, cancellationToken), type, $"{course}-roster.xlsx")
            : TypedResults.Stream(stream => file.Value.WriteCsvAsync(stream, cancellationToken), type + "; charset=utf-8", $"{course}-roster.csv");
    }

    private static async Task<Results<Ok<RosterChangeView>, ProblemHttpResult>> ReplaceAsync(
        CurrentUser caller, Rosters rosters, CourseAccess access, string course, HttpRequest request, bool? dryRun, string? mode, CancellationToken cancellationToken)
    {
        // Files are read for those only who may change the roster.
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is null)
            return Error.Missing.ToProblem();
        if (mode is not (null or "replace" or "add"))
            return Error.Invalid("mode", RosterTexts.Catalog["ModeForm"]).ToProblem();
        var reading = RosterReader.Read(await request.ReadBodyAsync(cancellationToken));
        if (reading.Roster is not { } roster)
            return Error.Invalid(reading.Errors).ToProblem();
        var upload = new RosterUpload(roster, mode == "add" ? RosterMode.Add : RosterMode.Replace);
        if (dryRun != true)
            return (await rosters.ApplyAsync(caller, course, upload, cancellationToken)).ToOk();
        var planned = await rosters.PlanAsync(caller, course, upload, cancellationToken);
        return planned.IsSuccess ? TypedResults.Ok(planned.Value.ToView(dryRun: true)) : planned.Error.ToProblem();
    }

    private static async Task<Results<Created<StudentView>, ProblemHttpResult>> AddAsync(
        CurrentUser caller, RosterStudents students, string course, StudentEntry student, CancellationToken cancellationToken)
    {
        var added = await students.AddAsync(caller, course, student, cancellationToken);
        return added.IsSuccess ? TypedResults.Created($"/api/courses/{course}/roster/{Uri.EscapeDataString(added.Value.StudentId)}", added.Value) : added.Error.ToProblem();
    }

    private static async Task<Results<Ok<StudentView>, ProblemHttpResult>> ChangeAsync(
        CurrentUser caller, RosterStudents students, string course, string studentId, StudentEntry student, CancellationToken cancellationToken) =>
        (await students.ChangeAsync(caller, course, studentId, student, cancellationToken)).ToOk();

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        CurrentUser caller, RosterStudents students, string course, string studentId, CancellationToken cancellationToken) =>
        (await students.RemoveAsync(caller, course, studentId, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<InstructorsView>, ProblemHttpResult>> ReadInstructorsAsync(
        CurrentUser caller, Instructors instructors, string course, CancellationToken cancellationToken) =>
        (await instructors.ReadAsync(caller, course, cancellationToken)).ToOk();

    private static async Task<Results<Created<AssistantView>, ProblemHttpResult>> NameAssistantAsync(
        CurrentUser caller, Assistants assistants, IOptions<SiteOptions> site, string course, AssistantEntry assistant, HttpRequest request, CancellationToken cancellationToken)
    {
        var named = await assistants.NameAsync(caller, course, assistant, site.Value.AddressFor(request), cancellationToken);
        return named.IsSuccess ? TypedResults.Created($"/api/courses/{course}/assistants/{Uri.EscapeDataString(named.Value.Email)}", named.Value) : named.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAssistantAsync(
        CurrentUser caller, Assistants assistants, string course, string email, CancellationToken cancellationToken) =>
        (await assistants.RemoveAsync(caller, course, email, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<InstructorsView>, ProblemHttpResult>> ReplaceInstructorsAsync(
        CurrentUser caller, Instructors instructors, string course, InstructorList list, CancellationToken cancellationToken) =>
        (await instructors.ReplaceAsync(caller, course, list, cancellationToken)).ToOk();
}

/// <summary>The words of the pages of rosters, invitations and instructors.</summary>
internal static class RosterTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(RosterTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
