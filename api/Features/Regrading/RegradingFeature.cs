using System.Resources;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Regrading;

/// <summary>Regrades of a whole assignment: drafted, looked through, applied.</summary>
internal static class RegradingFeature
{
    public static IServiceCollection AddRegrading(this IServiceCollection services) => services
        .AddScoped<RegradePlans>()
        .AddScoped<RegradeQueries>();

    /// <summary>Adds <c>/fragments/regrades/{plan}</c>: how far its job is.</summary>
    public static void MapRegrading(this IEndpointRouteBuilder app) =>
        app.MapGet("/fragments/regrades/{plan:guid}", ProgressAsync).RequireAuthorization(Policies.Manage).ExcludeFromDescription();

    private static async Task<Results<RazorComponentResult<RegradeProgressBar>, NotFound>> ProgressAsync(
        CurrentUser caller, RegradeQueries queries, Guid plan, CancellationToken cancellationToken) =>
        await queries.ProgressAsync(caller, new RegradePlanId(plan), cancellationToken) is { } progress
            ? new RazorComponentResult<RegradeProgressBar>(new { Id = plan, Progress = progress })
            : TypedResults.NotFound();
}

/// <summary>The sentences about regrades: faults of drafts, and why a plan cannot be applied.</summary>
internal static class RegradingTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(RegradingTexts)));
}

/// <summary>The words of the pages of regrades.</summary>
internal static class RegradingPageTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(RegradingPageTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
