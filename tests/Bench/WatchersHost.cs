using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EksGrader.Api;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Bench;

/// <summary>The service with clusters that show what they are told, in a process of its own.</summary>
internal static class WatchersHost
{
    public const string Token = "an-admin-token-of-the-bench-0123456789";

    /// <summary>Serves; looks go on at the first line of standard input, which says how many milliseconds one grading has; tells what it saw at the second, and ends with the third.</summary>
    /// <param name="workers">How many jobs are in flight at most; 0 for as many as the service is set to.</param>
    public static async Task<int> RunAsync(string workers)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-watchers-");
        var clusters = new SteadyInspector();
        TimedEvents? events = null;
        await using var app = ServiceHost.Build(
            [
                "--urls=http://127.0.0.1:0", $"--Database:ConnectionString=Data Source={Path.Combine(folder.FullName, "eksgrader.db")}", $"--Vault:KeysFolder={Path.Combine(folder.FullName, "keys")}",
                $"--{AdminToken.Variable}={Token}", "--Logging:LogLevel:Default=Warning", "--Logging:Console:LogToStandardErrorThreshold=Trace", "--Grading:PrincipalArn=arn:aws:iam::111122223333:role/eks-grader",
                .. workers == "0" ? Array.Empty<string>() : [$"--Jobs:Concurrency={workers}"],
            ],
            builder =>
            {
                var hub = builder.Services.Last(s => s.ServiceType == typeof(IGradingEvents)).ImplementationType ?? throw new InvalidOperationException("No hub of events.");
                builder.Services.AddSingleton(hub);
                builder.Services.AddSingleton<IGradingEvents>(services => events = new TimedEvents((IGradingEvents)services.GetRequiredService(hub)));
                builder.Services.AddSingleton<IClusterInspector>(clusters);
            });
        await app.StartServiceAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new ServingWatchers(app.Urls.First(), Token)));
        clusters.InFlight = app.Services.GetRequiredService<IOptions<JobOptions>>().Value.Concurrency;
        var go = await Console.In.ReadLineAsync(CancellationToken.None);
        clusters.Go(TimeSpan.FromMilliseconds(double.Parse((go ?? "go 0").Split(' ')[1], CultureInfo.InvariantCulture)));
        await Console.In.ReadLineAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new WatchedFacts(Peak(), Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds, events?.Woken ?? [])));
        await Console.In.ReadLineAsync(CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
        folder.Delete(recursive: true);
        return 0;
    }

    // proc(5): VmHWM, the most that was resident, in KiB.
    private static long Peak() => File.ReadLines("/proc/self/status").Where(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(l => long.Parse(l["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)).Single();

    /// <summary>
    /// A verdict about every second, the moment in its words: with the observations that are in flight at once a class is graded as fast as two cores
    /// grade one (the measurement <c>class</c>), and no faster. Or as slowly as the class's time asks for.
    /// </summary>
    private sealed class SteadyInspector : IClusterInspector
    {
        private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(1);
        private readonly TaskCompletionSource<TimeSpan> go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>How many gradings are in flight at once.</summary>
        public int InFlight { get; set; }

        /// <summary>Lets the observations begin.</summary>
        /// <param name="each">How long after one grading the next is over; zero for as fast as the service takes them.</param>
        public void Go(TimeSpan each) => go.TrySetResult(each);

        public async Task<Observation> InspectAsync(
            Assignment assignment, IReadOnlyList<AssignedCheck> which, ClusterAccess access, SubmissionTarget handIn, int number, TimeSpan limit, IProgress<CheckResult>? progress, CancellationToken cancellationToken)
        {
            var verdict = await go.Task.WaitAsync(cancellationToken) * InFlight / which.Count;
            if (verdict < Soonest)
                verdict = Soonest;
            var at = TimeProvider.System.GetUtcNow();
            var verdicts = new Dictionary<CheckId, Verdict>();
            foreach (var check in which)
            {
                await Task.Delay(verdict * (RandomNumberGenerator.GetInt32(60, 120) / 100.0), TimeProvider.System, cancellationToken);
                var words = LocalizedText.Same(string.Create(CultureInfo.InvariantCulture, $"fell at {TimeProvider.System.GetTimestamp()}"));
                verdicts[check.Check] = check.Check.Value == "cluster-deletion" ? Verdict.Pending(words) : Verdict.Passed(words) with { Evidence = [new Evidence("kubectl get nodes", string.Join('\n', Enumerable.Repeat("ip-192-168-23-110.ap-northeast-2.compute.internal   Ready    <none>   3h1m   v1.33.5-eks-113cf36", 10)), at)] };
                progress?.Report(new CheckResult(check.Check, check.Points, verdicts[check.Check]));
            }

            var identity = new ClusterIdentity(null, null, access.Kubeconfig?.Server.Host ?? "", null);
            return new Observation(at, TimeSpan.FromSeconds(1), verdicts, [])
            {
                Identity = identity,
                Recorded = new RecordedObservation(number, at, handIn, [.. which.Select(c => c.Check)], []) { Identity = identity },
            };
        }
    }

    /// <summary>Notes when those who watch a submission are woken.</summary>
    private sealed class TimedEvents(IGradingEvents hub) : IGradingEvents
    {
        public ConcurrentDictionary<Guid, ConcurrentQueue<long>> Woken { get; } = [];

        public void Tell(SubmissionId submission, CheckResult result) => hub.Tell(submission, result);

        public void Wake(SubmissionId submission)
        {
            Woken.GetOrAdd(submission.Value, static _ => []).Enqueue(TimeProvider.System.GetTimestamp());
            hub.Wake(submission);
        }

        public IReadOnlyList<CheckResult> Fallen(SubmissionId submission) => hub.Fallen(submission);

        public IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, CancellationToken cancellationToken) => hub.WatchAsync(submission, cancellationToken);
    }
}

/// <summary>What the service's process tells the bench's.</summary>
internal sealed record ServingWatchers(string Address, string Token);

/// <summary>What it tells at the end.</summary>
internal sealed record WatchedFacts(long PeakKiB, double CpuSeconds, IReadOnlyDictionary<Guid, ConcurrentQueue<long>> Woken);
