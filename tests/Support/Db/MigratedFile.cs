using EksGrader.Db.Setup;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Db;

/// <summary>
/// A SQLite file as the migrations leave it, made once in a process: hundreds of tests begin with a database, and those that are about the
/// migrations begin without one.
/// </summary>
public static class MigratedFile
{
    private static readonly Lazy<Task<byte[]>> Made = new(MakeAsync);

    /// <summary>Puts it where a service will look for its database; nothing is there yet.</summary>
    public static async Task PutAsync(string path, CancellationToken cancellationToken)
    {
        var content = await Made.Value.WaitAsync(cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        await using var file = new FileStream(path, FileMode.CreateNew);
        await file.WriteAsync(content, cancellationToken);
    }

    private static async Task<byte[]> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-migrated-");
        try
        {
            var path = Path.Combine(folder.FullName, "eksgrader.db");
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([
                KeyValuePair.Create("Database:ConnectionString", (string?)$"Data Source={path}"),
                KeyValuePair.Create("Vault:KeysFolder", (string?)Path.Combine(folder.FullName, "keys")),
            ]).Build();
            // Made for all: no test that is given up ends it.
            using var forAll = new CancellationTokenSource();
            await using (var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddDatabase(configuration).BuildServiceProvider())
                await services.GetRequiredService<DatabaseStart>().MigrateAsync(forAll.Token);

            // The last connection that closes brings the log into the file.
            await using (var pooled = new SqliteConnection($"Data Source={path};Foreign Keys=True;Default Timeout=1"))
                SqliteConnection.ClearPool(pooled);
            return File.Exists(path + "-wal") ? throw new InvalidOperationException("Somebody still has the database open.") : await File.ReadAllBytesAsync(path, forAll.Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
