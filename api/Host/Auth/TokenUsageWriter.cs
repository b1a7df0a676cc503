using EksGrader.Db.Tokens;

namespace EksGrader.Api.Host.Auth;

/// <summary>Stores when tokens were used, apart from the requests that used them.</summary>
internal sealed partial class TokenUsageWriter(IServiceScopeFactory scopes, TimeProvider time, ILogger<TokenUsageWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await StoreAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops: StopAsync stores what is left.
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<TokenStore>().StoreUsesAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A full disk or a database that is away: the uses stay noted, and the next time stores them.
            Log.NotStored(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "When tokens were used could not be stored; tried again in a while")]
        public static partial void NotStored(ILogger logger, Exception exception);
    }
}
