using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Jobs.Regrades;

/// <summary>What looks for plans saw: kept until a plan is decided, since the gradings hold it afterwards.</summary>
public static class RegradeRecordings
{
    /// <summary>Forgets what was seen for a plan, in the caller's transaction.</summary>
    public static async Task ForgetAsync(EksGraderDb db, RegradePlanId plan, CancellationToken cancellationToken)
    {
        var kept = await db.RegradeItems.Where(i => i.PlanId == plan && i.RecordingId != null).Select(i => i.RecordingId).ToListAsync(cancellationToken);
        if (kept.Count == 0)
            return;
        await db.RegradeItems.Where(i => i.PlanId == plan && i.RecordingId != null)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.RecordingId, (RecordingId?)null), cancellationToken);
        foreach (var some in kept.Chunk(500))
            await db.Recordings.Where(r => some.Contains(r.Id)).ExecuteDeleteAsync(cancellationToken);
    }
}
