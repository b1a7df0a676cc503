using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Regrades;

/// <summary>Finds plans whose job got lost, or was never queued, and queues it again.</summary>
/// <param name="db">The database.</param>
/// <param name="queue">Where jobs go.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what was found.</param>
public sealed partial class SweepRegradePlans(EksGraderDb db, IJobQueue queue, TimeProvider time, ILogger<SweepRegradePlans> logger) : IRecurringJob
{
    /// <summary>How long a plan at work may be silent: a batch of looks takes no longer.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Silence;
        var lost = await db.RegradePlans
            .Where(p => (p.State == RegradePlanState.Computing || p.State == RegradePlanState.Applying) && p.TouchedAt <= before)
            .OrderBy(p => p.TouchedAt).Select(p => p.Id).ToListAsync(cancellationToken);
        foreach (var plan in lost)
        {
            if (await queue.WorkOnAsync(plan, cancellationToken))
                Log.Found(logger, plan);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Nobody worked on regrade plan {Plan}; its job is queued again")]
        public static partial void Found(ILogger logger, RegradePlanId plan);
    }
}
