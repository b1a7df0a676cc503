using EksGrader.Tests.Support.Db;
using Microsoft.Data.Sqlite;

namespace EksGrader.Tests.Unit.Db;

/// <summary>Real SQLite files in a folder of the test's own.</summary>
/// <param name="isMigrated">Whether the file is there and migrated; false where a test is about what the service makes itself.</param>
public sealed class SqliteSource(bool isMigrated = true) : IDatabaseSource
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("eksgrader-db-").FullName;

    public string DatabaseFile => Path.Combine(Folder, "data", "eksgrader.db");

    public string KeysFolder => Path.Combine(Folder, "data", "keys");

    public async ValueTask<IReadOnlyDictionary<string, string?>> NewDatabaseAsync(CancellationToken cancellationToken)
    {
        if (isMigrated)
            await MigratedFile.PutAsync(DatabaseFile, cancellationToken);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Database:ConnectionString"] = $"Data Source={DatabaseFile}",
            ["Vault:KeysFolder"] = KeysFolder,
        };
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection($"Data Source={DatabaseFile};Foreign Keys=True;Default Timeout=1"));
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
