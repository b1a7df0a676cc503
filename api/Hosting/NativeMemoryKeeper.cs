namespace EksGrader.Api.Hosting;

/// <summary>
/// Has the C library give back, now and then, what SQLite, the compiler and Brotli freed: after a class had handed in that was 14 MiB of the 289
/// that the service held (tests/Bench, <c>watchers</c>).
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class NativeMemoryKeeper(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                NativeMemoryLimits.GiveBack();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops: the system takes back everything.
        }
    }
}
