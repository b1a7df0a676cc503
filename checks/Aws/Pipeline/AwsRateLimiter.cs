namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>
/// Paces calls so that all observations of the process together stay below what AWS allows an account in a region: a bucket of 40 Describe
/// calls that refills with 10 a second, for each service apart (EC2 and Elastic Load Balancing API references, "Request throttling").
/// A quarter is left for the student's own tools and for the SDK's retries.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class AwsRateLimiter(TimeProvider time)
{
    /// <summary>How many calls may come at once. Those who pace observations (<c>AccountRateLimiter</c>) share out this and no more.</summary>
    public const int Burst = 30;

    /// <summary>How many calls a second there may be for long.</summary>
    public const int PerSecond = 8;

    /// <summary>A call that would wait longer than this is refused at once and leaves its place to others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int KeptAtMost = 100_000;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1) / PerSecond;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Account, string Region, string Bucket), DateTimeOffset> fullAgainAt = [];

    /// <summary>Waits until a call may be made.</summary>
    /// <param name="account">The account that is asked.</param>
    /// <param name="region">The region.</param>
    /// <param name="bucket">What AWS counts together: a service, or one of its calls.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AwsRateLimitException">Too many are waiting already.</exception>
    public async ValueTask WaitAsync(string account, string region, string bucket, CancellationToken cancellationToken)
    {
        var wait = Take((account, region, bucket));
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private TimeSpan Take((string Account, string Region, string Bucket) key)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var from = fullAgainAt.TryGetValue(key, out var full) && full > now ? full : now;
            var wait = from + Apart - now - (Apart * Burst);
            if (wait > Patience)
            {
                throw new AwsRateLimitException();
            }

            if (fullAgainAt.Count >= KeptAtMost)
            {
                ForgetFull(now);
            }

            fullAgainAt[key] = from + Apart;
            return wait;
        }
    }

    private void ForgetFull(DateTimeOffset now)
    {
        foreach (var (key, _) in fullAgainAt.Where(b => b.Value <= now).ToList())
        {
            fullAgainAt.Remove(key);
        }
    }
}

/// <summary>More calls are waiting for an account than it may be asked in time.</summary>
public sealed class AwsRateLimitException() : Exception("More calls wait for this account than AWS allows.");
