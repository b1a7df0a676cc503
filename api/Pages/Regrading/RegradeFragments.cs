using EksGrader.Api.Application.Regrading;
using EksGrader.Api.Auth;
using EksGrader.Db.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Pages.Regrading;

/// <summary>Parts of the pages of regrades that are fetched while a job works.</summary>
internal static class RegradeFragments
{
    /// <summary>Adds <c>/fragments/regrades/{plan}</c>: how far its job is.</summary>
    public static void MapRegradeFragments(this IEndpointRouteBuilder app) =>
        app.MapGet("/fragments/regrades/{plan:guid}", ProgressAsync).RequireAuthorization(Policies.Manage).ExcludeFromDescription();

    private static async Task<Results<RazorComponentResult<RegradeProgressBar>, NotFound>> ProgressAsync(
        Caller caller, RegradeQueries queries, Guid plan, CancellationToken cancellationToken) =>
        await queries.ProgressAsync(caller, new RegradePlanId(plan), cancellationToken) is { } progress
            ? new RazorComponentResult<RegradeProgressBar>(new { Id = plan, Progress = progress })
            : TypedResults.NotFound();
}
