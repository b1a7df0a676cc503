using System.Diagnostics;
using System.Globalization;
using EksGrader.Simulator.Endings;

namespace EksGrader.Bench.Leases;

/// <summary>
/// Ten thousand leases with one midnight deadline, from an hour before to two hours after it, by a clock that this program moves: are
/// looks in time, accounts under their limits, readers never kept waiting, and all verdicts right? In this clock work takes no time;
/// <c>leases-wall</c> measures that.
/// </summary>
internal static class LeaseBench
{
    public static async Task<int> RunAsync(int leases, LeaseShape shape)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-bench-");
        try
        {
            return await RunAsync(folder.FullName, leases, shape);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder, int leases, LeaseShape shape)
    {
        var time = new SteppedTime(LeaseClass.Begin);
        var fates = new LeaseFates(LeaseClass.Deadline, shape);
        var calls = new CallMeter();
        var post = new CountingPost();
        await using var service = new LeaseService(folder, time, new PracticeProbe(time, fates.Of, calls.Called), post);
        await LeaseClass.SeedAsync(service.Provider, leases, seed: 7, shape);
        Say($"{leases} leases seeded, database {new FileInfo(Path.Combine(folder, "eksgrader.db")).Length / 1048576.0:0} MiB");

        using var reader = new SlowestRead(folder);
        using var self = Process.GetCurrentProcess();
        var (cpu, started) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        var said = time.Now;
        await service.RunAsync(LeaseClass.End, now =>
        {
            if (now - said < TimeSpan.FromMinutes(20))
                return;
            said = now;
            Say($"  {said:HH:mm}  {service.Probe.Probes} looks, {post.Count} e-mails, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        });

        self.Refresh();
        var used = self.TotalProcessorTime - cpu;
        var slowest = reader.Stop();
        var found = await LeaseFindings.ReadAsync(service.Provider, fates, LeaseClass.Begin, LeaseClass.End);
        var reminded = await ReminderFindings.ReadAsync(service.Provider);
        Say($"looks               {service.Probe.Probes} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s of wall time, {used.TotalMilliseconds / Math.Max(1, service.Probe.Probes):0.00} ms of CPU each (reminders, receipts and the reader included)");
        var late = found.Lateness.Order().ToList();
        Say($"late by             p50 {late[late.Count / 2]:0.0} s, p99 {late[late.Count * 99 / 100]:0.0} s, most {late[^1]:0.0} s of 60 s");
        Say($"for the proof alone {service.Probe.Proofs} looks, since their account had too many clusters at once");
        Say($"calls               {calls.Count}, fullest bucket {calls.Fullest:0.0} of 40 ({calls.FullestOf})");
        Say($"reader              {slowest.Reads} reads, p50 {slowest.Median.TotalMilliseconds:0.0} ms, slowest {slowest.Slowest.TotalMilliseconds:0} ms of 1,000");
        Say($"reminders           {reminded.Sent.Count} sent, {reminded.Unsure.Count} unsure, {post.Count} received, {post.Twice} twice");
        Say($"receipts            {found.Receipts}");
        Say($"memory              {self.WorkingSet64 / 1048576.0:0} MiB, peak {self.PeakWorkingSet64 / 1048576.0:0} MiB (the rows that are read at the end included)");
        foreach (var wrong in found.Wrong.Concat(found.Late).CountBy(w => w).Take(20))
            Say($"WRONG ({wrong.Value}): {wrong.Key}");
        return found.Wrong.Count == 0 && found.Late.Count == 0 && post.Twice == 0 && calls.Fullest <= 40 && slowest.Slowest < TimeSpan.FromSeconds(1) ? 0 : 1;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
