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

/// <summary>Has a cluster observed again for the checks that are still open; students ask for it too.</summary>
internal sealed class RepeatObservations(
    EksGraderDb db, GradingStore gradings, IVault vault, CommittedWork work, GradingCases cases, AssignmentLibrary library, TimeProvider time)
{
    /// <summary>
    /// Looks again now. One that is looked at anyway is left at that. Once the deletion deadline has passed, only an instructor has it looked at
    /// again: until then a student can mend what kept a check from being looked at, and what they did not mend has failed by it.
    /// </summary>
    public async Task<Result<Unit>> RequestAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().VisibleTo(db, caller.Viewer).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
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
        await ObserveAgainAsync(submission, cancellationToken);
        return Unit.Value;
    }

    // Every verdict of such a grading fails, and of every observation that adds to it: there is nothing to look at.
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

    // The grading is begun here and not in the job, so that the person who asked sees it under way in the answer and follows the right one.
    // By the version that the counting grading was judged by: its verdicts add up with those before.
    private async Task ObserveAgainAsync(Submission submission, CancellationToken cancellationToken)
    {
        var version = await db.Gradings.Where(g => g.Id == submission.CountingGradingId).Select(g => (int?)g.AssignmentVersion).FirstOrDefaultAsync(cancellationToken);
        await gradings.StartAsync(submission.Id, GradingReason.Look, cancellationToken, version);
        await work.ObserveAgainAsync(submission.Id);
    }
}
