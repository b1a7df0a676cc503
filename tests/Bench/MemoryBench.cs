using System.Diagnostics;
using System.Globalization;

namespace EksGrader.Bench;

/// <summary>
/// What a grading in flight weighs: every cluster accepts the connection and the requests and never answers, so all gradings are held
/// at the moment when connections, TLS and requests are all there. Measured after a full collection: what is held, not what is waste.
/// </summary>
internal static class MemoryBench
{
    public static async Task<int> RunAsync(ClassBenchOptions options)
    {
        options = options with { Kinds = ["hanging-server"], Delay = TimeSpan.FromMilliseconds(5) };
        using var host = BenchProcess.StartSelf(["class-host", .. options.ToArguments()]);
        var facts = await host.ReadAsync<HostFacts>();
        await using var services = ClassBench.Services(facts);
        var run = new ClassRun(services, facts, options.Assignment);

        // The first one pays for what a process pays once.
        await HoldAsync(run, [.. facts.Clusters.Take(1)], TimeSpan.FromSeconds(3));
        var (managedBefore, residentBefore) = Weigh();
        var (managed, resident) = await HoldAsync(run, facts.Clusters, TimeSpan.FromSeconds(20));

        var each = 1024.0 * facts.Clusters.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {facts.Clusters.Count} gradings in flight, none of them answered
            {(managed - managedBefore) / each:0} KiB of objects a grading, {(resident - residentBefore) / each:0} KiB of the process (TLS and sockets included)
            """));
        return 0;
    }

    private static async Task<(long Managed, long Resident)> HoldAsync(ClassRun run, IReadOnlyList<HostedCluster> clusters, TimeSpan hold)
    {
        using var enough = new CancellationTokenSource();
        var grading = run.GradeAllAsync(clusters, clusters.Count, enough.Token);
        await Task.Delay(hold, TimeProvider.System, CancellationToken.None);
        var weighed = Weigh();
        await enough.CancelAsync();
        await ((Task)grading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return weighed;
    }

    private static (long Managed, long Resident) Weigh()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), self.WorkingSet64);
    }
}
