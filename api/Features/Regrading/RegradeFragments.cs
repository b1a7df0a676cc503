using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Regrading;

/// <summary>Parts of the pages of regrades that are fetched while a job works.</summary>
internal static class RegradeFragments
{
    /// <summary>Adds <c>/fragments/regrades/{plan}</c>: how far its job is.</summary>
    public static void MapRegradeFragments(this IEndpointRouteBuilder app) =>
        app.MapGet("/fragments/regrades/{plan:guid}", ProgressAsync).RequireAuthorization(Policies.Manage).ExcludeFromDescription();

    private static async Task<Results<RazorComponentResult<RegradeProgressBar>, NotFound>> ProgressAsync(
        CurrentUser caller, RegradeQueries queries, Guid plan, CancellationToken cancellationToken) =>
        await queries.ProgressAsync(caller, new RegradePlanId(plan), cancellationToken) is { } progress
            ? new RazorComponentResult<RegradeProgressBar>(new { Id = plan, Progress = progress })
            : TypedResults.NotFound();
}
