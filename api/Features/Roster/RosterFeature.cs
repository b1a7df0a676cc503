using System.Resources;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Roster;

/// <summary>The students and instructors of courses.</summary>
internal static class RosterFeature
{
    public static IServiceCollection AddRoster(this IServiceCollection services) => services
        .AddScoped<Rosters>()
        .AddScoped<Instructors>();

    public static void MapRoster(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi();
        var read = api.MapGroup("/courses/{course}/roster").WithTags("Roster");
        read.MapGet("", ReadAsync)
            .WithDocs("GetRoster", "Lists the students of a course", "For instructors. By student number, with whether each has signed in.").Problems(404, 422);

        var manage = api.MapGroup("/courses/{course}/roster").WithTags("Roster").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPut("", ReplaceAsync)
            .Accepts<string>("text/csv")
            .WithBodyLimit(RosterFile.MaximumBytes)
            .WithDocs("ReplaceRoster", "Puts a new roster", "For instructors. CSV in UTF-8 with the header studentId,name,email[,section]. Who is not on it any more has left; submissions and grades stay. With dryRun=true it only tells what would change.")
            .Problems(404, 413, 415, 422);

        var admin = api.MapGroup("/courses").WithTags("Courses").RequireAuthorization(Policies.Admin)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        admin.MapPut("/{course}/instructors", ReplaceInstructorsAsync)
            .WithDocs("ReplaceInstructors", "Names those who teach a course", "For admins. Takes the place of the list before. Role 'assistant' sees and overrides, but has no roster and no access.")
            .Problems(400, 404, 413, 415, 422);
    }

    private static async Task<Results<Ok<ListView<StudentView>>, ProblemHttpResult>> ReadAsync(
        CurrentUser caller, Rosters rosters, string course, string? after, int? limit, CancellationToken cancellationToken) =>
        (await rosters.ReadAsync(caller, course, new PageQuery(after, limit), cancellationToken)).ToOk();

    private static async Task<Results<Ok<RosterChangeView>, ProblemHttpResult>> ReplaceAsync(
        CurrentUser caller, Rosters rosters, string course, HttpRequest request, bool? dryRun, CancellationToken cancellationToken) =>
        (await rosters.ReplaceAsync(caller, course, await request.ReadBodyAsync(cancellationToken), dryRun ?? false, cancellationToken)).ToOk();

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
