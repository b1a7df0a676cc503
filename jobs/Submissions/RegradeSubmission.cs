using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Grades a submission again by what was recorded: with other points, other parameters or a mended check. The new grading counts, those
/// before are kept, overrides hold. What happened apart from looking holds too: a late first look, and a deadline that passed.
/// </summary>
internal sealed partial class RegradeSubmission(
    EksGraderDb db,
    GradingStore gradings,
    GradingCases cases,
    RecordingReplayer replayer,
    LeaseVerdicts deletion,
    SharedClusters shared,
    IGradingEvents events,
    TimeProvider time,
    ILogger<RegradeSubmission> logger) : IJob<RegradeInput>
{
    /// <inheritdoc/>
    public async Task RunAsync(RegradeInput input, CancellationToken cancellationToken)
    {
        // One that is being graded is graded first; whoever asked is told so by the API, and asks again.
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
        var report = await JudgeAsync(known, cancellationToken);
        await db.WriteAsync(
            async token =>
            {
                if (await gradings.CompleteLookAsync(known.EndWith(report, time.GetUtcNow()), token) is not ObservationStored.Now now)
                    return;
                await deletion.JudgeAsync(now.Submission, token);
                await shared.MarkAsync(now.Submission, token);
            },
            cancellationToken);
        events.Wake(submission.Id);
    }

    /// <summary>What a submission's recording comes to by an assignment: also what a difference is shown from, before it is applied.</summary>
    public async Task<Report> JudgeAsync(GradingCase known, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var report = known.Recording.Looks.Count == 0
            ? VerdictPolicy.RegradeUnrecorded(known)
            : VerdictPolicy.Regrade(known, await replayer.ReplayAsync(known, now, cancellationToken), now);
        return await deletion.IntoAsync(report, known.Submission, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Submission {Submission} is not graded yet, so it is not regraded")]
        public static partial void NotGraded(ILogger logger, Guid submission);
    }
}
