using System.Diagnostics;
using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Simulator.Endings;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Bench.Leases;

/// <summary>
/// The same midnight by the real clock: from half a minute before it to what is due two minutes after it. Work takes the time that it
/// takes, and every probe waits for four answers of AWS, one after the other; or it asks an AWS on this machine all that a probe asks, through the SDK.
/// </summary>
internal static class LeaseThroughput
{
    private const int Trips = 4;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(int leases, int delay, LeaseShape shape, bool throughSdk)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-bench-");
        try
        {
            await using (var seeding = LeaseService.Services(folder.FullName, new SteppedTime(LeaseClass.Begin), _ => { }))
                await LeaseClass.SeedAsync(seeding, leases, seed: 7, shape);
            return await RunAsync(folder.FullName, TimeSpan.FromMilliseconds(delay), shape, throughSdk);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, TimeSpan delay, LeaseShape shape, bool throughSdk)
    {
        // What was due until half a minute before is done by a clock that waits for it.
        var fates = new LeaseFates(LeaseClass.Deadline, shape);
        var stepped = new SteppedTime(LeaseClass.Deadline.AddMinutes(-7));
        await using (var service = new LeaseService(folder, stepped, new PracticeProbe(stepped, fates.Of), new CountingPost()))
            await service.RunAsync(LeaseClass.Deadline - Before, _ => { });

        var time = ShiftedTime.To(LeaseClass.Deadline - Before);
        using var reader = new SlowestRead(folder);
        await using var sdk = throughSdk ? await SdkProbe.StartAsync(time, shape) : null;
        using var self = Process.GetCurrentProcess();
        var (cpu, aws, busiest) = (self.TotalProcessorTime, sdk?.CpuOfAws ?? default, 0.0);
        var until = LeaseClass.Deadline.AddMinutes(4);
        await using var real = new LeaseService(folder, time, sdk?.Probe ?? new DistantProbe(new PracticeProbe(time, fates.Of), delay * Trips), new CountingPost());
        real.Start();
        var (last, looks) = (cpu, 0);
        while (time.GetUtcNow() < until)
        {
            var rest = until - time.GetUtcNow();
            await Task.Delay(rest < Window ? rest : Window, TimeProvider.System);
            self.Refresh();
            var (now, made) = (self.TotalProcessorTime, real.Probe.Probes);
            busiest = Math.Max(busiest, (now - last) / Window);
            Say($"  {time.GetUtcNow():HH:mm:ss}  {made - looks} looks begun, {(now - last) / Window:0.00} cores");
            (last, looks) = (now, made);
        }

        self.Refresh();
        var used = self.TotalProcessorTime - cpu;
        var slowest = reader.Stop();
        var found = await LeaseFindings.ReadAsync(real.Provider, fates, LeaseClass.Deadline - Before, until);
        var late = found.Lateness.Order().ToList();
        Say($"by the real clock   {real.Probe.Probes} looks {(sdk is null ? string.Create(CultureInfo.InvariantCulture, $"of {Trips} x {delay.TotalMilliseconds:0} ms") : "through the SDK")} in {(until - LeaseClass.Deadline + Before).TotalSeconds:0} s, {used.TotalMilliseconds / real.Probe.Probes:0.00} ms of CPU each");
        if (sdk is not null)
            Say($"AWS                 {(sdk.CpuOfAws - aws).TotalMilliseconds / real.Probe.Probes:0.00} ms of CPU a look, on the same cores");
        Say($"busiest 15 s        {busiest:0.00} cores");
        Say($"receipts            {found.Receipts}; {real.Probe.Proofs} looks for the proof alone; {found.Ends.Values.CountBy(e => e).OrderByDescending(e => e.Value).First()} and others");
        Say($"late by             p50 {late[late.Count / 2]:0.0} s, p99 {late[late.Count * 99 / 100]:0.0} s, most {late[^1]:0.0} s of 60 s");
        Say($"reader              {slowest.Reads} reads, p50 {slowest.Median.TotalMilliseconds:0.0} ms, slowest {slowest.Slowest.TotalMilliseconds:0} ms");
        foreach (var wrong in found.Late.Take(5))
            Say($"LATE: {wrong}");
        Say($"{found.Late.Count} looks came later than 60 s");
        return found.Late.Count == 0 ? 0 : 1;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private sealed class DistantProbe(IDeletionProbe inner, TimeSpan delay) : IDeletionProbe
    {
        public async Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken)
        {
            var sight = await inner.ProbeAsync(target, access, cancellationToken);
            await Task.Delay(delay, TimeProvider.System, cancellationToken);
            return sight;
        }
    }
}
