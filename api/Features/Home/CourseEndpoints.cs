using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Home;

/// <summary>A copy of a course that is to be made.</summary>
/// <param name="Slug">What the copy is called in addresses.</param>
/// <param name="Title">What people call it; the course's title where nothing is said.</param>
/// <param name="Term">The term that the copy is taught in; none where nothing is said.</param>
/// <param name="MoveDays">By how many days the dates of assignments are moved, back where below 0; they are cleared where nothing is said.</param>
public sealed record CourseCopy(string? Slug, string? Title, string? Term, int? MoveDays);

/// <summary>What copying a course came to.</summary>
/// <param name="Course">The copy.</param>
/// <param name="Assignments">The assignments that were copied, as drafts.</param>
/// <param name="LeftOut">The assignments that were not: they name a check that there is no more.</param>
public sealed record CourseCopyView(CourseView Course, IReadOnlyList<string> Assignments, IReadOnlyList<string> LeftOut);

/// <summary>What instructors do with a whole course.</summary>
internal static class CourseEndpoints
{
    public static void MapHome(this IEndpointRouteBuilder app)
    {
        var manage = app.MapApi().MapGroup("/courses/{course}").WithTags("Courses").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPut("", ChangeAsync)
            .WithDocs("ChangeCourse", "Changes title, time zone and term of a course", "For instructors. What is left out stays; an empty term is none. With the time zone the dates of assignments move that name none of their own: lateness and deletion deadlines are judged again.").Problems(400, 404, 413, 415, 422);
        manage.MapPost("/archive", ArchiveAsync)
            .WithDocs("ArchiveCourse", "Archives a course", "For instructors. It takes no submissions, reminds of no due date and sends no digest; lists show it apart. Everything stays readable; clusters that still run are watched, reminded of and deleted as before.").Problems(404);
        manage.MapPost("/restore", RestoreAsync)
            .WithDocs("RestoreCourse", "Takes a course out of the archive", "For instructors.").Problems(404);
        manage.MapPost("/copies", CopyAsync)
            .WithDocs("CopyCourse", "Copies a course to another term", "For instructors. Time zone, reminders without the webhook, those who teach, and every assignment as a draft, its dates cleared or moved by moveDays. No students, no submissions.").Problems(400, 404, 409, 413, 415, 422);
    }

    private static async Task<Results<Ok<CourseView>, ProblemHttpResult>> ChangeAsync(
        CurrentUser caller, CourseSettings settings, string course, CourseChange change, CancellationToken cancellationToken) =>
        (await settings.ChangeAsync(caller, course, change, cancellationToken)).ToOk();

    private static async Task<Results<Ok<CourseView>, ProblemHttpResult>> ArchiveAsync(
        CurrentUser caller, CourseArchive archive, string course, CancellationToken cancellationToken) =>
        (await archive.ChangeAsync(caller, course, archive: true, cancellationToken)).ToOk();

    private static async Task<Results<Ok<CourseView>, ProblemHttpResult>> RestoreAsync(
        CurrentUser caller, CourseArchive archive, string course, CancellationToken cancellationToken) =>
        (await archive.ChangeAsync(caller, course, archive: false, cancellationToken)).ToOk();

    private static async Task<Results<Created<CourseCopyView>, ProblemHttpResult>> CopyAsync(
        CurrentUser caller, CourseCopies copies, string course, CourseCopy copy, CancellationToken cancellationToken)
    {
        var made = await copies.MakeAsync(caller, course, copy, cancellationToken);
        return made.IsSuccess ? TypedResults.Created($"/api/courses/{made.Value.Course.Slug}", made.Value) : made.Error.ToProblem();
    }
}
