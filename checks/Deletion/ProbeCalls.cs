using System.Collections.Concurrent;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Deletion;

/// <summary>The AWS calls of one probe: paced, within the probe's time, each written down with its answer.</summary>
/// <param name="session">The credentials.</param>
/// <param name="account">The account that is asked, for the pace; where it is not known, what the credentials name.</param>
/// <param name="pace">Keeps all probes together below what AWS allows.</param>
/// <param name="given">The caller's token: only its end is an exception.</param>
internal sealed class ProbeCalls(AwsSession session, string account, AwsRateLimiter pace, CancellationToken given) : IAwsCalls
{
    private readonly ConcurrentQueue<string> made = [];

    /// <summary>The calls and their answers, in the order in which they ended.</summary>
    public IReadOnlyList<string> Made => [.. made];

    public AwsSession Session => session;

    /// <summary>Writes a call down.</summary>
    public void Note(string call, string answer) => made.Enqueue($"{call} → {answer}");

    /// <inheritdoc/>
    /// <exception cref="ReadException">It was not answered.</exception>
    public async Task<T> CallAsync<T>(string action, Func<AwsServices, CancellationToken, Task<T>> call, CancellationToken cancellationToken, string? bucket = null)
    {
        try
        {
            await pace.WaitAsync(account, session.Access.Region, bucket ?? BucketOf(action), cancellationToken);
            return await call(await session.GetServicesAsync(cancellationToken), cancellationToken);
        }
        catch (AwsRateLimitException e)
        {
            throw DeletionErrors.Paced(action, e);
        }
        catch (Exception e) when (!given.IsCancellationRequested)
        {
            throw AwsErrors.From(e, new AwsCallOf(action, session.Access));
        }
    }

    // EC2 counts each action apart (EC2 developer guide, "Request throttling": "each API is evaluated individually"); one bucket for all of it would
    // keep the leftovers of an account that holds a hundred clusters waiting past a probe's end. What EKS allows is not documented at all (EKS API
    // reference and service quotas name no rate; what people report are throttled DescribeCluster calls of some 150 nodes that join at once), so each of
    // its actions gets what the most frugal service that does say it allows (docs/decisions/0012). The others are taken for one bucket a service.
    private static string BucketOf(string action) =>
        action.StartsWith("ec2:", StringComparison.Ordinal) || action.StartsWith("eks:", StringComparison.Ordinal) ? action : action[..action.IndexOf(':', StringComparison.Ordinal)];

    /// <inheritdoc/>
    /// <exception cref="ReadException">A page was not answered, or there is no end of them.</exception>
    public async Task<AllPages<T>> PagesAsync<T, TPage>(
        string action,
        Func<AwsServices, string?, CancellationToken, Task<TPage>> call,
        Func<TPage, IReadOnlyList<T>?> items,
        Func<TPage, string?> next,
        CancellationToken cancellationToken,
        string? bucket = null)
        where TPage : AmazonWebServiceResponse
    {
        try
        {
            return await AwsPaging.ReadAsync(
                marker => CallAsync(action, (services, token) => call(services, marker, token), cancellationToken, bucket), page => items(page) ?? [], next);
        }
        catch (Exception e) when (e is InvalidResponseException or ResponseTooLargeException)
        {
            throw AwsErrors.From(e, new AwsCallOf(action, session.Access));
        }
    }
}

/// <summary>How probes word what went wrong: people read it in the proof, in one language for all (<see cref="LeaseObservation.How"/>).</summary>
internal static class DeletionErrors
{
    /// <summary>The grader calls this account too often already.</summary>
    public static ReadException Paced(string action, Exception e) => new(
        new ReadError
        {
            Failure = ReadFailure.Throttled,
            Fault = FaultDomain.Grader,
            Summary = ReadErrors.Texts["TimedOut", action],
            MayPass = true,
        },
        e);

    /// <summary>An error in a word or two.</summary>
    public static string Short(ReadError fault) => fault.Failure switch
    {
        ReadFailure.Denied => "denied",
        ReadFailure.Unauthenticated => "credentials not accepted",
        ReadFailure.Throttled => "throttled",
        ReadFailure.TimedOut => "no answer in time",
        ReadFailure.ServerError => "failed",
        ReadFailure.Malformed or ReadFailure.TooLarge => "senseless answer",
        ReadFailure.Tls => "TLS failed",
        ReadFailure.NotFound => "not found",
        ReadFailure.NameNotFound => "no such host",
        ReadFailure.NameUnanswered => "no answer of DNS",
        ReadFailure.Blocked => "address not allowed",
        ReadFailure.Unreachable => "not reachable",
        _ => "not checked",
    };
}
