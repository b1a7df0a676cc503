using EksGrader.Db.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EksGrader.Api.Host;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(EksGraderDb db) : IHealthCheck
{
    public const string Name = "database";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
}
