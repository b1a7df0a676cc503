using EksGrader.Api.Application;
using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>Courses and those who teach them.</summary>
internal static class CourseEndpoints
{
    public static void MapCourses(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/courses").WithTags("Courses");
        read.MapGet("", ListAsync)
            .Says("ListCourses", "Lists courses", "The courses that you teach or learn in; an admin sees all.").Problems(422);
        read.MapGet("/{course}", FindAsync)
            .Says("GetCourse", "Shows a course", "A course that you teach or learn in.").Problems(404);

        var admin = api.MapGroup("/courses").WithTags("Courses").RequireAuthorization(Policies.Admin)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType);
        admin.MapPost("", CreateAsync)
            .Says("CreateCourse", "Makes a course", "For admins. The slug stands in addresses and never changes.").Problems(400, 409, 413, 415, 422);
        admin.MapPut("/{course}/instructors", ReplaceInstructorsAsync)
            .Says("ReplaceInstructors", "Names those who teach a course", "For admins. Takes the place of the list before. Role 'assistant' sees and overrides, but has no roster and no access.")
            .Problems(400, 404, 413, 415, 422);
    }

    private static async Task<Results<Ok<ListView<CourseView>>, ProblemHttpResult>> ListAsync(
        Caller caller, CourseBook courses, string? after, int? limit, CancellationToken cancellationToken) =>
        (await courses.ListAsync(caller, new PageQuery(after, limit), cancellationToken)).ToOk();

    private static async Task<Results<Ok<CourseView>, ProblemHttpResult>> FindAsync(
        Caller caller, CourseBook courses, string course, CancellationToken cancellationToken) =>
        (await courses.FindAsync(caller, course, cancellationToken)).ToOk();

    private static async Task<Results<Created<CourseView>, ProblemHttpResult>> CreateAsync(
        Caller caller, CourseBook courses, NewCourse course, CancellationToken cancellationToken)
    {
        var made = await courses.CreateAsync(caller, course, cancellationToken);
        return made.IsDone ? TypedResults.Created($"/api/courses/{made.Value.Slug}", made.Value) : made.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<InstructorsView>, ProblemHttpResult>> ReplaceInstructorsAsync(
        Caller caller, Instructors instructors, string course, InstructorList list, CancellationToken cancellationToken) =>
        (await instructors.ReplaceAsync(caller, course, list, cancellationToken)).ToOk();
}
