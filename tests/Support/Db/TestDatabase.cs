using System.Security.Cryptography;
using System.Text;

namespace EksGrader.Tests.Support.Db;

/// <summary>Where a test's service keeps its rows: in a SQLite file of its folder, or on the PostgreSQL server that the environment names, in a database for each folder.</summary>
internal static class TestDatabase
{
    /// <summary>What the service of a folder is told about its database.</summary>
    public static IReadOnlyList<string> SettingsOf(string folder) => GivenPostgres.ConnectionString(NameOf(folder)) is { } postgres
        ? ["--Database:Provider=PostgreSql", $"--Database:ConnectionString={postgres}"]
        : [$"--Database:ConnectionString=Data Source={Path.Combine(folder, "eksgrader.db")}"];

    /// <summary>Makes the database of a folder where the service does not do so itself.</summary>
    public static Task MakeAsync(string folder, CancellationToken cancellationToken) => GivenPostgres.MakeAsync(NameOf(folder), cancellationToken);

    /// <summary>Lets the connections of a service go that has ended.</summary>
    public static void Leave(string folder) => GivenPostgres.Leave(NameOf(folder));

    private static string NameOf(string folder) => "test_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..24];
}
