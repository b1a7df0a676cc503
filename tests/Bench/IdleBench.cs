using System.Globalization;
using EksGrader.Api;
using EksGrader.Api.Host.Auth;
using Npgsql;

namespace EksGrader.Bench;

/// <summary>What the whole service costs while it is idle, in a process of its own.</summary>
internal static class IdleBench
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    /// <summary>Measures.</summary>
    /// <param name="seconds">For how long.</param>
    /// <param name="workers">How many jobs may be in flight; null for as many as the service takes.</param>
    /// <param name="server">A PostgreSQL server, such as <c>Host=127.0.0.1;Username=postgres</c>; null for SQLite.</param>
    public static async Task<int> RunAsync(int seconds, int? workers, string? server)
    {
        using var host = BenchProcess.StartSelf(["idle-host", workers?.ToString(CultureInfo.InvariantCulture) ?? "", server ?? ""]);
        await host.ReadAsync<bool>();
        await Task.Delay(Quiet, TimeProvider.System, CancellationToken.None); // what a start does and compiles
        var (before, began) = (host.TotalProcessorTime, TimeProvider.System.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, CancellationToken.None);
        var share = (host.TotalProcessorTime - before) / TimeProvider.System.GetElapsedTime(began);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle on {(server is null ? "SQLite" : "PostgreSQL")}, {workers?.ToString(CultureInfo.InvariantCulture) ?? "the usual"} workers: {share:0.00%} of a core over {seconds} s, {host.WorkingSetMiB} MiB"));
        return 0;
    }

    /// <summary>Serves until its standard input says so.</summary>
    public static async Task<int> HostAsync(string workers, string server)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-idle-");
        var database = $"--Database:ConnectionString=Data Source={Path.Combine(folder.FullName, "eksgrader.db")}";
        var provider = "--Database:Provider=Sqlite";
        if (server.Length > 0)
        {
            var name = "idle_" + Guid.NewGuid().ToString("N");
            await using var admin = NpgsqlDataSource.Create(server + ";Database=postgres;Pooling=False");
            await using var create = admin.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
            (database, provider) = ($"--Database:ConnectionString={server};Database={name}", "--Database:Provider=PostgreSql");
        }

        await using var app = ServiceHost.Build(
        [
            "--urls=http://127.0.0.1:0", provider, database, $"--Vault:KeysFolder={Path.Combine(folder.FullName, "keys")}", $"--{AdminToken.Variable}={WatchersHost.Token}",
            "--Logging:LogLevel:Default=Warning", "--Logging:Console:LogToStandardErrorThreshold=Trace", "--Grading:PrincipalArn=arn:aws:iam::111122223333:role/eks-grader",
            .. workers.Length > 0 ? [$"--Jobs:Concurrency={workers}"] : Array.Empty<string>(),
        ]);
        await app.StartServiceAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync("true");
        await Console.In.ReadLineAsync(CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
        folder.Delete(recursive: true);
        return 0;
    }
}
