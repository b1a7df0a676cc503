using System.Collections.Concurrent;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Deletion;

/// <summary>The AWS calls of one look: paced, within the look's time, each written down with its answer.</summary>
/// <param name="session">The credentials.</param>
/// <param name="account">The account that is asked, for the pace; where it is not known, whatever tells the credentials.</param>
/// <param name="pace">Keeps all looks together below what AWS allows.</param>
/// <param name="given">The token of whoever asked for the look: only its end is an exception.</param>
internal sealed class ProbeCalls(AwsSession session, string account, AwsRateLimiter pace, CancellationToken given)
{
    private readonly ConcurrentQueue<string> made = [];

    /// <summary>The calls and their answers, in the order in which they ended.</summary>
    public IReadOnlyList<string> Made => [.. made];

    public AwsSession Session => session;

    /// <summary>Writes a call down.</summary>
    public void Note(string call, string answer) => made.Enqueue($"{call} → {answer}");

    /// <summary>Makes one call.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="ask">The call.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <param name="bucket">What AWS counts together, where it is not the service.</param>
    /// <exception cref="ReadException">It was not answered.</exception>
    public async Task<T> AskAsync<T>(string action, Func<AwsServices, CancellationToken, Task<T>> ask, CancellationToken cancellationToken, string? bucket = null)
    {
        try
        {
            await pace.WaitAsync(account, session.Access.Region, bucket ?? BucketOf(action), cancellationToken);
            return await ask(await session.GetServicesAsync(cancellationToken), cancellationToken);
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
    // keep the leftovers of an account that holds a hundred clusters waiting past a look's end. What EKS allows is not documented at all (EKS API
    // reference and service quotas name no rate; what people report are throttled DescribeCluster calls of some 150 nodes that join at once), so each of
    // its actions gets what the most frugal service that does say it allows (docs/decisions/0012). The others are taken for one bucket a service.
    private static string BucketOf(string action) =>
        action.StartsWith("ec2:", StringComparison.Ordinal) || action.StartsWith("eks:", StringComparison.Ordinal) ? action : action[..action.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>Reads every page of a list.</summary>
    /// <exception cref="ReadException">A page was not answered, or there is no end of them.</exception>
    public async Task<IReadOnlyList<T>> PagesAsync<T, TPage>(
        string action,
        Func<AwsServices, string?, CancellationToken, Task<TPage>> ask,
        Func<TPage, IReadOnlyList<T>?> items,
        Func<TPage, string?> next,
        CancellationToken cancellationToken,
        string? bucket = null)
        where TPage : AmazonWebServiceResponse
    {
        try
        {
            return (await AwsPaging.ReadAsync(
                marker => AskAsync(action, (services, token) => ask(services, marker, token), cancellationToken, bucket), page => items(page) ?? [], next)).Items;
        }
        catch (Exception e) when (e is InvalidResponseException or ResponseTooLargeException)
        {
            throw AwsErrors.From(e, new AwsCallOf(action, session.Access));
        }
    }
}
