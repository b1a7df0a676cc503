using System.Text.Json.Serialization;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EksGrader.Bench.Jobs;

/// <summary>What the bench's job is told.</summary>
/// <param name="Name">The job.</param>
/// <param name="Holds">Whether it goes on until its node is told to let it end; only the first time that it is begun.</param>
public sealed record BenchInput(string Name, bool Holds);

[JsonSerializable(typeof(BenchInput))]
internal sealed partial class BenchJobJson : JsonSerializerContext;

/// <summary>A job that notes in the database when it was begun, by which node, and when it was done.</summary>
internal sealed class BenchJob(NpgsqlDataSource database, NodeName node, HeldJobs held) : IJob<BenchInput>
{
    public async Task RunAsync(BenchInput input, CancellationToken cancellationToken)
    {
        await using var begin = database.CreateCommand("INSERT INTO ran (job, node) VALUES ($1, $2) RETURNING id, (SELECT count(*) FROM ran r WHERE r.job = $1)");
        begin.Parameters.Add(new() { Value = input.Name });
        begin.Parameters.Add(new() { Value = node.Value });
        long id, before;
        await using (var row = await begin.ExecuteReaderAsync(cancellationToken))
        {
            await row.ReadAsync(cancellationToken);
            (id, before) = (row.GetInt64(0), row.GetInt64(1));
        }

        if (input.Holds && before == 0)
            await held.Released.WaitAsync(cancellationToken);
        await using var done = database.CreateCommand("UPDATE ran SET done = clock_timestamp() WHERE id = $1");
        done.Parameters.Add(new() { Value = id });
        await done.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Which node a job runs in.</summary>
internal sealed record NodeName(string Value);

/// <summary>What jobs that hold wait for.</summary>
internal sealed class HeldJobs
{
    private volatile TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Released => released.Task;

    public void Release()
    {
        var before = released;
        released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }
}

/// <summary>The scheduler alone, with the bench's job, on a PostgreSQL database.</summary>
internal static class BenchScheduler
{
    public static IConfiguration Settings(string connectionString, int workers) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Database:Provider"] = "PostgreSql",
        ["Database:ConnectionString"] = connectionString,
        ["Jobs:Concurrency"] = workers.ToString(System.Globalization.CultureInfo.InvariantCulture),
    }).Build();

    public static IServiceCollection AddBenchScheduler(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section));
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<EksGrader.Jobs.Metrics.JobMetrics>()
            .AddMetrics()
            .AddLogging()
            .AddScheduling(configuration)
            .AddJob<BenchJob, BenchInput>("bench", BenchJobJson.Default.BenchInput);
    }
}
