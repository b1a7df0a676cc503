using EksGrader.Api.Application.Jobs;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>What jobs do.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("", ReadAsync).Says("GetJobs", "Shows what runs, waits and failed", "For instructors.").Problems(404);
    }

    private static async Task<Results<Ok<JobsView>, ProblemHttpResult>> ReadAsync(Caller caller, JobQueries jobs, CancellationToken cancellationToken) =>
        (await jobs.ReadAsync(caller, cancellationToken)).ToOkOrMissing();
}
