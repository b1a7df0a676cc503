using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Grades a submission again by what was recorded: with other points, other parameters or a corrected check. The new grading counts, those
/// before are kept, overrides hold. What happened apart from looking holds too: a late first observation, and a deadline that passed.
/// </summary>
internal sealed partial class RegradeSubmission(
    EksGraderDb db, GradingStore gradings, GradingCases cases, RecordingJudge judge, GradingCompletion completion, ILogger<RegradeSubmission> logger) : IJob<RegradeInput>
{
    /// <inheritdoc/>
    public async Task RunAsync(RegradeInput input, CancellationToken cancellationToken)
    {
        // One that is being graded is graded first; the API says so to the person, who asks again.
        if (!await db.Submissions.AnyAsync(s => s.Id == input.Submission && s.Status == SubmissionStatus.Graded, cancellationToken))
        {
            Log.NotGraded(logger, input.Id);
            return;
        }

        if (await gradings.StartAsync(input.Submission, GradingReason.Regrade, cancellationToken, input.AssignmentVersion)
            is GradingStart.Go { Grading.Reason: GradingReason.Regrade } go)
        {
            await FinishAsync(go.Submission, go.Grading, cancellationToken);
        }
    }

    /// <summary>Judges and stores a regrade that was begun.</summary>
    public async Task FinishAsync(Submission submission, Grading grading, CancellationToken cancellationToken)
    {
        var known = await cases.LoadAsync(submission, grading, cancellationToken);
        await completion.RegradeAsync(known, await judge.RegradeAsync(known, cancellationToken), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Submission {Submission} is not graded yet, so it is not regraded")]
        public static partial void NotGraded(ILogger logger, Guid submission);
    }
}
