using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Courses;

/// <summary>Courses, and who may do what in them.</summary>
internal static class CoursesFeature
{
    public static IServiceCollection AddCourses(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CourseRoles>().Configure(roles => configuration.GetSection(CourseRoleOptions.Section).Bind(roles.ByCourse));
        return services
            .AddScoped<CourseAccess>()
            .AddScoped<CourseService>()
            .AddScoped<AccountRegistry>();
    }

    public static void MapCourses(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi();
        var read = api.MapGroup("/courses").WithTags("Courses");
        read.MapGet("", ListAsync)
            .WithDocs("ListCourses", "Lists courses", "The courses that you teach or learn in; an admin sees all. With term= those of one term, with q= those whose title, slug or term has the words, with archived= the archived ones or the others.").Problems(422);
        read.MapGet("/{course}", FindAsync)
            .WithDocs("GetCourse", "Shows a course", "A course that you teach or learn in.").Problems(404);

        var admin = api.MapGroup("/courses").WithTags("Courses").RequireAuthorization(Policies.Admin)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        admin.MapPost("", CreateAsync)
            .WithDocs("CreateCourse", "Makes a course", "For admins. The slug stands in addresses and never changes; the term is text of your own, such as 2026-2.").Problems(400, 409, 413, 415, 422);
    }

    private static async Task<Results<Ok<ListView<CourseView>>, ProblemHttpResult>> ListAsync(
        CurrentUser caller, CourseService courses, string? term, string? q, bool? archived, string? after, int? limit, CancellationToken cancellationToken) =>
        (await courses.ListAsync(caller, new CourseFilter(q, term, archived), new PageQuery(after, limit), cancellationToken)).ToOk();

    private static async Task<Results<Ok<CourseView>, ProblemHttpResult>> FindAsync(
        CurrentUser caller, CourseService courses, string course, CancellationToken cancellationToken) =>
        (await courses.FindAsync(caller, course, cancellationToken)).ToOk();

    private static async Task<Results<Created<CourseView>, ProblemHttpResult>> CreateAsync(
        CurrentUser caller, CourseService courses, NewCourse course, CancellationToken cancellationToken)
    {
        var made = await courses.CreateAsync(caller, course, cancellationToken);
        return made.IsSuccess ? TypedResults.Created($"/api/courses/{made.Value.Slug}", made.Value) : made.Error.ToProblem();
    }
}
