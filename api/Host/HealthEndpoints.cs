using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EksGrader.Api.Host;

/// <summary>Whether the service lives and is ready; open to everyone.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthView("live")))
            .WithDocs("GetLive", "Tells whether the process answers", "Open. Contacts nothing.");
        health.MapGet("/ready", ReadyAsync)
            .WithDocs("GetReady", "Tells whether the service can work", "Open. Asks the database.").Problems(503);
    }

    private static async Task<Results<Ok<HealthView>, ProblemHttpResult>> ReadyAsync(HealthCheckService checks, CancellationToken cancellationToken) =>
        (await checks.CheckHealthAsync(cancellationToken)).Status == HealthStatus.Healthy
            ? TypedResults.Ok(new HealthView("ready"))
            : Error.Of(ProblemKind.Unavailable).ToProblem();
}

/// <summary>How the service is.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthView(string Status);

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(EksGraderDb db) : IHealthCheck
{
    public const string Name = "database";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
}
