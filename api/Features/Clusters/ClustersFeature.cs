using System.Resources;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Clusters and their deletion deadlines.</summary>
internal static class ClustersFeature
{
    public static IServiceCollection AddClusters(this IServiceCollection services) => services
        .AddSingleton<LeasePricer>()
        .AddSingleton<LeaseFigures>()
        .AddScoped<LeaseQueries>()
        .AddScoped<LeaseChange>()
        .AddScoped<LeaseExtensions>()
        .AddScoped<LeaseSettlements>()
        .AddScoped<LeaseEnforcement>()
        .AddScoped<ClusterActions>();

    public static void MapClusters(this IEndpointRouteBuilder app)
    {
        LeaseEndpoints.Map(app.MapApi());
        ClusterFragments.Map(app);
        app.MapLive().MapGet("/leases/{id:guid}", FollowAsync);
    }

    private static async Task<Results<LeaseStream, NotFound>> FollowAsync(
        CurrentUser caller, EksGraderDb db, Guid id, long? seen, CancellationToken cancellationToken) =>
        await db.Leases.VisibleTo(db, caller.Viewer).Where(l => l.Id == new LeaseId(id)).Select(l => (bool?)(l.EndedAt != null)).FirstOrDefaultAsync(cancellationToken) is { } isOver
            ? new LeaseStream(caller, new LeaseId(id), seen, isOver)
            : TypedResults.NotFound();
}

/// <summary>The words of the board of clusters.</summary>
internal static class ClusterTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(ClusterTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}

/// <summary>What is wrong with what was asked of a lease.</summary>
internal static class LeaseTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(LeaseTexts)));
}
