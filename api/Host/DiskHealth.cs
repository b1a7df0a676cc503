using EksGrader.Db.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EksGrader.Api.Host;

/// <summary>Whether there is room for what is submitted next. Anyone may ask, so the disk is asked every few seconds at most.</summary>
internal sealed class DiskHealth(IEnumerable<DataFolder> folders, TimeProvider time) : IHealthCheck, IDisposable
{
    public const string Name = "disk";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly DataFolder[] folders = [.. folders.DistinctBy(f => f.Path, StringComparer.Ordinal)];
    private readonly SemaphoreSlim turn = new(1, 1);
    private (long At, HealthCheckResult Result)? last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (last is not { } known || time.GetElapsedTime(known.At) >= Fresh)
                last = known = (time.GetTimestamp(), Ask());
            return known.Result;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private HealthCheckResult Ask()
    {
        var troubles = folders.Select(f => f.Trouble()).OfType<string>().ToList();
        return troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", troubles));
    }
}
