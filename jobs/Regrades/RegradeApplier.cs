using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Regrades;

/// <summary>
/// Writes the grading of one submission of an applied plan: begun, judged, stored and ticked off in one transaction, so that a program
/// that is killed between two submissions goes on with the next. What would not be as it was shown is left as it is.
/// </summary>
internal sealed partial class RegradeApplier(
    EksGraderDb db, RegradeJudge judge, GradingStore gradings, GradingCompletion completion, IGradingEvents events, TimeProvider time, ILogger<RegradeApplier> logger)
{
    /// <summary>Writes one grading. Tells whether it is done with: one that is being graded otherwise at this moment comes later.</summary>
    /// <param name="plan">The plan, being applied.</param>
    /// <param name="by">What it grades by.</param>
    /// <param name="id">The submission.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ApplyAsync(RegradePlan plan, KnownAssignment by, SubmissionId id, CancellationToken cancellationToken)
    {
        var item = await db.RegradeItems.AsNoTracking().FirstAsync(i => i.PlanId == plan.Id && i.SubmissionId == id, cancellationToken);
        var judged = await TryAsync(plan, by, item, cancellationToken);
        var done = await db.WriteAsync(token => StoreAsync(plan, judged, id, token), cancellationToken);
        events.Wake(id);
        return done;
    }

    private async Task<bool> StoreAsync(RegradePlan plan, RegradeJudgement? judged, SubmissionId id, CancellationToken cancellationToken)
    {
        var item = await db.RegradeItems.FirstAsync(i => i.PlanId == plan.Id && i.SubmissionId == id, cancellationToken);
        if (item.State != RegradeItemState.Ready)
            return true;
        var now = await db.Submissions.AsNoTracking().Where(s => s.Id == id)
            .Select(s => new { s.Status, s.CountingGradingId, IsOpen = db.Gradings.Any(g => g.SubmissionId == id && g.EndedAt == null) })
            .FirstAsync(cancellationToken);
        if (now.Status != SubmissionStatus.Graded || now.IsOpen)
            return false;

        var version = plan.AppliedVersion ?? plan.BaseVersion;
        if (judged is null || now.CountingGradingId != item.GradingBefore || RegradeJson.Write(judged.Difference.Checks) != item.Checks)
        {
            Log.Left(logger, id, plan.Id);
            item.Leave();
        }
        else if (item.Effect == RegradeEffect.Same && item.VersionBefore == version && !item.Observed)
            item.Apply(grading: null); // nothing to write: it is what it was, by the same version
        else
            await WriteAsync(plan, item, judged, version, cancellationToken);
        return true;
    }

    private async Task WriteAsync(RegradePlan plan, RegradeItem item, RegradeJudgement judged, int version, CancellationToken cancellationToken)
    {
        if (await gradings.StartAsync(item.SubmissionId, GradingReason.Regrade, cancellationToken, version) is not GradingStart.Go { Grading: { Observations: 0 } grading })
            throw new InvalidOperationException($"Submission {item.SubmissionId} is graded, and yet no regrade of it can begin.");
        await db.SaveChangesAsync(cancellationToken); // what stores the observation reads the grading from the database
        var regrade = judged.Case.EndWith(judged.Report, judged.Case.Pack(), time.GetUtcNow()) with { Grading = grading.Id, Number = 1 };
        await completion.RegradeAsync(regrade, cancellationToken);
        item.Apply(grading.Id);
        if (judged.Difference is var d && d.Before != d.After)
            db.AuditEntries.Add(new AuditEntry(
                Id.New<AuditEntryId>(time), time.GetUtcNow(), plan.DecidedBy ?? plan.By, "grade.regraded", $"submission {item.SubmissionId}", plan.CourseId)
            {
                From = Shown(d.Before),
                To = Shown(d.After),
                Why = plan.Reason,
            });
    }

    private static string Shown(GradeSum grade) =>
        FormattableString.Invariant($"{grade.Score:0.##} / {grade.Max:0.##}{(grade.Final ? "" : ", provisional")}");

    private async Task<RegradeJudgement?> TryAsync(RegradePlan plan, KnownAssignment by, RegradeItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await judge.JudgeAsync(item.SubmissionId, by, item.RecordingId, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (!StorageErrors.IsOfDatabase(e)) // those pass, and the plan goes on then
        {
            Log.Broke(logger, e, item.SubmissionId, plan.Id);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Submission {Submission} is not what regrade plan {Plan} showed any more, and is left as it is")]
        public static partial void Left(ILogger logger, SubmissionId submission, RegradePlanId plan);

        [LoggerMessage(2, LogLevel.Error, "Submission {Submission} cannot be judged for regrade plan {Plan}, and is left as it is")]
        public static partial void Broke(ILogger logger, Exception exception, SubmissionId submission, RegradePlanId plan);
    }
}
