using EksGrader.Db.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace EksGrader.Db.Setup;

/// <summary>Another process serves the SQLite file. The message says so, in a line for who runs it.</summary>
public sealed class DatabaseInUseException(string file, Exception inner)
    : Exception($"Another process of the service uses {file}: stop it first. A SQLite file is served by one process; several share a PostgreSQL database.", inner);

/// <summary>
/// Keeps a SQLite file for this process alone, as long as the process lives: its jobs and who waits for them lie in memory, which two processes do
/// not share. Others may read the file, and back it up. PostgreSQL is shared, and nothing is held there.
/// </summary>
public sealed class SingleProcess(IOptions<DatabaseOptions> options, TimeProvider time) : IAsyncDisposable
{
    private FileLock? held;

    /// <summary>Takes the file, at once or not at all; the lock of a process ends with it, however that ended.</summary>
    /// <exception cref="DatabaseInUseException">Another process has it.</exception>
    /// <exception cref="UnusableFolderException">The folder cannot be written to.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Provider != DatabaseProvider.Sqlite || held is not null)
            return;
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(options.Value.ConnectionString).DataSource);
        DatabaseServices.FolderOf(options.Value).Prepare();
        try
        {
            // SQLite follows a link, and so does this: two names are one database.
            var target = File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file : file;
            held = await FileLock.TakeAsync(target + ".serving", TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new DatabaseInUseException(file, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => held?.DisposeAsync() ?? ValueTask.CompletedTask;
}
