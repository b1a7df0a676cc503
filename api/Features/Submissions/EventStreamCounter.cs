using System.Collections.Concurrent;
using EksGrader.Api.Host;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Submissions;

/// <summary>
/// How many streams each caller follows now. A limiter of the rate-limit middleware would not do: a stream is a result, and runs after
/// the middleware gave its permit back.
/// </summary>
internal sealed class EventStreamCounter(IOptions<RateLimitOptions> options)
{
    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);

    /// <summary>How many streams are followed now, by everyone.</summary>
    public int Open => open.Values.Sum();

    /// <summary>Counts a stream until the answer is disposed; null where the caller follows as many as are allowed.</summary>
    public IDisposable? Enter(CurrentUser caller)
    {
        var count = open.AddOrUpdate(caller.Key, 1, static (_, n) => n + 1);
        var stream = new Stream(open, caller.Key);
        if (count <= options.Value.StreamsAtOnce)
            return stream;
        stream.Dispose();
        return null;
    }

    private sealed class Stream(ConcurrentDictionary<string, int> open, string key) : IDisposable
    {
        public void Dispose()
        {
            // Taken out only where no one counted meanwhile.
            var left = open.AddOrUpdate(key, 0, static (_, n) => n - 1);
            if (left <= 0)
                open.TryRemove(new KeyValuePair<string, int>(key, left));
        }
    }
}
