using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace EksGrader.Jobs.Scheduling;

/// <summary>
/// Makes the scheduler's SQLite file before the scheduler opens it, in WAL mode, which stays with the file: Quartz does not set it, and
/// without it is ten times slower.
/// </summary>
/// <param name="connectionString">Where the file is.</param>
internal sealed class JobStoreFile(string connectionString) : IHostedLifecycleService
{
    /// <summary>The scheduler's file: the configured one, else <c>jobs.db</c> beside the database.</summary>
    public static string ConnectionStringOf(string configured, string database)
    {
        if (configured.Length > 0)
            return configured;
        var folder = Path.GetDirectoryName(new SqliteConnectionStringBuilder(database).DataSource);
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder ?? "", "jobs.db"), DefaultTimeout = 30 }.ToString();
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource)) is { } folder)
            Directory.CreateDirectory(folder);
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
