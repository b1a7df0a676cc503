using EksGrader.Db.Tokens;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Forgets what writes with an idempotency key were answered, once they are a day old.</summary>
internal sealed partial class PurgeIdempotency(IdempotencyStore store, ILogger<PurgeIdempotency> logger) : IRecurringJob
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var count = await store.ForgetOldAsync(cancellationToken);
        if (count > 0)
            Log.Forgot(logger, count);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Forgot {Count} answers under an Idempotency-Key that were a day old")]
        public static partial void Forgot(ILogger logger, int count);
    }
}
