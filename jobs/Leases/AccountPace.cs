using System.Runtime.InteropServices;

namespace EksGrader.Jobs.Leases;

/// <summary>
/// Keeps looks of one AWS account and region under what AWS allows: a bucket a piece. Describe calls of load balancers have the smallest
/// buckets, 40 calls refilled with 10 a second (eks-facts.md); a look makes a few of them, and students' own tools need some too. A
/// student's own account never gets there; the account of a course, which lends clusters to all, does.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class AccountPace(TimeProvider time)
{
    /// <summary>How many looks an account's region takes at once.</summary>
    public const int Burst = 8;

    /// <summary>How many it takes a second after that.</summary>
    public const double PerSecond = 2;

    // Full buckets are forgotten: whoever was not looked at for a while has one.
    private const int Remembered = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes a turn; false where the account's region must wait. Without a known account nobody asks AWS.</summary>
    /// <param name="clusterArn">The cluster: its ARN names account and region.</param>
    public bool TryTake(string? clusterArn)
    {
        if (KeyOf(clusterArn) is not { } key)
            return true;

        lock (gate)
        {
            var now = time.GetTimestamp();
            var bucket = buckets.TryGetValue(key, out var known) ? known.At(time, now) : new Bucket(Burst, now);
            if (bucket.Left < 1)
                return false;
            if (buckets.Count >= Remembered)
                Forget(now);
            buckets[key] = bucket with { Left = bucket.Left - 1 };
            return true;
        }
    }

    // arn:aws:eks:REGION:ACCOUNT:cluster/NAME
    private static string? KeyOf(string? arn)
    {
        var parts = arn?.Split(':', 6);
        return parts is { Length: 6 } ? $"{parts[3]}:{parts[4]}" : null;
    }

    private void Forget(long now)
    {
        foreach (var key in buckets.Where(b => b.Value.At(time, now).Left >= Burst).Select(b => b.Key).ToList())
            buckets.Remove(key);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bucket(double Left, long At0)
    {
        public Bucket At(TimeProvider time, long now) => new(Math.Min(Burst, Left + (time.GetElapsedTime(At0, now).TotalSeconds * PerSecond)), now);
    }
}
