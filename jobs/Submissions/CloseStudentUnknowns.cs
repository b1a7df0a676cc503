using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Finds graded submissions whose deletion deadline has passed while checks still wait for the student, and closes those checks in a new
/// grading. An override closes its check without this.
/// </summary>
internal sealed partial class CloseStudentUnknowns(
    EksGraderDb db,
    GradingStore gradings,
    GradingCases cases,
    AssignmentLibrary library,
    StudentUnknowns closing,
    TimeProvider time,
    ILogger<CloseStudentUnknowns> logger) : IRecurringJob
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Few at any time: those of the last day whose student has corrected nothing.
        var waiting = await db.Submissions.AsNoTracking()
            .Where(s => s.Status == SubmissionStatus.Graded && db.GradedChecks.Any(c =>
                c.GradingId == s.CountingGradingId && c.Outcome == Outcome.Unknown && c.Fault == FaultDomain.Student))
            .ToListAsync(cancellationToken);
        foreach (var submission in waiting)
        {
            if (await HasPassedAsync(submission, cancellationToken))
                await CloseAsync(submission.Id, cancellationToken);
        }
    }

    private async Task<bool> HasPassedAsync(Submission submission, CancellationToken cancellationToken)
    {
        var known = await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, submission.AssignmentVersion, cancellationToken);
        var extension = await cases.ExtensionAsync(submission, cancellationToken);
        var deadline = await cases.DeadlineAsync(submission, known, extension, cancellationToken);
        return deadline.HasPassed(GradingCases.At(time.GetUtcNow()));
    }

    private async Task CloseAsync(SubmissionId id, CancellationToken cancellationToken)
    {
        var version = await gradings.CountingVersionAsync(id, cancellationToken);
        if (await gradings.StartAsync(id, GradingReason.Deadline, cancellationToken, version) is GradingStart.Go { Grading.Reason: GradingReason.Deadline } go)
        {
            await closing.FinishAsync(go.Submission, go.Grading, cancellationToken);
            Log.Closed(logger, id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Submission {Submission}: its deadline passed, so what waited for the student is closed")]
        public static partial void Closed(ILogger logger, SubmissionId submission);
    }
}

/// <summary>Closes checks that the student kept from being observed, once the deletion deadline has passed (<see cref="VerdictPolicy.Close"/>).</summary>
internal sealed class StudentUnknowns(GradingCases cases, RecordingJudge judge, GradingCompletion completion)
{
    /// <summary>Judges and stores a closing that was begun.</summary>
    public async Task FinishAsync(Submission submission, Grading grading, CancellationToken cancellationToken)
    {
        var known = await cases.LoadAsync(submission, grading, cancellationToken);
        await completion.CloseAsync(known, await judge.CloseAsync(known, cancellationToken), cancellationToken);
    }
}
