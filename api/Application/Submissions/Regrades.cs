using EksGrader.Api.Application.Jobs;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Db;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Assignments;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Application.Submissions;

/// <summary>Has submissions graded again: by another look, or by what was recorded.</summary>
/// <param name="db">The database.</param>
/// <param name="gradings">Begins gradings.</param>
/// <param name="vault">Tells whether the access is still there.</param>
/// <param name="work">Has them done.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="cases">Tells deadlines.</param>
/// <param name="library">Tells what the assignment's dates mean.</param>
/// <param name="time">The clock.</param>
public sealed class Regrades(
    EksGraderDb db, GradingStore gradings, IVault vault, CommittedWork work, AuditTrail audit, GradingCases cases, AssignmentLibrary library, TimeProvider time)
{
    /// <summary>
    /// Looks again now. One that is looked at anyway is left at that. Once the deletion deadline has passed, only an instructor has it looked at
    /// again: until then a student can mend what kept a check from being looked at, and what they did not mend has failed by it.
    /// </summary>
    public async Task<Answer<Done>> LookAsync(Caller caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().SeenBy(db, caller.Viewer).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is null)
            return Refusal.Missing;
        if (submission.Status != SubmissionStatus.Graded)
            return Done.It;
        if (!await vault.HoldsAsync(id, cancellationToken))
            return Refusal.Of(ProblemKind.AccessGone, ApiTexts.Catalog["AccessGone"]);
        if (await IsTooLateAsync(submission, cancellationToken) && !await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).AnyAsync(s => s.Id == id, cancellationToken))
            return Refusal.Of(ProblemKind.Closed, ApiTexts.Catalog["LookTooLate"]);
        await LookAgainAsync(submission, cancellationToken);
        return Done.It;
    }

    /// <summary>Grades again; for instructors of the course.</summary>
    public async Task<Answer<Done>> RegradeAsync(Caller caller, SubmissionId id, RegradeRequest request, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: false).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (submission is null)
            return await db.Submissions.SeenBy(db, caller.Viewer).AnyAsync(s => s.Id == id, cancellationToken) ? Refusal.Forbidden : Refusal.Missing;
        if (request.From is not ("recording" or "cluster"))
            return Refusal.Invalid("from", ApiTexts.Catalog["RegradeFrom"]);
        if (submission.Status != SubmissionStatus.Graded)
            return Refusal.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
        if (request.From == "cluster" && !await vault.HoldsAsync(id, cancellationToken))
            return Refusal.Of(ProblemKind.AccessGone, ApiTexts.Catalog["AccessGone"]);

        var version = await db.Assignments.Where(a => a.Id == submission.AssignmentId).Select(a => a.CurrentVersion).FirstAsync(cancellationToken);
        var reason = request.From == "cluster" ? GradingReason.Anew : GradingReason.Regrade;
        var begun = await BeginAsync(caller, submission, reason, version, cancellationToken);
        if (!begun.IsDone)
            return begun;
        if (reason == GradingReason.Anew)
            await work.GradeAnewAsync(id, version);
        else
            await work.RegradeAsync(id, version);
        return Done.It;
    }

    private async Task<bool> IsTooLateAsync(Submission submission, CancellationToken cancellationToken)
    {
        var known = await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken);
        var deadline = await cases.DeadlineAsync(submission, known, await cases.ExtensionAsync(submission, cancellationToken), cancellationToken);
        return deadline.HasPassed(Instant.FromDateTimeOffset(time.GetUtcNow()));
    }

    // Begun here and not in the job: until it is stored, nobody who follows is told that the old grade is the one. One that is being looked
    // at by the service itself cannot be begun, and is asked for again.
    private Task<Answer<Done>> BeginAsync(Caller caller, Submission submission, GradingReason reason, int version, CancellationToken cancellationToken) =>
        db.WriteAsync<Answer<Done>>(
            async token =>
            {
                if (await db.Gradings.AnyAsync(g => g.SubmissionId == submission.Id && g.EndedAt == null && g.Reason != reason, token))
                    return Refusal.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
                if (await gradings.StartAsync(submission.Id, reason, token, version) is GradingStart.Nothing)
                    return Refusal.Of(ProblemKind.NotGraded, ApiTexts.Catalog["NotGraded"]);
                audit.Note(caller, "submission.regraded", $"submission {submission.Id}", submission.CourseId, to: reason == GradingReason.Anew ? "cluster" : "recording");
                return Done.It;
            },
            cancellationToken);

    // The grading is begun here and not in the job, so that whoever asked sees it under way in the answer and follows the right one.
    // By the version that the counting grading was judged by: its verdicts add up with those before.
    private async Task LookAgainAsync(Submission submission, CancellationToken cancellationToken)
    {
        var version = await db.Gradings.Where(g => g.Id == submission.CountingGradingId).Select(g => (int?)g.AssignmentVersion).FirstOrDefaultAsync(cancellationToken);
        await gradings.StartAsync(submission.Id, GradingReason.Look, cancellationToken, version);
        await work.LookAgainAsync(submission.Id);
    }
}
