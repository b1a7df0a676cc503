using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Jobs;

/// <summary>What jobs do.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("", ReadAsync)
            .WithDocs("GetJobs", "Shows what runs, waits and failed", "For those who teach: the jobs of their courses, each with its submission. An admin sees all.").Problems(404);

        var manage = api.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPost("/{id}/retry", RetryAsync)
            .WithDocs("RetryJob", "Tries a failed job again", "For instructors. The id is the failed job's; the job gets the input that it had.").Problems(404);
    }

    private static async Task<Results<Ok<JobsView>, ProblemHttpResult>> ReadAsync(CurrentUser caller, JobQueries jobs, CancellationToken cancellationToken) =>
        (await jobs.ReadAsync(caller, cancellationToken)).ToOkOrMissing();

    private static async Task<Results<NoContent, ProblemHttpResult>> RetryAsync(CurrentUser caller, JobCommands jobs, string id, CancellationToken cancellationToken) =>
        (await jobs.RetryAsync(caller, id, cancellationToken)).ToNoContent();
}
