using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Events;

/// <summary>The hub of this process for leases: each who listens has a channel of one place, so that many changes are one.</summary>
internal sealed partial class LeaseEvents(IServiceScopeFactory scopes, IOptions<JobOptions> options, TimeProvider time, ILogger<LeaseEvents> logger) : ILeaseEvents
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<Channel<bool>>> listeners = [];

    public void Wake(LeaseId lease, CourseId course)
    {
        lock (gate)
        {
            foreach (var channel in (listeners.GetValueOrDefault(lease.Value) ?? []).Concat(listeners.GetValueOrDefault(course.Value) ?? []))
                channel.Writer.TryWrite(true);
        }
    }

    public IAsyncEnumerable<long> FollowAsync(LeaseId lease, CancellationToken cancellationToken) => FollowAsync(
        lease.Value,
        (db, token) => db.Leases.Where(l => l.Id == lease).Select(l => (long)l.RowVersion).FirstOrDefaultAsync(token),
        cancellationToken);

    public IAsyncEnumerable<long> FollowAsync(CourseId course, CancellationToken cancellationToken) => FollowAsync(
        course.Value,
        // Versions only grow, and so does the number of leases.
        (db, token) => db.Leases.Where(l => l.CourseId == course).SumAsync(l => (long)l.RowVersion + 1, token),
        cancellationToken);

    private async IAsyncEnumerable<long> FollowAsync(
        Guid whose, Func<EksGraderDb, CancellationToken, Task<long>> stamp, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening begins before the rows are read, so nothing falls between the two.
        var channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        Add(whose, channel);
        try
        {
            using var timer = new PeriodicTimer(options.Value.FollowEvery, time);
            long? told = null;
            var wasWoken = false;
            var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            var woken = channel.Reader.ReadAsync(cancellationToken).AsTask();
            while (true)
            {
                // A caller of Wake knows of rows beside the lease's own that changed.
                if (await TryReadAsync(stamp, cancellationToken) is { } read && (wasWoken || read != told))
                {
                    told = read;
                    yield return read;
                }

                await await Task.WhenAny(tick, woken);
                if (tick.IsCompleted)
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                wasWoken = woken.IsCompleted;
                if (wasWoken)
                    woken = channel.Reader.ReadAsync(cancellationToken).AsTask();
            }
        }
        finally
        {
            Remove(whose, channel);
        }
    }

    private async Task<long?> TryReadAsync(Func<EksGraderDb, CancellationToken, Task<long>> stamp, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await stamp(scope.ServiceProvider.GetRequiredService<EksGraderDb>(), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The database is away for a moment; listeners hear of it at the next read.
            Log.NotRead(logger, e);
            return null;
        }
    }

    private void Add(Guid whose, Channel<bool> channel)
    {
        lock (gate)
        {
            if (!listeners.TryGetValue(whose, out var those))
                listeners[whose] = those = [];
            those.Add(channel);
        }
    }

    private void Remove(Guid whose, Channel<bool> channel)
    {
        lock (gate)
        {
            if (listeners.TryGetValue(whose, out var those) && those.Remove(channel) && those.Count == 0)
                listeners.Remove(whose);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not read what those who follow leases wait for; trying again")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}

/// <summary>
/// Tells pages that leases changed. The rows are the truth; what goes through here only comes sooner, and within this process. Telling
/// never waits for the listeners.
/// </summary>
public interface ILeaseEvents
{
    /// <summary>The rows of a lease changed: looks, state, deadline, enforcement, receipt. Call it after the commit.</summary>
    void Wake(LeaseId lease, CourseId course);

    /// <summary>
    /// Follows one lease: an answer at once, then one whenever its rows have changed; changes that come close together are one. Works also
    /// while another process writes them, some seconds later then.
    /// </summary>
    IAsyncEnumerable<long> FollowAsync(LeaseId lease, CancellationToken cancellationToken);

    /// <summary>Follows every lease of a course, in the same way.</summary>
    IAsyncEnumerable<long> FollowAsync(CourseId course, CancellationToken cancellationToken);
}
