using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Jobs;

/// <summary>What the page of jobs asks for again every few seconds.</summary>
internal static class JobRoutes
{
    public static void MapJobBoard(this IEndpointRouteBuilder app) =>
        app.MapGet("/fragments/jobs", ReadAsync).ExcludeFromDescription().RequireAuthorization(Policies.Read);

    private static async Task<Results<RazorComponentResult<JobBoardPart>, ProblemHttpResult>> ReadAsync(CurrentUser caller, JobQueries queries, CancellationToken cancellationToken) =>
        await queries.ReadAsync(caller, cancellationToken) is { } jobs
            ? new RazorComponentResult<JobBoardPart>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(JobBoardPart.Jobs)] = jobs })
            : Error.Missing.ToProblem();
}
