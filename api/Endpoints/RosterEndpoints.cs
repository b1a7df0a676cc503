using EksGrader.Api.Application;
using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>The students of courses.</summary>
internal static class RosterEndpoints
{
    public static void MapRosters(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/courses/{course}/roster").WithTags("Roster");
        read.MapGet("", ReadAsync)
            .Says("GetRoster", "Lists the students of a course", "For instructors. By student number, with whether each has signed in.").Problems(404, 422);

        var manage = api.MapGroup("/courses/{course}/roster").WithTags("Roster").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType);
        manage.MapPut("", ReplaceAsync)
            .Accepts<string>("text/csv")
            .WithBodyLimit(RosterFile.MaximumBytes)
            .Says("ReplaceRoster", "Puts a new roster", "For instructors. CSV in UTF-8 with the header studentId,name,email[,section]. Who is not on it any more has left; submissions and grades stay. With dryRun=true it only tells what would change.")
            .Problems(404, 413, 415, 422);
    }

    private static async Task<Results<Ok<ListView<StudentView>>, ProblemHttpResult>> ReadAsync(
        Caller caller, Rosters rosters, string course, string? after, int? limit, CancellationToken cancellationToken) =>
        (await rosters.ReadAsync(caller, course, new PageQuery(after, limit), cancellationToken)).ToOk();

    private static async Task<Results<Ok<RosterChangeView>, ProblemHttpResult>> ReplaceAsync(
        Caller caller, Rosters rosters, string course, HttpRequest request, bool? dryRun, CancellationToken cancellationToken) =>
        (await rosters.ReplaceAsync(caller, course, await request.ReadBodyAsync(cancellationToken), dryRun ?? false, cancellationToken)).ToOk();
}
