using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Regrades;

/// <summary>Computes what a plan means for one submission, once a round; changes nothing but the plan's own rows.</summary>
internal sealed partial class RegradeComputer(EksGraderDb db, RegradeJudge judge, TimeProvider time, ILogger<RegradeComputer> logger)
{
    /// <summary>Computes one difference.</summary>
    /// <param name="plan">The plan, being computed.</param>
    /// <param name="draft">What it grades by.</param>
    /// <param name="id">The submission.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ComputeAsync(RegradePlan plan, KnownAssignment draft, SubmissionId id, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var judged = await TryAsync(plan, draft, id, cancellationToken);
        await db.WriteAsync(
            async token =>
            {
                var now = await db.RegradePlans.AsNoTracking().FirstAsync(p => p.Id == plan.Id, token);
                var item = await db.RegradeItems.FirstOrDefaultAsync(i => i.PlanId == plan.Id && i.SubmissionId == id, token);
                if (now.State != RegradePlanState.Computing || now.Round != plan.Round || item is not { State: RegradeItemState.Waiting })
                    return;
                if (judged is null)
                    item.Break(at);
                else
                    item.Compute(judged.Difference with { Recording = Keep(judged) }, at);
            },
            cancellationToken);
    }

    private async Task<RegradeJudgement?> TryAsync(RegradePlan plan, KnownAssignment draft, SubmissionId id, CancellationToken cancellationToken)
    {
        try
        {
            return plan.Source == RegradeSource.Cluster
                ? await judge.JudgeAsync(id, draft, cancellationToken)
                : await judge.JudgeAsync(id, draft, seen: null, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (!StorageErrors.IsOfDatabase(e)) // those pass, and the plan goes on then
        {
            // One submission that cannot be judged keeps no other difference back, and is left as it is.
            Log.Broke(logger, e, id, plan.Id);
            return null;
        }
    }

    // What an observation saw is kept until the plan is decided: the gradings are then written from it, and from nothing else.
    private RecordingId? Keep(RegradeJudgement judged)
    {
        if (!judged.Difference.Observed)
            return null;
        var recording = new StoredRecording(Id.New<RecordingId>(time), RecordingFile.Pack(judged.Case.Recording), time.GetUtcNow());
        db.Recordings.Add(recording);
        return recording.Id;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Submission {Submission} cannot be judged for regrade plan {Plan}; it would be left as it is")]
        public static partial void Broke(ILogger logger, Exception exception, SubmissionId submission, RegradePlanId plan);
    }
}
