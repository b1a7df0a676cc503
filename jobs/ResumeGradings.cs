using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Regrades;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs;

/// <summary>
/// Queues what the rows say is to be done when the program starts with an empty queue, beside SQLite: what was queued, or in the middle of a
/// look or a regrade, when the last process ended at once (no other process can be at it), what settles or is tried again at its time, plans
/// to regrade at once.
/// </summary>
internal sealed partial class ResumeGradings(IServiceScopeFactory scopes, IJobQueue queue, ILogger<ResumeGradings> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var steps = await db.Submissions.AsNoTracking()
            .Where(s => s.NextStepAt != null)
            .OrderBy(s => s.NextStepAt)
            .Select(s => new { s.Id, s.Status, s.NextStepAt, Open = db.Gradings.Where(g => g.SubmissionId == s.Id && g.EndedAt == null).Select(g => new { g.NextObservationAt }).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        foreach (var step in steps)
        {
            // Of a grading that was begun the grading knows when its next observation is: never where it is its first, and in the past where one was
            // under way. What the submission says then is when an observation would be given up for lost, and that this one is is known already.
            DateTimeOffset? at = step.Status == SubmissionStatus.Queued ? null : step.Open is { } open ? open.NextObservationAt : step.NextStepAt;
            var reason = step.Status == SubmissionStatus.Graded ? GradingReason.Retry : GradingReason.First;
            await queue.GradeAsync(step.Id, reason, at, cancellationToken);
        }

        var plans = await db.RegradePlans.AsNoTracking()
            .Where(p => p.State == RegradePlanState.Computing || p.State == RegradePlanState.Applying)
            .Select(p => p.Id)
            .ToListAsync(cancellationToken);
        foreach (var plan in plans)
            await queue.WorkOnAsync(plan, cancellationToken);
        if (steps.Count + plans.Count > 0)
            Log.Resumed(logger, steps.Count, plans.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Resumed after the start: {Submissions} submissions and {Plans} plans to regrade")]
        public static partial void Resumed(ILogger logger, int submissions, int plans);
    }
}
