using EksGrader.Db.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EksGrader.Tests.Support.Db;

/// <summary>
/// The PostgreSQL server that the environment names, for tests that keep their rows in SQLite otherwise. tests/Real starts one and runs
/// the tests of tests/Unit and tests/Api on it that touch the database.
/// </summary>
internal static class GivenPostgres
{
    /// <summary>The environment variable with the server's connection string, its database left out.</summary>
    public const string Variable = "EKSGRADER_TESTS_POSTGRES";

    // Tests run beside each other, each with connections of its own.
    private const int MostConnections = 20;

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    /// <summary>Whether there is one.</summary>
    public static bool IsGiven => Server is not null;

    private static string? Server => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;

    /// <summary>How a database of that server is reached; null where no server is given.</summary>
    public static string? ConnectionString(string database) => Server is { } server
        ? new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = MostConnections }.ConnectionString
        : null;

    /// <summary>Makes a database where a server is given and has none of that name: a copy of one that was migrated, once in a process.</summary>
    public static async Task MakeAsync(string database, CancellationToken cancellationToken)
    {
        if (!IsGiven)
            return;
        try
        {
            await CreateAsync($"{database} TEMPLATE {await Template.Value.WaitAsync(cancellationToken)}", cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // A program that starts again on what it left.
            return;
        }
    }

    /// <summary>Lets the connections to a database go: idle ones of every test would use the server's up.</summary>
    public static void Leave(string database)
    {
        if (ConnectionString(database) is not { } given)
            return;
        using var connection = new NpgsqlConnection(given);
        NpgsqlConnection.ClearPool(connection);
    }

    private static async Task<string> MakeTemplateAsync()
    {
        // Made for all: no test that is given up ends it.
        using var forAll = new CancellationTokenSource();
        var name = $"migrated_{Guid.NewGuid():N}";

        // With a language's order of letters, as most servers have: SQLite has that of their codes.
        await CreateAsync($"{name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'", forAll.Token);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            KeyValuePair.Create("Database:Provider", (string?)"PostgreSql"),
            KeyValuePair.Create("Database:ConnectionString", (string?)$"{ConnectionString(name)};Pooling=False"), // no one may be connected to what is copied
            KeyValuePair.Create("Vault:KeysInDatabase", (string?)"true"),
        ]).Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddDatabase(configuration).BuildServiceProvider();
        await services.GetRequiredService<DatabaseStart>().MigrateAsync(forAll.Token);
        return name;
    }

    private static async Task CreateAsync(string what, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {what}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
