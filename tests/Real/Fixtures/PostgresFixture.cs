using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Db;
using EksGrader.Tests.Support.Testbed;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// A PostgreSQL server of the tests' own, in a folder and on a port of its own. Started by the first test that needs it, stopped with
/// the last; each test gets a database.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private const string Migrated = "migrated";

    private readonly SemaphoreSlim starting = new(1, 1);
    private DirectoryInfo? folder;
    private int port;
    private int databases;

    private static string Programs => RealParts.Require("POSTGRES_BIN");

    /// <summary>The configuration of a service on a database of this server with nothing in it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="isMigrated">Whether it is a copy of one that was migrated; false where a test is about the migrations.</param>
    public async Task<IReadOnlyDictionary<string, string?>> NewDatabaseAsync(CancellationToken cancellationToken, bool isMigrated = true)
    {
        await StartAsync(cancellationToken);
        var name = $"test{Interlocked.Increment(ref databases)}";
        await CreateAsync(isMigrated ? $"{name} TEMPLATE {Migrated}" : name, cancellationToken);
        return Settings(ConnectionString(name));
    }

    /// <summary>How a program reaches the server that makes its databases itself: a connection string without one.</summary>
    public async Task<string> ServerAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        return $"Host=127.0.0.1;Port={port};Username=postgres";
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (folder is null)
            return;
        NpgsqlConnection.ClearAllPools();
        await RunAsync("pg_ctl", ["-D", Data(folder), "-m", "immediate", "-w", "stop"], CancellationToken.None);
        folder.Delete(recursive: true);
    }

    private static string Data(DirectoryInfo folder) => Path.Combine(folder.FullName, "data");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs one of PostgreSQL's programs; as the user postgres where the tests run as root, which none of them takes.</summary>
    private static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string[] command = Environment.UserName == "root"
            ? ["runuser", "-u", "postgres", "--", Path.Combine(Programs, program), .. arguments]
            : [Path.Combine(Programs, program), .. arguments];

        // The server inherits what pg_ctl has open: with a pipe to read, this would wait for the server's own end.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. command]) { WorkingDirectory = "/" })
            ?? throw new InvalidOperationException($"{program} does not start.");
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Programs; // skips before anything is made
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (folder is not null)
                return;
            var made = Directory.CreateTempSubdirectory("eksgrader-postgres-");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(made.FullName, (UnixFileMode)0b111_111_111); // the user postgres makes its own folder in it
            port = FreePort();
            await RunAsync("initdb", ["-D", Data(made), "-A", "trust", "-U", "postgres", "--no-sync", "--no-locale", "-E", "UTF8"], cancellationToken);

            // Databases of seconds' life by the hundred: nothing of them must survive, be replicated, vacuumed or compiled.
            var options = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
                + " -c wal_level=minimal -c max_wal_senders=0 -c checkpoint_timeout=1h -c max_wal_size=8GB -c autovacuum=off -c jit=off";
            await RunAsync("pg_ctl", ["-D", Data(made), "-l", Path.Combine(made.FullName, "log"), "-w", "-o", options, "start"], cancellationToken);
            await MigrateAsync(cancellationToken);
            folder = made;
        }
        finally
        {
            starting.Release();
        }
    }

    // No one may be connected to what is copied: its connections end when they are closed.
    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(Migrated, cancellationToken);
        await using var service = new TestService(Settings(ConnectionString(Migrated) + ";Pooling=False"), TimeProvider.System);
        await service.MigrateAsync(cancellationToken);
    }

    private async Task CreateAsync(string what, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {what}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Dictionary<string, string?> Settings(string connectionString) => new(StringComparer.Ordinal)
    {
        ["Database:Provider"] = "PostgreSql",
        ["Database:ConnectionString"] = connectionString,
        ["Vault:KeysInDatabase"] = "true",
    };

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};Maximum Pool Size=20";
}

/// <summary>A database for one test, on the server that all share.</summary>
/// <param name="server">The server.</param>
/// <param name="isMigrated">Whether the database is migrated.</param>
public sealed class PostgresSource(PostgresFixture server, bool isMigrated = true) : IDatabaseSource
{
    private string? connectionString;

    public async ValueTask<IReadOnlyDictionary<string, string?>> NewDatabaseAsync(CancellationToken cancellationToken)
    {
        var configuration = await server.NewDatabaseAsync(cancellationToken, isMigrated);
        connectionString = configuration["Database:ConnectionString"];
        return configuration;
    }

    public ValueTask DisposeAsync()
    {
        // Idle connections of every test's own pool would use the server's up.
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
