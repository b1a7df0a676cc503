using System.Globalization;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EksGrader.Bench.Jobs;

/// <summary>A database of its own on a PostgreSQL server, a queue into it, and the nodes that run what is queued.</summary>
internal sealed class JobCluster : IAsyncDisposable
{
    private readonly string connectionString;
    private readonly ServiceProvider queueing;
    private readonly List<BenchProcess> started = [];

    private JobCluster(string connectionString)
    {
        this.connectionString = connectionString;
        Database = NpgsqlDataSource.Create(connectionString);
        queueing = new ServiceCollection().AddSingleton(Database).AddBenchScheduler(BenchScheduler.Settings(connectionString, 1)).BuildServiceProvider();
        Queue = queueing.GetRequiredService<IJobQueue>();
    }

    public NpgsqlDataSource Database { get; }

    public IJobQueue Queue { get; }

    /// <summary>Makes it.</summary>
    /// <param name="server">How the server is reached, such as <c>Host=127.0.0.1;Username=postgres</c>.</param>
    public static async Task<JobCluster> MakeAsync(string server)
    {
        var name = "jobs_" + Guid.NewGuid().ToString("N");
        await using (var admin = NpgsqlDataSource.Create(server + ";Database=postgres;Pooling=False"))
        await using (var create = admin.CreateCommand($"CREATE DATABASE {name}"))
            await create.ExecuteNonQueryAsync();
        var cluster = new JobCluster($"{server};Database={name};Maximum Pool Size=100");
        await using var table = cluster.Database.CreateCommand(
            "CREATE TABLE ran (id bigserial PRIMARY KEY, job text NOT NULL, node text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), done timestamptz); CREATE INDEX ON ran (job)");
        await table.ExecuteNonQueryAsync();
        return cluster;
    }

    public async Task<BenchProcess> StartNodeAsync(string name, int workers)
    {
        var node = BenchProcess.StartSelf([JobNode.Command, connectionString, name, workers.ToString(CultureInfo.InvariantCulture)]);
        started.Add(node);
        await node.ReadAsync<bool>();
        return node;
    }

    public Task QueueAsync(string job, bool holds) => Queue.EnqueueAsync(job, new BenchInput(job, holds), at: null, CancellationToken.None);

    /// <summary>Asks one number.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync() ?? 0L, CultureInfo.InvariantCulture);
    }

    /// <summary>Asks a number until it is as large as is waited for.</summary>
    /// <returns>Whether it became so in time.</returns>
    public async Task<bool> ReachesAsync(long number, string sql, TimeSpan limit)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await CountAsync(sql) < number)
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
                return false;
            await turns.WaitForNextTickAsync();
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in started)
            node.Dispose();
        await queueing.DisposeAsync();
        await Database.DisposeAsync();
    }
}
