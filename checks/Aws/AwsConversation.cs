using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Aws;

/// <summary>The calls of one read: each fails under the name of its own right, and all count together.</summary>
/// <param name="services">The clients.</param>
/// <param name="access">Whose cluster it is.</param>
/// <param name="token">Ends the read.</param>
/// <param name="caller">Ends the waiting of who asked: then no fault is made of it.</param>
internal sealed class AwsConversation(AwsServices services, AwsAccess access, CancellationToken token, CancellationToken caller)
{
    // Of the bucket that students' own tools draw on too.
    private const int AtOnce = 4;
    private long bytes;

    public string ClusterName => access.ClusterName;

    public string Region => access.Region;

    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Makes one call.</summary>
    public async Task<T> AskAsync<T>(string action, Func<AwsServices, CancellationToken, Task<T>> call)
        where T : AmazonWebServiceResponse
    {
        try
        {
            return await CountedAsync(call);
        }
        catch (Exception e) when (!caller.IsCancellationRequested)
        {
            throw AwsErrors.From(e, new AwsCallOf(action, access));
        }
    }

    /// <summary>Makes one call; null where AWS says that what is asked about does not exist.</summary>
    public async Task<T?> TryAskAsync<T>(string action, Func<AwsServices, CancellationToken, Task<T>> call)
        where T : AmazonWebServiceResponse
    {
        try
        {
            return await CountedAsync(call);
        }
        catch (AmazonServiceException e) when (AwsErrorCodes.IsNotFound(e))
        {
            return null;
        }
        catch (Exception e) when (!caller.IsCancellationRequested)
        {
            throw AwsErrors.From(e, new AwsCallOf(action, access));
        }
    }

    /// <summary>Reads the pages of a list until there is none, or until it holds more than is kept. Every token is followed, also one of an empty page.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="call">Asks for the page behind a token.</param>
    /// <param name="items">What a page holds.</param>
    /// <param name="next">The token of the page after it.</param>
    /// <param name="most">How many items are kept.</param>
    /// <param name="pages">How many pages are read.</param>
    public async Task<AwsItems<T>> ListAsync<T, TPage>(
        string action,
        Func<AwsServices, string?, CancellationToken, Task<TPage>> call,
        Func<TPage, IEnumerable<T>> items,
        Func<TPage, string?> next,
        int most,
        int pages = 10)
        where TPage : AmazonWebServiceResponse
    {
        var all = new List<T>();
        string? marker = null;
        for (var page = 0; page < pages; page++)
        {
            if (await TryAskAsync(action, (s, t) => call(s, marker, t)) is not { } answer)
            {
                return new AwsItems<T>([]) { Absent = true };
            }

            all.AddRange(items(answer));
            marker = next(answer);
            if (all.Count > most || string.IsNullOrEmpty(marker))
            {
                break;
            }
        }

        return new AwsItems<T>([.. all.Take(most)]) { Cut = all.Count > most || !string.IsNullOrEmpty(marker) };
    }

    /// <summary>Asks about each of some things, a few at a time; what is gone meanwhile is left out.</summary>
    public async Task<IReadOnlyList<TOut>> EachAsync<TIn, TOut>(IReadOnlyList<TIn> of, Func<TIn, Task<TOut?>> ask)
        where TOut : class
    {
        var answers = new TOut?[of.Count];
        await Parallel.ForAsync(
            0, of.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = token }, async (i, _) => answers[i] = await ask(of[i]));
        return [.. answers.OfType<TOut>()];
    }

    /// <summary>Whose credentials they are. Everyone may ask who they are, so it takes no right.</summary>
    public async Task<AwsPrincipal?> CallerAsync() => AwsPrincipal.Of(access is AwsAccess.Role role
        ? role.RoleArn
        : (await AskAsync("sts:GetCallerIdentity", (s, t) => s.TokenService.Value.GetCallerIdentityAsync(new GetCallerIdentityRequest(), t))).Arn);

    private async Task<T> CountedAsync<T>(Func<AwsServices, CancellationToken, Task<T>> call)
        where T : AmazonWebServiceResponse
    {
        var answer = await call(services, token);
        Interlocked.Add(ref bytes, answer.ContentLength);
        return answer;
    }
}
