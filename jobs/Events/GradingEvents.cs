using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Events;

/// <summary>
/// The hub of this process: a bounded channel for each who listens; a slow one loses the oldest, and finds it in the rows. What another
/// process writes is found by one query for all who listen, however many they are (<see cref="RowWatch"/>).
/// </summary>
internal sealed class GradingEvents(IServiceScopeFactory scopes, IOptions<JobOptions> options, TimeProvider time, ILogger<GradingEvents> logger) : IGradingEvents
{
    private const int Held = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<SubmissionId, List<Listener>> listeners = [];

    // Verdicts of observations that are not stored yet: who begins to listen in the middle of one is told them too.
    private readonly Dictionary<SubmissionId, Dictionary<CheckId, CheckResult>> fallen = [];
    private RowWatch? watch;

    public void Tell(SubmissionId submission, CheckResult result) => Send(submission, result);

    public void Wake(SubmissionId submission) => Send(submission, result: null);

    public IReadOnlyList<CheckResult> Fallen(SubmissionId submission)
    {
        lock (gate)
            return fallen.TryGetValue(submission, out var known) ? [.. known.Values] : [];
    }

    public async IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening begins before the rows are read, so nothing falls between the two.
        using var listener = new Listener(this, submission);
        Add(listener);
        var told = new Dictionary<CheckId, CheckResult>();
        while (await ReadAsync(submission, cancellationToken) is { } rows)
        {
            foreach (var result in rows.Results.Where(r => IsNews(told, r)))
                yield return new GradingEvent.Verdict(result);
            if (rows is { Status: SubmissionStatus.Graded, IsRegraded: false })
            {
                yield return new GradingEvent.Graded();
                yield break;
            }

            foreach (var result in Fallen(submission).Where(r => IsNews(told, r)))
                yield return new GradingEvent.Verdict(result);
            if (listener.Version != rows.Version)
                yield return new GradingEvent.Moved(rows.Version, rows.Status);
            (listener.Version, listener.IsRegraded) = (rows.Version, rows.IsRegraded);
            await foreach (var result in NextAsync(listener.Channel.Reader, cancellationToken))
            {
                if (IsNews(told, result))
                    yield return new GradingEvent.Verdict(result);
            }
        }
    }

    private static bool IsNews(Dictionary<CheckId, CheckResult> told, CheckResult result)
    {
        if (told.TryGetValue(result.Check, out var before) && Same(before, result))
            return false;
        told[result.Check] = result;
        return true;
    }

    private static bool Same(CheckResult one, CheckResult other) =>
        one.Points == other.Points
        && one.Verdict.Outcome == other.Verdict.Outcome
        && one.Verdict.Fault == other.Verdict.Fault
        && one.Verdict.Summary == other.Verdict.Summary;

    // Verdicts that fall, until the rows have changed.
    private static async IAsyncEnumerable<CheckResult> NextAsync(ChannelReader<CheckResult?> fallen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await fallen.ReadAsync(cancellationToken) is { } result)
            yield return result;
    }

    private async Task<Rows?> ReadAsync(SubmissionId id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var submission = await db.Submissions.AsNoTracking().Where(s => s.Id == id)
            .Select(s => new
            {
                s.Status,
                s.RowVersion,
                s.CountingGradingId,
                // A regrade that was begun leaves the status as it is. Until it is stored, the grade that is there is the old one.
                IsRegraded = db.Gradings.Any(g => g.SubmissionId == s.Id && g.EndedAt == null && g.Reason == GradingReason.Regrade)
                    || db.RegradeItems.Any(i => i.SubmissionId == s.Id && i.State == RegradeItemState.Ready
                        && db.RegradePlans.Any(p => p.Id == i.PlanId && p.State == RegradePlanState.Applying)),
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (submission is null)
            return null;
        var checks = submission.CountingGradingId is { } counting
            ? await db.GradedChecks.AsNoTracking().Where(c => c.GradingId == counting).OrderBy(c => c.Order).ToListAsync(cancellationToken)
            : [];
        return new Rows(submission.RowVersion, submission.Status, submission.IsRegraded, [.. checks.Select((GradedCheck c) => c.ToResult())]);
    }

    private void Send(SubmissionId submission, CheckResult? result)
    {
        lock (gate)
        {
            if (result is null)
                fallen.Remove(submission);
            else if (fallen.TryGetValue(submission, out var known))
                known[result.Check] = result;
            else
                fallen[submission] = new Dictionary<CheckId, CheckResult> { [result.Check] = result };

            // Writing to a channel that drops never waits.
            foreach (var listener in listeners.GetValueOrDefault(submission) ?? [])
                listener.Channel.Writer.TryWrite(result);
        }
    }

    private void Add(Listener listener)
    {
        lock (gate)
        {
            if (!listeners.TryGetValue(listener.Submission, out var those))
                listeners[listener.Submission] = those = [];
            those.Add(listener);
            watch ??= new RowWatch(scopes, options.Value.FollowEvery, time, Watched, Found, logger);
        }
    }

    private void Remove(Listener listener)
    {
        lock (gate)
        {
            if (listeners.TryGetValue(listener.Submission, out var those) && those.Remove(listener) && those.Count == 0)
                listeners.Remove(listener.Submission);
            if (listeners.Count > 0)
                return;
            watch?.Dispose();
            watch = null;
        }
    }

    private IReadOnlyList<SubmissionId> Watched()
    {
        lock (gate)
            return [.. listeners.Keys];
    }

    // A reader of an older row reads again; verdicts of an observation in this process stay known until it is stored.
    private void Found(SubmissionId submission, int version)
    {
        lock (gate)
        {
            foreach (var listener in listeners.GetValueOrDefault(submission) ?? [])
            {
                // A regrade can end without a change of the submission's own row.
                if (listener.IsRegraded || (listener.Version is { } known && known != version))
                    listener.Channel.Writer.TryWrite(null);
            }
        }
    }

    private sealed record Rows(int Version, SubmissionStatus Status, bool IsRegraded, IReadOnlyList<CheckResult> Results);

    private sealed class Listener(GradingEvents hub, SubmissionId submission) : IDisposable
    {
        private int version = -1;
        private bool regraded;

        public SubmissionId Submission => submission;

        public Channel<CheckResult?> Channel { get; } =
            System.Threading.Channels.Channel.CreateBounded<CheckResult?>(new BoundedChannelOptions(Held) { FullMode = BoundedChannelFullMode.DropOldest });

        /// <summary>The version of the row that was read last; null before the first. Read by the watch, written by the listener.</summary>
        public int? Version
        {
            get => Volatile.Read(ref version) is var read and >= 0 ? read : null;
            set => Volatile.Write(ref version, value ?? -1);
        }

        /// <summary>Whether a regrade was under way when the rows were read last.</summary>
        public bool IsRegraded
        {
            get => Volatile.Read(ref regraded);
            set => Volatile.Write(ref regraded, value);
        }

        public void Dispose() => hub.Remove(this);
    }
}
