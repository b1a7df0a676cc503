using System.Globalization;

namespace EksGrader.Bench.Jobs;

/// <summary>Several processes that share one queue on PostgreSQL: each job is done, and none twice.</summary>
internal static class JobsBench
{
    public static async Task<int> RunAsync(string server, int processes, int jobs, int workers)
    {
        await using var cluster = await JobCluster.MakeAsync(server);
        var nodes = new List<BenchProcess>();
        for (var i = 0; i < processes; i++)
            nodes.Add(await cluster.StartNodeAsync($"node-{i}", workers));
        var cpu = nodes.ConvertAll(n => n.TotalProcessorTime);

        var began = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await cluster.QueueAsync($"job-{i}", holds: false));
        var queued = TimeProvider.System.GetElapsedTime(began);
        var areAllDone = await cluster.ReachesAsync(jobs, "SELECT count(DISTINCT job) FROM ran WHERE done IS NOT NULL", TimeSpan.FromMinutes(10));
        var took = TimeProvider.System.GetElapsedTime(began);
        var spent = nodes.Select((n, i) => (n.TotalProcessorTime - cpu[i]).TotalMilliseconds).Sum();
        var twice = await cluster.CountAsync("SELECT count(*) FROM (SELECT job FROM ran GROUP BY job HAVING count(*) > 1) t");
        var shares = new List<long>();
        for (var i = 0; i < processes; i++)
            shares.Add(await cluster.CountAsync($"SELECT count(*) FROM ran WHERE node = 'node-{i}'"));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {jobs} jobs by {processes} processes of {workers} workers: {(areAllDone ? "all done" : "NOT ALL DONE")}, {twice} twice
            queued within {queued.TotalSeconds:0.0} s, done within {took.TotalSeconds:0.0} s ({jobs / took.TotalSeconds:0} a second), {spent / jobs:0.0} ms of CPU a job in the processes that run them
            by process: {string.Join(", ", shares)}
            """));
        return areAllDone && twice == 0 ? 0 : 1;
    }
}
