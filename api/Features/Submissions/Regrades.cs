using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Has submissions graded again for instructors: by another observation of the cluster, or by what was recorded.</summary>
internal sealed class Regrades(EksGraderDb db, GradingStore gradings, IVault vault, CommittedWork work, AuditTrail audit)
{
    /// <summary>Grades again; for instructors of the course.</summary>
    public async Task<Result<Unit>> RegradeAsync(CurrentUser caller, SubmissionId id, RegradeRequest request, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: false).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is null)
            return await db.Submissions.VisibleTo(db, caller.Viewer).AnyAsync(s => s.Id == id, cancellationToken) ? Error.Forbidden : Error.Missing;
        if (request.From is not ("recording" or "cluster"))
            return Error.Invalid("from", ApiTexts.Catalog["RegradeFrom"]);
        if (submission.Status != SubmissionStatus.Graded)
            return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
        if (request.From == "cluster" && !await vault.HoldsAsync(id, cancellationToken))
            return Error.Of(ProblemKind.AccessGone, ApiTexts.Catalog["AccessGone"]);

        var version = await db.Assignments.Where(a => a.Id == submission.AssignmentId).Select(a => a.CurrentVersion).FirstAsync(cancellationToken);
        var reason = request.From == "cluster" ? GradingReason.Anew : GradingReason.Regrade;
        var begun = await BeginAsync(caller, submission, reason, version, cancellationToken);
        if (!begun.IsSuccess)
            return begun;
        if (reason == GradingReason.Anew)
            await work.GradeAnewAsync(id, version);
        else
            await work.RegradeAsync(id, version);
        return Unit.Value;
    }

    // Begun here and not in the job: until it is stored, no one who follows is told that the old grade is the one. One that is being looked
    // at by the service itself cannot be begun, and is asked for again.
    private Task<Result<Unit>> BeginAsync(CurrentUser caller, Submission submission, GradingReason reason, int version, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                if (await db.Gradings.AnyAsync(g => g.SubmissionId == submission.Id && g.EndedAt == null && g.Reason != reason, token))
                    return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
                if (await gradings.StartAsync(submission.Id, reason, token, version) is GradingStart.Nothing)
                    return Error.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
                audit.Note(caller, "submission.regraded", $"submission {submission.Id}", submission.CourseId, to: reason == GradingReason.Anew ? "cluster" : "recording");
                return Unit.Value;
            },
            cancellationToken);
}
