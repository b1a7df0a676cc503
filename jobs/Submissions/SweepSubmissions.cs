using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Metrics;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// Finds submissions whose job got lost, or was never queued, and queues it again; one that waits in the queue already stays as it is.
/// Also finds those that wait behind an older submission that is done: the process that should have woken them is gone.
/// </summary>
internal sealed partial class SweepSubmissions(
    EksGraderDb db, GradingStore gradings, IJobQueue queue, JobMetrics metrics, ILogger<SweepSubmissions> logger) : IRecurringJob
{
    /// <summary>How long after its time a step may be lost; one that only runs late waits in the queue, and stays as it is.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    // The rest is found by the next sweep.
    private const int Most = 1000;

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lost = 0;
        foreach (var overdue in await gradings.LostAsync(Slack, Most, cancellationToken))
        {
            var reason = overdue.Status == SubmissionStatus.Graded ? GradingReason.Retry : GradingReason.First;
            if (await queue.GradeAsync(overdue.Submission, reason, at: null, cancellationToken))
                lost++;
        }

        var forgotten = 0;
        foreach (var submission in await ForgottenAsync(cancellationToken))
        {
            if (await queue.GradeAsync(submission, GradingReason.First, at: null, cancellationToken))
                forgotten++;
        }

        if (lost + forgotten > 0)
        {
            metrics.Found(lost + forgotten);
            Log.Found(logger, lost, forgotten);
        }
    }

    private Task<List<SubmissionId>> ForgottenAsync(CancellationToken cancellationToken) => db.Submissions
        .Where(s => s.Status == SubmissionStatus.Queued && s.NextStepAt == null && !db.Submissions.Any(older =>
            older.AssignmentId == s.AssignmentId && older.StudentId == s.StudentId
            && (older.Status == SubmissionStatus.Grading || older.Status == SubmissionStatus.Settling
                || (older.Status == SubmissionStatus.Queued && older.Number < s.Number))))
        .OrderBy(s => s.Id)
        .Take(Most)
        .Select(s => s.Id)
        .ToListAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Lost} submissions were overdue and {Forgotten} waited for nothing; their jobs are queued again")]
        public static partial void Found(ILogger logger, int lost, int forgotten);
    }
}
