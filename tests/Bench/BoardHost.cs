using System.Text.Json;
using EksGrader.Api;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Setup;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench;

/// <summary>The service with a class of clusters, in a process of its own. Also for looking at: <c>board-host FOLDER [LEASES]</c>.</summary>
internal static class BoardHost
{
    private const string Token = "an-admin-token-of-the-bench-0123456789";

    /// <summary>Serves until standard input ends; seeds first where there is no class yet.</summary>
    public static async Task<int> RunAsync(string folder, int leases)
    {
        if (leases > 0)
            await SeedAsync(folder, leases, ended: leases / 5);
        await using var app = ServiceHost.Build([.. Settings(folder), "--urls=http://127.0.0.1:0", $"--{AdminToken.Variable}={Token}", "--Logging:LogLevel:Default=Warning"]);
        await app.StartServiceAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new ServingBoard(app.Urls.First(), Token, Environment.ProcessId)));
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Makes a class.</summary>
    public static async Task SeedAsync(string folder, int leases, int ended)
    {
        await using var services = Services(folder);
        await new BoardClass(leases, ended).SeedAsync(services);
        SqliteConnection.ClearAllPools();
    }

    /// <summary>The database of a folder without the service.</summary>
    public static ServiceProvider Services(string folder) => new ServiceCollection()
        .AddLogging()
        .AddDatabase(new ConfigurationBuilder().AddCommandLine([.. Settings(folder)]).Build())
        .BuildServiceProvider();

    private static IReadOnlyList<string> Settings(string folder) =>
    [
        $"--Database:ConnectionString=Data Source={Path.Combine(folder, "eksgrader.db")}",
        $"--Vault:KeysFolder={Path.Combine(folder, "keys")}",
    ];
}

/// <summary>What the service's process tells the bench's.</summary>
internal sealed record ServingBoard(string Address, string Token, int Process);
