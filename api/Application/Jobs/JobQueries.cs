using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Db;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Jobs;

/// <summary>What jobs do, for those who teach anything.</summary>
/// <param name="db">The database.</param>
/// <param name="board">The jobs.</param>
public sealed class JobQueries(EksGraderDb db, IJobBoard board)
{
    private const int Most = 100;

    /// <summary>The jobs; null for those who teach nothing.</summary>
    public async Task<JobsView?> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin && !await db.Memberships.AnyAsync(m => m.UserId == caller.User, cancellationToken))
            return null;
        var jobs = await board.ReadAsync(Most, cancellationToken);
        return new JobsView(
            [.. jobs.Running.Select(j => new JobView(j.Job, j.Name, j.Since, null))],
            [.. jobs.Waiting.Select(j => new JobView(j.Job, j.Name, j.At, null))],
            [.. jobs.Failed.Select(j => new JobView(j.Job, j.Name, j.At, j.Error))],
            jobs.WaitingCount);
    }
}
