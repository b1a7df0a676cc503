using System.Diagnostics;
using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Bench.Leases;

/// <summary>What a probe costs that goes through the AWS SDK: nothing but looks, of clusters in accounts of their own, each by a role that is assumed for it.</summary>
internal static class SdkProbes
{
    public static async Task<int> RunAsync(int looks, int atOnce)
    {
        var time = ShiftedTime.To(LeaseClass.Deadline.AddSeconds(30));
        (string Name, string All, ProbeDepth Depth)[] kinds =
        [
            ("warm up", LeaseShape.Late, ProbeDepth.Whole),
            ("alive", LeaseShape.Late, ProbeDepth.Whole),
            ("alive, proof alone", LeaseShape.Late, ProbeDepth.Proof),
            ("gone", LeaseShape.Gone, ProbeDepth.Whole),
        ];
        foreach (var (name, all, depth) in kinds)
        {
            var shape = new LeaseShape(All: all);
            await using var sdk = await SdkProbe.StartAsync(time, shape);
            await LookAsync(name, "first", sdk, looks, atOnce, depth);
            await LookAsync(name, "again", sdk, looks, atOnce, depth);
        }

        return 0;
    }

    private static async Task LookAsync(string name, string which, SdkProbe sdk, int looks, int atOnce, ProbeDepth depth)
    {
        using var self = Process.GetCurrentProcess();
        var (cpu, aws, allocated, started) = (self.TotalProcessorTime, sdk.CpuOfAws, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        var how = "";
        await Parallel.ForAsync(0, looks, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, token) =>
        {
            var account = 100_000_000_000 + i;
            var identity = new ClusterIdentity($"arn:aws:eks:{LeaseClass.Region}:{account}:cluster/{LeaseFates.NameOf(i)}", LeaseClass.CreatedAt, null, "uid");
            var target = new LeaseTarget(identity, LeaseFates.NameOf(i), LeaseClass.Region) with { Depth = depth };
            var access = new ClusterAccess(null, new AwsAccess.Role(LeaseClass.Region, LeaseFates.NameOf(i), $"arn:aws:iam::{account}:role/grader", "external-id"));
            var sight = await sdk.Probe.ProbeAsync(target, access, token);
            if (i == 7)
                how = $"{sight.Answer}: {sight.How}";
        });
        self.Refresh();
        var used = self.TotalProcessorTime - cpu;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-20} {which}  {used.TotalMilliseconds / looks:0.00} ms of CPU each, {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / looks:0} KiB; {looks / Stopwatch.GetElapsedTime(started).TotalSeconds:0} a second; AWS {(sdk.CpuOfAws - aws).TotalMilliseconds / looks:0.00} ms"));
        Console.WriteLine($"    {how}");
    }
}
