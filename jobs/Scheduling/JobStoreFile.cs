using EksGrader.Db.Setup;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Makes the scheduler's SQLite file before the scheduler opens it, in WAL mode, which stays with the file: Quartz does not set it, and
/// without it is ten times slower.
/// </summary>
/// <param name="connectionString">Where the file is.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of a file that was set aside.</param>
internal sealed partial class JobStoreFile(string connectionString, TimeProvider time, ILogger<JobStoreFile> logger) : IHostedLifecycleService
{
    // SQLite result codes SQLITE_CORRUPT and SQLITE_NOTADB.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <summary>The scheduler's file: the configured one, else <c>jobs.db</c> beside the database.</summary>
    public static string ConnectionStringOf(string configured, string database)
    {
        if (configured.Length > 0)
            return configured;
        var folder = Path.GetDirectoryName(new SqliteConnectionStringBuilder(database).DataSource);
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder ?? "", "jobs.db"), DefaultTimeout = 30 }.ToString();
    }

    /// <summary>The folder of the scheduler's file.</summary>
    public static DataFolder FolderOf(string connectionString) =>
        new(Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource)) ?? ".", "Jobs:ConnectionString");

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        var folder = FolderOf(connectionString);
        folder.Prepare();
        folder.Own(file);
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            // The scheduler may lose everything: the rows are the truth, and the sweep finds what waits (docs/decisions/0003).
            SetAside(file);
            await PrepareAsync(cancellationToken);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; SELECT count(*) FROM sqlite_master;";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void SetAside(string file)
    {
        SqliteConnection.ClearAllPools();
        var aside = $"{file}.broken-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        File.Move(file, aside, overwrite: true);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        Log.SetAside(logger, file, aside);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{File} is broken and was set aside as {Aside}; the scheduler begins anew, and what waits is found in the database")]
        public static partial void SetAside(ILogger logger, string file, string aside);
    }
}
