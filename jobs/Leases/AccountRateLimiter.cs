using System.Runtime.InteropServices;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Deletion;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Keeps probes of one AWS account and region under what AWS allows, by two buckets. Whole probes ask for load balancers a few times each, whose
/// Describe calls have the smallest buckets, 40 calls refilled with 10 a second (docs/eks-facts.md, "Load balancers of a Service"). Looks for the proof alone ask EKS once for each of
/// three calls; they have what whole probes leave of <see cref="AwsRateLimiter"/>, which counts the calls themselves. Students' own accounts never get
/// there; the account of a course, which lends clusters to all, does.
/// </summary>
public sealed class AccountRateLimiter(TimeProvider time)
{
    /// <summary>How many whole probes an account's region takes at once.</summary>
    public const int Burst = 8;

    /// <summary>How many it takes a second after that.</summary>
    public const double PerSecond = 2;

    /// <summary>How many probes for the proof alone it takes at once beside them.</summary>
    public const int ProofBurst = AwsRateLimiter.Burst - Burst;

    /// <summary>How many it takes a second after that.</summary>
    public const double ProofPerSecond = AwsRateLimiter.PerSecond - PerSecond;

    // Full buckets are forgotten: an account that was not observed for a while has one.
    private const int Remembered = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Account, ProbeDepth Depth), Bucket> buckets = [];

    /// <summary>Takes a turn; false where the account's region must wait. Without a known account AWS is not asked.</summary>
    /// <param name="clusterArn">The cluster: its ARN names account and region.</param>
    /// <param name="depth">Which look the turn is for.</param>
    public bool TryTake(string? clusterArn, ProbeDepth depth = ProbeDepth.Whole)
    {
        if (KeyOf(clusterArn) is not { } account)
            return true;

        lock (gate)
        {
            var now = time.GetTimestamp();
            var bucket = buckets.TryGetValue((account, depth), out var known) ? known.At(time, now, depth) : new Bucket(MostOf(depth), now);
            if (bucket.Left < 1)
                return false;
            if (buckets.Count >= Remembered)
                Forget(now);
            buckets[(account, depth)] = bucket with { Left = bucket.Left - 1 };
            return true;
        }
    }

    /// <summary>What shares a pace: account and region of a cluster; null where they are not known.</summary>
    /// <param name="clusterArn">The cluster, <c>arn:aws:eks:REGION:ACCOUNT:cluster/NAME</c>.</param>
    internal static string? KeyOf(string? clusterArn) => ClusterArn.TryParse(clusterArn, out var arn) ? $"{arn.Region}:{arn.Account}" : null;

    private static int MostOf(ProbeDepth depth) => depth == ProbeDepth.Whole ? Burst : ProofBurst;

    private void Forget(long now)
    {
        foreach (var key in buckets.Where(b => b.Value.At(time, now, b.Key.Depth).Left >= MostOf(b.Key.Depth)).Select(b => b.Key).ToList())
            buckets.Remove(key);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bucket(double Left, long At0)
    {
        public Bucket At(TimeProvider time, long now, ProbeDepth depth)
        {
            var refill = depth == ProbeDepth.Whole ? PerSecond : ProofPerSecond;
            return new(Math.Min(MostOf(depth), Left + (time.GetElapsedTime(At0, now).TotalSeconds * refill)), now);
        }
    }
}
