using EksGrader.Tests.Unit.Db.Shared;
using Microsoft.Data.Sqlite;

namespace EksGrader.Tests.Unit.Db;

/// <summary>Real SQLite files in a folder of the test's own.</summary>
public sealed class SqliteSource : IDatabaseSource
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("eksgrader-db-").FullName;

    public string DatabaseFile => Path.Combine(Folder, "data", "eksgrader.db");

    public string KeysFolder => Path.Combine(Folder, "data", "keys");

    public ValueTask<IReadOnlyDictionary<string, string?>> NewDatabaseAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyDictionary<string, string?>>(
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Database:ConnectionString"] = $"Data Source={DatabaseFile}",
            ["Vault:KeysFolder"] = KeysFolder,
        });

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection($"Data Source={DatabaseFile};Foreign Keys=True"));
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
