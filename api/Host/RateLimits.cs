using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>The section <c>RateLimits</c> of the configuration: how often one student may do what costs others time, in a minute.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "RateLimits";

    /// <summary>Hand-ins, refused ones included.</summary>
    [Range(1, 100_000, ErrorMessage = "RateLimits:HandInsPerMinute lies between 1 and 100000.")]
    public int HandInsPerMinute { get; set; } = 10;

    /// <summary>Trials of an access.</summary>
    [Range(1, 100_000, ErrorMessage = "RateLimits:AccessTestsPerMinute lies between 1 and 100000.")]
    public int AccessTestsPerMinute { get; set; } = 6;

    /// <summary>Requests to look again.</summary>
    [Range(1, 100_000, ErrorMessage = "RateLimits:LooksPerMinute lies between 1 and 100000.")]
    public int LooksPerMinute { get; set; } = 4;

    /// <summary>Tries to sign in, or with the code of an invitation, that fail from one network (<see cref="NetworkTries"/>); those that do not count for nothing.</summary>
    [Range(1, 100_000, ErrorMessage = "RateLimits:SignInsPerMinute lies between 1 and 100000.")]
    public int SignInsPerMinute { get; set; } = 240;

    /// <summary>
    /// Writes of one caller, of every kind together: so many at once, and as many a minute after that. No person does so many by hand.
    /// </summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:WritesPerMinute lies between 1 and 1000000.")]
    public int WritesPerMinute { get; set; } = 300;

    /// <summary>The same for admins and for those who teach a course: their scripts do something for each of a class.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:StaffWritesPerMinute lies between 1 and 1000000.")]
    public int StaffWritesPerMinute { get; set; } = 6000;

    /// <summary>Forms that one person sends to change their own account: some of them hash a password.</summary>
    [Range(1, 100_000, ErrorMessage = "RateLimits:AccountFormsPerMinute lies between 1 and 100000.")]
    public int AccountFormsPerMinute { get; set; } = 30;

    /// <summary>Streams of events that one caller follows at the same time; each holds a connection.</summary>
    [Range(1, 100_000, ErrorMessage = "RateLimits:StreamsAtOnce lies between 1 and 100000.")]
    public int StreamsAtOnce { get; set; } = 64;
}

/// <summary>Limits how often callers do what costs.</summary>
internal static class RateLimits
{
    public const string Submissions = "hand-ins";
    public const string AccessTests = "access-tests";
    public const string Observations = "looks";
    public const string AccountForms = "account-forms";
    public const string Writes = "writes";
    public const string StaffWrites = "staff-writes";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection(RateLimitOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateBuckets>();
        return services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = RejectAsync;
            limiter.AddPolicy(Submissions, context => PartitionOf(context, Submissions));
            limiter.AddPolicy(AccessTests, context => PartitionOf(context, AccessTests));
            limiter.AddPolicy(AccountForms, AccountFormsOf);
            limiter.AddPolicy(Observations, context => PartitionOf(context, Observations));
        });
    }

    private static RateLimitPartition<string> PartitionOf(HttpContext context, string policy)
    {
        var buckets = context.RequestServices.GetRequiredService<RateBuckets>();
        var key = RateBuckets.KeyOf(context, context.Request.Query["student"], context.Request.RouteValues.GetValueOrDefault("id")?.ToString());
        return RateLimitPartition.Get(key, k => buckets.Of(policy, k));
    }

    // Each person alone: a classmate in the same network goes on.
    private static RateLimitPartition<string> AccountFormsOf(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return RateLimitPartition.GetNoLimiter("");
        var permits = context.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value.AccountFormsPerMinute;
        return RateLimitPartition.GetSlidingWindowLimiter(RateBuckets.KeyOf(context, student: null, id: null), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        });
    }

    /// <summary>Answers 429, a page or a problem, and says how long to wait.</summary>
    public static async Task RefuseAsync(HttpContext context, int seconds)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        if (PageErrors.IsForPeople(context))
        {
            await PageErrors.WriteAsync(context, ProblemKind.TooManyRequests);
            return;
        }

        var problem = ProblemResponses.Of(ProblemKind.TooManyRequests, ApiTexts.Catalog["Retry", seconds], CultureInfo.CurrentUICulture);
        await ProblemResponses.WriteAsync(context, problem);
    }

    private static ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken) =>
        new(RefuseAsync(rejected.HttpContext, RateBuckets.SecondsOf(rejected.Lease)));
}
