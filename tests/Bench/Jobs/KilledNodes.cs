using System.Globalization;
using Npgsql;

namespace EksGrader.Bench.Jobs;

/// <summary>
/// Two processes on one PostgreSQL database, one of them killed (SIGKILL) again and again with long jobs in hand and in the middle of a stream
/// of short ones: what is lost, and when the other one begins what was cut off.
/// </summary>
internal static class KilledNodes
{
    private const int Held = 24;
    private const int Workers = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    public static async Task<int> RunAsync(string server, int kills, int seed)
    {
        var chance = new Random(seed);
        await using var cluster = await JobCluster.MakeAsync(server);
        var lives = await cluster.StartNodeAsync("lives", Workers);
        var (after, lost, jobs) = (new List<TimeSpan>(), 0L, 0L);
        for (var kill = 0; kill < kills; kill++)
        {
            var round = await RoundAsync(cluster, lives, kill, TimeSpan.FromMilliseconds(chance.Next(50, 1500)));
            after.AddRange(round.After);
            (lost, jobs) = (lost + round.Lost, jobs + round.Jobs);
        }

        after.Sort();
        var again = await cluster.CountAsync("SELECT count(*) FROM (SELECT job FROM ran WHERE done IS NOT NULL GROUP BY job HAVING count(*) > 1) t");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {kills} kills in {jobs} jobs: {lost} lost; {after.Count} were cut off and begun again by the other process
            begun again after p50 {At(0.5):0.0} s, p95 {At(0.95):0.0} s, most {At(1):0.0} s
            done and not yet known to be when their process died, and so done again: {again}
            """));
        return lost == 0 && after.Count > 0 && after[^1] <= Longest ? 0 : 1;

        double At(double share) => after.Count == 0 ? 0 : after[Math.Min(after.Count - 1, (int)(after.Count * share))].TotalSeconds;
    }

    private static async Task<(List<TimeSpan> After, long Lost, long Jobs)> RoundAsync(JobCluster cluster, BenchProcess lives, int kill, TimeSpan stream)
    {
        var dies = await cluster.StartNodeAsync($"dies-{kill}", Workers);
        for (var i = 0; i < Held; i++)
            await cluster.QueueAsync($"{kill}-held-{i}", holds: true);
        await cluster.ReachesAsync(Held, $"SELECT count(DISTINCT job) FROM ran WHERE job LIKE '{kill}-held-%'", Longest);

        var shorts = 0;
        using var over = new CancellationTokenSource(stream, TimeProvider.System);
        await Parallel.ForAsync(0, 4, async (_, _) =>
        {
            while (!over.IsCancellationRequested)
                await cluster.QueueAsync(string.Create(CultureInfo.InvariantCulture, $"{kill}-short-{Interlocked.Increment(ref shorts)}"), holds: false);
        });
        dies.Kill();
        var at = TimeProvider.System.GetUtcNow();

        // What the process that lives holds ends now: it may hold as many as it has workers, and would begin nothing.
        await lives.WriteLineAsync("go on");
        await cluster.ReachesAsync(0, $"SELECT -count(*) FROM (SELECT job FROM ran WHERE job LIKE '{kill}-%' GROUP BY job HAVING bool_and(node = 'dies-{kill}' AND done IS NULL)) t", Longest * 2);
        var jobs = Held + shorts;
        await cluster.ReachesAsync(jobs, $"SELECT count(DISTINCT job) FROM ran WHERE job LIKE '{kill}-%' AND done IS NOT NULL", Longest * 2);
        var done = await cluster.CountAsync($"SELECT count(DISTINCT job) FROM ran WHERE job LIKE '{kill}-%' AND done IS NOT NULL");
        return (await AfterAsync(cluster.Database, kill, at), jobs - done, jobs);
    }

    // Jobs that the killed process had begun and not done, and when the other one began them.
    private static async Task<List<TimeSpan>> AfterAsync(NpgsqlDataSource database, int kill, DateTimeOffset at)
    {
        await using var command = database.CreateCommand($"""
            SELECT min(again.at) FROM ran cut JOIN ran again ON again.job = cut.job AND again.node = 'lives' AND again.at > cut.at
            WHERE cut.node = 'dies-{kill}' AND cut.done IS NULL AND cut.job LIKE '{kill}-%' GROUP BY cut.job
            """);
        var after = new List<TimeSpan>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            after.Add(rows.GetFieldValue<DateTimeOffset>(0) - at);
        return after;
    }
}
