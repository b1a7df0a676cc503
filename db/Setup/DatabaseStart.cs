using EksGrader.Db.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace EksGrader.Db.Setup;

/// <summary>Brings the database up to the program's version, once, however many processes start at the same moment.</summary>
public sealed partial class DatabaseStart(
    IServiceScopeFactory scopes, IOptions<DatabaseOptions> options, IEnumerable<DataFolder> folders, TimeProvider time, ILogger<DatabaseStart> logger)
{
    // "eksgradr" in ASCII: the number of the lock among all advisory locks of the server's database.
    private const long AdvisoryLock = 0x656b736772616472;

    /// <summary>Applies what is missing, after an observation of the folders that data goes to. Call it before anything else uses the database.</summary>
    /// <exception cref="UnusableFolderException">One of the folders cannot be written to.</exception>
    /// <exception cref="TimeoutException">Another process has been at it for five minutes.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in folders.DistinctBy(f => f.Path, StringComparer.Ordinal))
        {
            if (folder.Prepare() is { } mode)
                Log.Open(logger, folder.Path, mode);
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await (db is SqliteDb ? MigrateSqliteAsync(db, cancellationToken) : MigratePostgreSqlAsync(db, cancellationToken));
    }

    private async Task MigrateSqliteAsync(EksGraderDb db, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(options.Value.ConnectionString).DataSource);
        DatabaseServices.FolderOf(options.Value).Own(file);
        await using var held = await FileLock.TakeAsync(file + ".migrating", TimeSpan.FromMinutes(5), time, cancellationToken);

        // One wait for who else may hold it, and a clear answer, before EF Core waits once for each of its steps.
        await db.WriteAsync(_ => Task.CompletedTask, cancellationToken);

        // EF Core's own lock on SQLite is a row that a killed process leaves behind for ever (dotnet/efcore#38958). The file lock above
        // ends with its process, and under it no other process migrates: a row that is there is a dead one.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    private async Task MigratePostgreSqlAsync(EksGraderDb db, CancellationToken cancellationToken)
    {
        // A session's advisory lock ends with its connection, a killed process's included. EF Core's own lock begins only after the
        // history table exists, and two that create it at once collide.
        await using var connection = new NpgsqlConnection(options.Value.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { CommandTimeout = 300, Parameters = { new() { Value = AdvisoryLock } } };
        await take.ExecuteNonQueryAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        await using var release = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = AdvisoryLock } } };
        await release.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Others have rights in {Folder} (mode {Mode}). The files in it are the service's alone; close the folder too: chmod 700")]
        public static partial void Open(ILogger logger, string folder, string mode);
    }
}
