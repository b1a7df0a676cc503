using Amazon.Runtime;
using EksGrader.Checks.Aws.Pipeline;

namespace EksGrader.Checks.Aws;

/// <summary>AWS answered, but what it says cannot be.</summary>
internal sealed class InvalidResponseException(string message) : Exception(message);

/// <summary>All pages of a list.</summary>
/// <param name="Items">What the pages held.</param>
/// <param name="Bytes">What they weighed.</param>
internal sealed record AllPages<T>(IReadOnlyList<T> Items, long Bytes);

/// <summary>
/// Reads lists page by page. Every token is followed, also one of an empty page and one that repeats: AWS answers so while it searches
/// (CloudWatch Logs API reference, FilterLogEvents). What ends a list without end is the bound on pages, and the caller's time.
/// </summary>
internal static class AwsPaging
{
    // 400 load balancers a page, 50 a region by quota: no honest list has a hundredth of this.
    private const int MostPages = 100;
    private const long MostBytes = 8 * 1024 * 1024;

    /// <summary>Reads pages until there is none, or until enough was read.</summary>
    /// <exception cref="InvalidResponseException">The list has no end.</exception>
    /// <exception cref="ResponseTooLargeException">The list is larger than a quarter of what a whole grading may be.</exception>
    public static async Task<AllPages<T>> ReadAsync<T, TPage>(
        Func<string?, Task<TPage>> read, Func<TPage, IReadOnlyList<T>> items, Func<TPage, string?> next, Func<List<T>, bool>? enough = null)
        where TPage : AmazonWebServiceResponse
    {
        var all = new List<T>();
        long bytes = 0;
        string? marker = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await read(marker);
            all.AddRange(items(answer));
            bytes += answer.ContentLength;
            if (bytes > MostBytes)
            {
                throw new ResponseTooLargeException((int)MostBytes);
            }

            var following = next(answer);
            if (string.IsNullOrEmpty(following) || enough?.Invoke(all) == true)
            {
                return new AllPages<T>(all, bytes);
            }

            marker = following;
        }

        throw new InvalidResponseException($"More than {MostPages} pages.");
    }
}
