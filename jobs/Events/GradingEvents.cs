using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EksGrader.Checks;
using EksGrader.Db;
using EksGrader.Db.Gradings;
using EksGrader.Db.Ids;
using EksGrader.Db.Regrades;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Events;

/// <summary>The hub of this process: a bounded channel for each who listens; a slow one loses the oldest, and finds it in the rows.</summary>
/// <param name="scopes">Makes the database contexts of those who listen.</param>
/// <param name="options">How often the rows are read when nothing wakes.</param>
/// <param name="time">The clock.</param>
internal sealed class GradingEvents(IServiceScopeFactory scopes, IOptions<JobOptions> options, TimeProvider time) : IGradingEvents
{
    private const int Held = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<SubmissionId, List<Channel<CheckResult?>>> listeners = [];

    // Verdicts of looks that are not stored yet: who begins to listen in the middle of one is told them too.
    private readonly Dictionary<SubmissionId, Dictionary<CheckId, CheckResult>> fallen = [];

    public void Tell(SubmissionId submission, CheckResult result) => Send(submission, result);

    public void Wake(SubmissionId submission) => Send(submission, result: null);

    public async IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening begins before the rows are read, so nothing falls between the two.
        var channel = Channel.CreateBounded<CheckResult?>(new BoundedChannelOptions(Held) { FullMode = BoundedChannelFullMode.DropOldest });
        using var listening = Listen(submission, channel);
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
            await foreach (var result in NextAsync(channel.Reader, cancellationToken))
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

    // Verdicts that fall, until the rows have changed or the time to read them anyway has come.
    private async IAsyncEnumerable<CheckResult> NextAsync(ChannelReader<CheckResult?> fallen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.FollowEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            CheckResult? result;
            try
            {
                result = await fallen.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            if (result is null)
                yield break;
            yield return result;
        }
    }

    private async Task<Rows?> ReadAsync(SubmissionId id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var submission = await db.Submissions.AsNoTracking().Where(s => s.Id == id)
            .Select(s => new
            {
                s.Status,
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
        return new Rows(submission.Status, submission.IsRegraded, [.. checks.Select((GradedCheck c) => c.ToResult())]);
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
            foreach (var channel in listeners.GetValueOrDefault(submission) ?? [])
                channel.Writer.TryWrite(result);
        }
    }

    private IReadOnlyList<CheckResult> Fallen(SubmissionId submission)
    {
        lock (gate)
            return fallen.TryGetValue(submission, out var known) ? [.. known.Values] : [];
    }

    private Listening Listen(SubmissionId submission, Channel<CheckResult?> channel)
    {
        lock (gate)
        {
            if (!listeners.TryGetValue(submission, out var channels))
                listeners[submission] = channels = [];
            channels.Add(channel);
        }

        return new Listening(this, submission, channel);
    }

    private sealed record Rows(SubmissionStatus Status, bool IsRegraded, IReadOnlyList<CheckResult> Results);

    private sealed class Listening(GradingEvents hub, SubmissionId submission, Channel<CheckResult?> channel) : IDisposable
    {
        public void Dispose()
        {
            lock (hub.gate)
            {
                if (hub.listeners.TryGetValue(submission, out var channels) && channels.Remove(channel) && channels.Count == 0)
                    hub.listeners.Remove(submission);
            }
        }
    }
}
