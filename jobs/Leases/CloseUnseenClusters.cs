using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Leases;

/// <summary>Finds graded submissions whose cluster no look ever saw alive and whose deletion is still pending, and judges those whose deadline has passed.</summary>
/// <param name="db">The database.</param>
/// <param name="checks">The checks whose time comes after the deadline.</param>
/// <param name="unseen">Judges.</param>
/// <param name="events">Wakes those who watch.</param>
/// <param name="logger">Told of what broke.</param>
public sealed partial class CloseUnseenClusters(
    EksGraderDb db, DeletionChecks checks, UnseenClusters unseen, IGradingEvents events, ILogger<CloseUnseenClusters> logger) : IRecurringJob
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Few at any time: nearly every cluster is seen, and what is judged waits no more.
        var waiting = await db.Submissions
            .Where(s => s.LeaseId == null && s.Status == SubmissionStatus.Graded && db.GradedChecks.Any(c =>
                c.GradingId == s.CountingGradingId && checks.Ids.Contains(c.Check) && c.Outcome == Outcome.Pending))
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);
        foreach (var submission in waiting)
            await CloseAsync(submission, cancellationToken);
    }

    private async Task CloseAsync(SubmissionId submission, CancellationToken cancellationToken)
    {
        try
        {
            if (await unseen.JudgeAsync(submission, cancellationToken))
                events.Wake(submission);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageErrors.IsOfDatabase(e))
        {
            // One that cannot be judged keeps nobody else's verdict back.
            Log.Broke(logger, e, submission);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The deletion of submission {Submission}'s cluster cannot be judged; it stays pending")]
        public static partial void Broke(ILogger logger, Exception exception, SubmissionId submission);
    }
}
