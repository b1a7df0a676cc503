using EksGrader.Db.Model;
using EksGrader.Jobs.Regrades;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;

namespace EksGrader.Api.Features.Submissions;

/// <summary>
/// Queues work that the rows already say is due, after the transaction that says so. From there on nothing takes back what was asked: a queue
/// that fails or hangs is no failure of the request, since the sweeps find work that was not queued.
/// </summary>
internal sealed partial class CommittedWork(IJobQueue queue, TimeProvider time, ILogger<CommittedWork> logger)
{
    /// <summary>How long the queue is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Has a submission graded that was just submitted.</summary>
    public Task GradeAsync(SubmissionId submission) => QueueAsync(() => queue.GradeAsync(submission, CancellationToken.None), $"submission {submission}");

    /// <summary>Has a submission's cluster looked at again.</summary>
    public Task ObserveAgainAsync(SubmissionId submission) => QueueAsync(() => queue.ObserveAgainAsync(submission, CancellationToken.None), $"submission {submission}");

    /// <summary>Has a submission's cluster graded from scratch.</summary>
    public Task GradeAnewAsync(SubmissionId submission, int assignmentVersion) =>
        QueueAsync(() => queue.GradeAnewAsync(submission, assignmentVersion, CancellationToken.None), $"submission {submission}");

    /// <summary>Has a submission graded by its recording.</summary>
    public Task RegradeAsync(SubmissionId submission, int assignmentVersion) =>
        QueueAsync(() => queue.RegradeAsync(submission, assignmentVersion, CancellationToken.None), $"submission {submission}");

    /// <summary>Has a regrade plan worked on.</summary>
    public Task WorkOnAsync(RegradePlanId plan) => QueueAsync(() => queue.WorkOnAsync(plan, CancellationToken.None), $"regrade plan {plan}");

    private async Task QueueAsync(Func<Task> work, string subject)
    {
        try
        {
            // On a thread of its own: a store on SQLite that another process has locked holds the thread that asks.
            await Task.Run(work, CancellationToken.None).WaitAsync(Patience, time, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotQueued(logger, e, subject);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The work on {Subject} is stored, but could not be queued; a sweep finds it")]
        public static partial void NotQueued(ILogger logger, Exception exception, string subject);
    }
}
