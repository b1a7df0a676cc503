using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Has submissions graded again: by another look, or by what was recorded.</summary>
internal sealed class Regrades(
    EksGraderDb db, GradingStore gradings, IVault vault, CommittedWork work, AuditTrail audit, GradingCases cases, AssignmentLibrary library, TimeProvider time)
{
    /// <summary>
    /// Looks again now. One that is looked at anyway is left at that. Once the deletion deadline has passed, only an instructor has it looked at
    /// again: until then a student can mend what kept a check from being looked at, and what they did not mend has failed by it.
    /// </summary>
    public async Task<Result<Unit>> LookAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().SeenBy(db, caller.Viewer).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is null)
            return Error.Missing;
        if (submission.Status != SubmissionStatus.Graded)
            return Unit.Value;
        if (await IsForeignAsync(submission, cancellationToken))
            return Error.Of(ProblemKind.Closed, ApiTexts.Catalog["LookForeign"]);
        if (!await vault.HoldsAsync(id, cancellationToken))
            return Error.Of(ProblemKind.AccessGone, ApiTexts.Catalog["AccessGone"]);
        if (await IsTooLateAsync(submission, cancellationToken) && !await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).AnyAsync(s => s.Id == id, cancellationToken))
            return Error.Of(ProblemKind.Closed, ApiTexts.Catalog["LookTooLate"]);
        await LookAgainAsync(submission, cancellationToken);
        return Unit.Value;
    }

    /// <summary>Grades again; for instructors of the course.</summary>
    public async Task<Result<Unit>> RegradeAsync(CurrentUser caller, SubmissionId id, RegradeRequest request, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: false).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is null)
            return await db.Submissions.SeenBy(db, caller.Viewer).AnyAsync(s => s.Id == id, cancellationToken) ? Error.Forbidden : Error.Missing;
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

    // Every verdict of such a grading fails, and of every look that adds to it: there is nothing to look at.
    private Task<bool> IsForeignAsync(Submission submission, CancellationToken cancellationToken)
    {
        var summary = VerdictJson.Write(ApiGroups.Summary);
        return db.GradedChecks.AnyAsync(c => c.GradingId == submission.CountingGradingId && c.Outcome == Outcome.Failed && c.Summary == summary, cancellationToken);
    }

    private async Task<bool> IsTooLateAsync(Submission submission, CancellationToken cancellationToken)
    {
        var known = await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken);
        var deadline = await cases.DeadlineAsync(submission, known, await cases.ExtensionAsync(submission, cancellationToken), cancellationToken);
        return deadline.HasPassed(Instant.FromDateTimeOffset(time.GetUtcNow()));
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

    // The grading is begun here and not in the job, so that the person who asked sees it under way in the answer and follows the right one.
    // By the version that the counting grading was judged by: its verdicts add up with those before.
    private async Task LookAgainAsync(Submission submission, CancellationToken cancellationToken)
    {
        var version = await db.Gradings.Where(g => g.Id == submission.CountingGradingId).Select(g => (int?)g.AssignmentVersion).FirstOrDefaultAsync(cancellationToken);
        await gradings.StartAsync(submission.Id, GradingReason.Look, cancellationToken, version);
        await work.LookAgainAsync(submission.Id);
    }
}
