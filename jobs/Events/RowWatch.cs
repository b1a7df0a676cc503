using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Events;

/// <summary>Reads the versions of all rows that have listeners, again and again, until it is disposed.</summary>
internal sealed partial class RowWatch : IDisposable
{
    // As many as one query names at most: databases bound the number of parameters.
    private const int Chunk = 500;

    private readonly CancellationTokenSource over = new();
    private readonly IServiceScopeFactory scopes;
    private readonly Func<IReadOnlyList<SubmissionId>> watched;
    private readonly Action<SubmissionId, int> found;
    private readonly ILogger logger;

    /// <summary>Begins.</summary>
    /// <param name="scopes">Makes database contexts.</param>
    /// <param name="every">How often.</param>
    /// <param name="time">The clock.</param>
    /// <param name="watched">What is listened to now.</param>
    /// <param name="found">Is told the version of each row.</param>
    /// <param name="logger">The logs.</param>
    public RowWatch(
        IServiceScopeFactory scopes, TimeSpan every, TimeProvider time, Func<IReadOnlyList<SubmissionId>> watched, Action<SubmissionId, int> found, ILogger logger)
    {
        (this.scopes, this.watched, this.found, this.logger) = (scopes, watched, found, logger);
        _ = RunAsync(new PeriodicTimer(every, time), over.Token);
    }

    public void Dispose()
    {
        over.Cancel();
        over.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        using var ending = timer;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // There are no listeners any more.
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
            foreach (var ids in watched().Chunk(Chunk))
            {
                var rows = await db.Submissions.AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.RowVersion }).ToListAsync(cancellationToken);
                foreach (var row in rows)
                    found(row.Id, row.RowVersion);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database is away for a moment; listeners hear of it at the next read.
            Log.NotRead(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not read what those who follow submissions wait for; trying again")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
