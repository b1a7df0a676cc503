using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>
/// How often each caller did what costs: one count for the API and the pages, so that no one gets the double by using both. The policies
/// of the API's endpoints draw from it (<see cref="RateLimits"/>), the forms of pages ask for themselves: the form that was sent is not
/// known before its body is read.
/// </summary>
internal sealed class RateBuckets(IOptions<RateLimitOptions> options) : IDisposable
{
    private readonly Dictionary<string, PartitionedRateLimiter<string>> buckets = new(StringComparer.Ordinal)
    {
        [RateLimits.Submissions] = BucketsOf(options.Value.HandInsPerMinute),
        [RateLimits.AccessTests] = BucketsOf(options.Value.AccessTestsPerMinute),
        [RateLimits.Observations] = BucketsOf(options.Value.LooksPerMinute),
        [RateLimits.Writes] = RefillingOf(options.Value.WritesPerMinute),
        [RateLimits.StaffWrites] = RefillingOf(options.Value.StaffWritesPerMinute),
    };

    /// <summary>Whose bucket: each student alone, also where an instructor acts for several.</summary>
    public static string KeyOf(HttpContext context, string? student, string? id)
    {
        var caller = CurrentUser.Of(context.User)?.Key ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
        return $"{caller} {student} {id}";
    }

    /// <summary>Counts one call from a page; null where it may go on, else why not.</summary>
    /// <param name="policy">The policy, such as <see cref="RateLimits.Submissions"/>.</param>
    /// <param name="context">The request.</param>
    /// <param name="id">The submission, where it is about one.</param>
    public Error? Refuse(string policy, HttpContext context, string? id = null)
    {
        using var lease = buckets[policy].AttemptAcquire(KeyOf(context, student: null, id));
        if (lease.IsAcquired)
            return null;
        var seconds = SecondsOf(lease);
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        return Error.Of(ProblemKind.TooManyRequests, ApiTexts.Catalog["Retry", seconds]);
    }

    /// <summary>Counts one call of whom a key names.</summary>
    public RateLimitLease Take(string policy, string key) => buckets[policy].AttemptAcquire(key);

    /// <summary>How many seconds a caller who was refused waits: a sliding window tells no time of its own, a segment later there may be room.</summary>
    public static int SecondsOf(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)wait.TotalSeconds) : 10;

    /// <summary>One caller's bucket, as the middleware of rate limits asks for one.</summary>
    public RateLimiter Of(string policy, string key) => new Bucket(buckets[policy], key);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var bucket in buckets.Values)
            bucket.Dispose();
    }

    private static PartitionedRateLimiter<string> BucketsOf(int permits) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetSlidingWindowLimiter(key, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        }));

    // Refills steadily, so that who is over the limit waits a second and not for the end of a window.
    private static PartitionedRateLimiter<string> RefillingOf(int permits) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = permits,
            TokensPerPeriod = Math.Max(1, permits / 60),
            ReplenishmentPeriod = permits >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1) / permits,
            QueueLimit = 0,
        }));

    /// <summary>Counts nothing itself; anyone who holds one may throw it away at any time.</summary>
    private sealed class Bucket(PartitionedRateLimiter<string> all, string key) : RateLimiter
    {
        public override TimeSpan? IdleDuration => TimeSpan.MaxValue;

        public override RateLimiterStatistics? GetStatistics() => all.GetStatistics(key);

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => all.AttemptAcquire(key, permitCount);

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
            all.AcquireAsync(key, permitCount, cancellationToken);
    }
}
