using System.Collections.Concurrent;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Metrics;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// One observation of a grading: begins or takes up the grading, looks, stores, and says what comes next. It may be lost, run twice or die at
/// any line: the rows tell where it stands, an observation is stored once, and <see cref="SweepSubmissions"/> finds what is left undone.
/// </summary>
internal sealed partial class GradeSubmission(
    GradingStore gradings,
    ObserveCluster observing,
    RegradeSubmission regrades,
    StudentUnknowns closing,
    RunningGradings running,
    IJobQueue queue,
    ILogger<GradeSubmission> logger) : IJob<GradeInput>
{
    /// <inheritdoc/>
    public async Task RunAsync(GradeInput input, CancellationToken cancellationToken)
    {
        // A second firing of what runs here at this moment has nothing to add: the first says what comes next.
        using var mine = running.TryBegin(input.Submission);
        if (mine is null)
            return;

        switch (await StartAsync(input, cancellationToken))
        {
            case GradingStart.Go { Grading.Reason: GradingReason.Regrade } go:
                await regrades.FinishAsync(go.Submission, go.Grading, cancellationToken);
                break;
            case GradingStart.Go { Grading.Reason: GradingReason.Deadline } go:
                await closing.FinishAsync(go.Submission, go.Grading, cancellationToken);
                break;
            case GradingStart.Go go:
                await observing.FinishAsync(go.Submission, go.Grading, cancellationToken);
                break;
            case GradingStart.Early early:
                await queue.GradeAsync(input.Submission, input.Reason, early.At, cancellationToken);
                break;
            case GradingStart.Wait wait:
                Log.Waits(logger, input.Submission, wait.Older);
                break;
            default:
                Log.Nothing(logger, input.Submission, input.Reason);
                break;
        }
    }

    private async Task<GradingStart> StartAsync(GradeInput input, CancellationToken cancellationToken)
    {
        // A later observation is judged by the version that the counting grading was judged by, so that its verdicts add up with those before.
        var version = input.AssignmentVersion ?? (input.Reason == GradingReason.First ? null : await gradings.CountingVersionAsync(input.Submission, cancellationToken));
        return await gradings.StartAsync(input.Submission, input.Reason, cancellationToken, version);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Submission {Submission} waits behind {Older}")]
        public static partial void Waits(ILogger logger, SubmissionId submission, SubmissionId older);

        [LoggerMessage(2, LogLevel.Debug, "Submission {Submission}: nothing to do ({Reason})")]
        public static partial void Nothing(ILogger logger, SubmissionId submission, GradingReason reason);
    }
}

/// <summary>One observation of a grading: observes, stores, and says what comes next.</summary>
internal sealed partial class ObserveCluster(
    GradingCases cases, ObservationRunner runner, GradingRecorder recorder, IJobQueue queue, JobMetrics metrics, ILogger<ObserveCluster> logger)
{
    /// <summary>Observes and stores, and queues what comes next.</summary>
    public async Task FinishAsync(Submission submission, Grading grading, CancellationToken cancellationToken)
    {
        var known = await cases.LoadAsync(submission, grading, cancellationToken);
        var observation = await runner.ObserveAsync(known, cancellationToken);
        metrics.Observed(grading.Reason.ToString(), observation.Took);
        if (grading is { Reason: GradingReason.First, Observations: 0 })
            metrics.FirstObserved(observation.At - submission.SubmittedAt);

        var stored = await recorder.RecordAsync(known, observation, cancellationToken);
        if (stored is not ObservationStored.Now now)
        {
            Log.Before(logger, submission.Id, grading.Observations + 1);
            return;
        }

        Log.Looked(logger, submission.Id, grading.Observations + 1, observation.Took, now.Submission.Status);
        // From here on the rows know what comes next; a job that is not queued for it is found by the sweep.
        if (now.Submission.NextStepAt is { } next)
            await queue.GradeAsync(submission.Id, now.Submission.Status == SubmissionStatus.Graded ? GradingReason.Retry : grading.Reason, next, cancellationToken);
        if (now.Next is { } waiting)
            await queue.GradeAsync(waiting, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Submission {Submission}: observation {Look} took {Took}, now {Status}")]
        public static partial void Looked(ILogger logger, SubmissionId submission, int look, TimeSpan took, SubmissionStatus status);

        [LoggerMessage(2, LogLevel.Information, "Submission {Submission}: observation {Look} was stored before, or its grading was ended meanwhile")]
        public static partial void Before(ILogger logger, SubmissionId submission, int look);
    }
}

/// <summary>
/// The submissions that this process grades at the moment. Only saves work: two processes that grade the same one observation twice and store
/// once.
/// </summary>
internal sealed class RunningGradings
{
    private readonly ConcurrentDictionary<SubmissionId, byte> running = [];

    /// <summary>Begins; null where it runs already. Dispose what it returns to end.</summary>
    public IDisposable? TryBegin(SubmissionId submission) => running.TryAdd(submission, 0) ? new Run(running, submission) : null;

    private sealed class Run(ConcurrentDictionary<SubmissionId, byte> running, SubmissionId submission) : IDisposable
    {
        public void Dispose() => running.TryRemove(submission, out _);
    }
}
