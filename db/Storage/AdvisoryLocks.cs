using Npgsql;

namespace EksGrader.Db.Storage;

/// <summary>
/// Locks between processes on PostgreSQL that end with their process: session-level advisory locks
/// (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS), all on one connection of the process. One connection for each
/// lock would take from those that the work itself waits for. A session may take its own lock again, so the caller keeps those of one process
/// apart. Where the connection breaks, its locks are gone: for that moment another process may take one.
/// </summary>
internal sealed class AdvisoryLocks(string connectionString) : IAsyncDisposable
{
    // How soon the server finds out that a machine, rather than a process, is gone: its own default is two hours.
    private const string Sooner = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

    // Out of the pool: a connection that goes back to one stays open.
    private readonly string connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
    private readonly SemaphoreSlim turn = new(1, 1);
    private NpgsqlConnection? session;

    public async Task<bool> TryTakeAsync(long number, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            try
            {
                return await AskAsync("SELECT pg_try_advisory_lock($1)", number);
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                // It broke while it was idle.
                return await AskAsync("SELECT pg_try_advisory_lock($1)", number);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task ReleaseAsync(long number)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (session is not null)
                await AskAsync("SELECT pg_advisory_unlock($1)", number);
        }
        catch (NpgsqlException)
        {
            // The session is over and so is the lock.
            await EndAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        turn.Dispose();
    }

    // Not cancelled in the middle: whether the lock was taken would not be known.
    private async Task<bool> AskAsync(string sql, long number)
    {
        try
        {
            session ??= await OpenAsync();
            await using var command = new NpgsqlCommand(sql, session) { Parameters = { new() { Value = number } } };
            return await command.ExecuteScalarAsync(CancellationToken.None) is true;
        }
        catch
        {
            await EndAsync();
            throw;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var opened = new NpgsqlConnection(connectionString);
        try
        {
            await opened.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(Sooner, opened);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task EndAsync()
    {
        if (session is { } over)
            await over.DisposeAsync();
        session = null;
    }
}
