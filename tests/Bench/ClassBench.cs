using System.Diagnostics;
using System.Globalization;
using System.Net;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench;

/// <summary>Grades every cluster of a simulated class once and says how fast, with how much CPU and memory, and whether all came to what they must.</summary>
internal static class ClassBench
{
    public static async Task<int> RunAsync(ClassBenchOptions options)
    {
        using var host = BenchProcess.StartSelf(["class-host", .. options.ToArguments()]);
        var facts = await host.ReadAsync<HostFacts>();
        await using var services = Services(facts);
        var run = new ClassRun(services, facts, options.Assignment);

        // The first gradings pay for what a service pays once: compiled code, AWS connections.
        await run.GradeAllAsync([.. facts.Clusters.Take(200)], inFlight: 20);
        GC.Collect();
        var memoryBefore = Process.GetCurrentProcess().WorkingSet64;
        var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var hostBefore = host.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();

        var graded = await run.GradeAllAsync(facts.Clusters, options.InFlight);

        var wall = Stopwatch.GetElapsedTime(started);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var times = graded.Select(g => g.Took.TotalMilliseconds).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            clusters {graded.Count}, round trip {options.Delay.TotalMilliseconds} ms, in flight {options.InFlight}, kinds {string.Join(' ', options.Kinds)}, by {options.Assignment}
            wall {wall.TotalSeconds:0.0} s, {graded.Count / wall.TotalSeconds:0.0} gradings a second
            CPU {cpu.TotalMilliseconds / graded.Count:0.0} ms a grading (the simulator's process: {(host.TotalProcessorTime - hostBefore).TotalMilliseconds / graded.Count:0.0} ms)
            one grading: p50 {times[times.Length / 2]:0} ms, p95 {times[(int)(times.Length * 0.95)]:0} ms
            reads of one grading, at most: {graded.Max(g => g.Lists)} lists, {graded.Max(g => g.AwsReads)} of AWS; its recording: {graded.Max(g => g.Packed) / 1024.0:0.0} KiB
            memory: peak {peak / 1048576.0:0} MiB, {(peak - memoryBefore) / 1024.0 / Math.Min(options.InFlight, graded.Count):0} KiB a grading in flight
            """));
        foreach (var wrong in graded.Where(g => g.Wrong is not null).GroupBy(g => g.Wrong, StringComparer.Ordinal).Take(10))
        {
            Console.WriteLine($"WRONG ({wrong.Count()}): {wrong.Key}");
        }

        return graded.All(g => g.Wrong is null) ? 0 : 1;
    }

    /// <summary>The grader as the service has it, with the class's names and AWS.</summary>
    public static ServiceProvider Services(HostFacts facts)
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", facts.AwsEndpoint);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", facts.AccessKeyId);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", facts.SecretAccessKey);
        return new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostResolver>(new FixedNames(facts.Addresses()))
            .AddGrading(grading => grading.ClusterNetworks = grading.ProbeNetworks = [IPNetwork.Parse(PracticeClass.Network)])
            .BuildServiceProvider();
    }

    private sealed class FixedNames(IReadOnlyDictionary<string, IPAddress> names) : IHostResolver
    {
        public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<IPAddress>>(
            IPAddress.TryParse(host, out var address) || names.TryGetValue(host, out address) ? [address] : []);
    }
}

/// <summary>Gradings of a class.</summary>
internal sealed class ClassRun(IServiceProvider services, HostFacts facts, string assignmentName)
{
    private readonly ClusterInspector looker = services.GetRequiredService<ClusterInspector>();
    private readonly GraderLimits limits = services.GetRequiredService<GraderLimits>();
    private readonly Assignment assignment = ShippedAssignments.Read(assignmentName, services.GetRequiredService<Catalogue>().Infos);

    public HostFacts Facts { get; } = facts;

    public async Task<IReadOnlyList<GradedCluster>> GradeAllAsync(IReadOnlyList<HostedCluster> clusters, int inFlight, CancellationToken cancellationToken = default)
    {
        var graded = new GradedCluster[clusters.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, clusters.Count), new ParallelOptions { MaxDegreeOfParallelism = inFlight, CancellationToken = cancellationToken }, async (i, token) => graded[i] = await GradeAsync(clusters[i], token));
        return graded;
    }

    private async Task<GradedCluster> GradeAsync(HostedCluster cluster, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var settling = new Settling(assignment, limits);
        var seen = await looker.InspectAsync(assignment, settling.Outstanding, AccessOf(cluster), new SubmissionTarget { SubmittedAt = TimeProvider.System.GetUtcNow() }, 1, settling.TimeForNextObservation, null, cancellationToken);
        var recording = new Recording();
        var record = seen.Record();
        recording.Add(record);
        var packed = RecordingFile.Pack(recording).Length;
        var wrong = cluster.Expected.FirstOrDefault(e => Word(seen.Verdicts[new CheckId(e.Key)]) != e.Value);
        return new GradedCluster(
            Stopwatch.GetElapsedTime(started),
            record.Reads.Count(r => r.Key.StartsWith("kubernetes list ", StringComparison.Ordinal)),
            record.Reads.Count(r => r.Key.StartsWith("aws ", StringComparison.Ordinal)),
            packed,
            wrong.Key is null ? null : $"{cluster.Kind}: {wrong.Key} is {Word(seen.Verdicts[new CheckId(wrong.Key)])}, not {wrong.Value}: {seen.Verdicts[new CheckId(wrong.Key)].Summary.En}");
    }

    private static string Word(Verdict verdict) => string.Create(CultureInfo.InvariantCulture, $"{verdict.Outcome} {verdict.Share:0.####}");

    private static ClusterAccess AccessOf(HostedCluster cluster)
    {
        AwsAccess? aws = cluster switch
        {
            { RoleArn: { } role } => new AwsAccess.Role(cluster.Region, cluster.ClusterName, role, cluster.ExternalId),
            { Keys: { } keys } => new AwsAccess.Keys(cluster.Region, cluster.ClusterName, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
            _ => null,
        };
        var kubeconfig = cluster.Kubeconfig is { } text ? KubeconfigReader.Read(System.Text.Encoding.UTF8.GetBytes(text)) : null;
        return new ClusterAccess(kubeconfig?.Value, aws);
    }
}

/// <summary>What one grading came to.</summary>
/// <param name="Took">How long it took.</param>
/// <param name="Lists">How many lists of the Kubernetes API it read.</param>
/// <param name="AwsReads">How many reads of AWS it made.</param>
/// <param name="Packed">The bytes of its recording.</param>
/// <param name="Wrong">What it got wrong; null for nothing.</param>
internal sealed record GradedCluster(TimeSpan Took, int Lists, int AwsReads, int Packed, string? Wrong);
