using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Jobs;

/// <summary>What jobs do, for those who teach anything: an admin sees all, others those of their courses.</summary>
internal sealed class JobQueries(EksGraderDb db, IJobBoard board, JobPlaces places)
{
    private const int Most = 200;

    /// <summary>The jobs; null for those who teach nothing.</summary>
    public async Task<JobsView?> ReadAsync(CurrentUser caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin && !await db.Memberships.AnyAsync(m => m.UserId == caller.User, cancellationToken))
            return null;
        var jobs = await board.ReadAsync(Most, cancellationToken);
        var names = jobs.Running.Select(j => j.Name).Concat(jobs.Waiting.Select(j => j.Name)).Concat(jobs.Failed.Select(j => j.Name));
        var known = await places.FindAsync(caller, names, cancellationToken);

        bool IsSeen(string name) => caller.IsAdmin || PlaceOf(name) is not null;
        JobPlace? PlaceOf(string name) => JobPlaces.IdOf(name) is { } id ? known.GetValueOrDefault(id) : null;

        var waiting = jobs.Waiting.Where(j => IsSeen(j.Name)).ToList();
        return new JobsView(
            [.. jobs.Running.Where(j => IsSeen(j.Name)).Select(j => JobPlaces.View(j.Job, j.Name, j.Since, PlaceOf(j.Name)))],
            [.. waiting.Select(j => JobPlaces.View(j.Job, j.Name, j.At, PlaceOf(j.Name)))],
            [.. jobs.Failed.Where(j => IsSeen(j.Name)).Select(j => JobPlaces.View(j.Job, j.Name, j.At, PlaceOf(j.Name)) with
            {
                Error = j.Error,
                ErrorType = j.ErrorType.Length > 0 ? j.ErrorType : null,
                Id = j.CanRetry ? j.Id : null,
            })],
            caller.IsAdmin ? jobs.WaitingCount : waiting.Count)
        {
            Since = jobs.Since,
        };
    }
}
