using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Jobs;

/// <summary>Tries failed jobs again.</summary>
internal sealed class JobCommands(EksGraderDb db, IJobBoard board, IJobRetry retry, JobPlaces places, AuditTrail audit)
{
    private const int Most = 200;

    /// <summary>Queues a failed job once more: an admin any, an instructor those of the courses taught.</summary>
    public async Task<Result<Unit>> RetryAsync(CurrentUser caller, string id, CancellationToken cancellationToken)
    {
        if ((await board.ReadAsync(Most, cancellationToken)).Failed.FirstOrDefault(f => f.CanRetry && f.Id == id) is not { } failed)
            return Error.Missing;
        var place = JobPlaces.IdOf(failed.Name) is { } about
            ? (await places.FindAsync(caller, [failed.Name], cancellationToken)).GetValueOrDefault(about)
            : null;
        if (place is null && !caller.IsAdmin)
            return Error.Missing;
        if (place is not null && !await db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: false).AnyAsync(c => c.Id == place.CourseId, cancellationToken))
            return Error.Forbidden;
        if (!await retry.RetryAsync(id, cancellationToken))
            return Error.Of(ProblemKind.NotFound, AssignmentProblemTexts.Catalog["JobGone"]);

        await db.WriteAsync(
            _ =>
            {
                var subject = place?.Submission is { } submission ? $"job {failed.Job}, submission {submission}" : $"job {failed.Name}";
                audit.Note(caller, "job.retried", subject, place?.CourseId, from: $"{failed.ErrorType} {AuditTrail.Shown(failed.At)}".Trim());
                return Task.CompletedTask;
            },
            cancellationToken);
        return Unit.Value;
    }
}
