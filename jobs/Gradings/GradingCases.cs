using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// Rebuilds what a grading came to so far. Verdicts and flags come from their rows, worded as they were judged and whole even where
/// a recording had to be cut; the times come from the recording. So a grading that was cut off goes on as if nothing had been.
/// </summary>
public sealed partial class GradingCases(
    EksGraderDb db, SubmissionStore submissions, AssignmentLibrary library, LiveChecks live, GraderLimits limits, ILogger<GradingCases> logger)
{
    /// <summary>The case of an open grading.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="grading">The grading.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="draft">What to grade by where that is no version yet; null for the grading's version.</param>
    public async Task<GradingCase> LoadAsync(Submission submission, Grading grading, CancellationToken cancellationToken, KnownAssignment? draft = null)
    {
        var known = draft ?? await library.ReadWithNewestDatesAsync(db, submission.AssignmentId, grading.AssignmentVersion, cancellationToken);
        var earlier = await EarlierAsync(submission, grading, cancellationToken);
        var recording = await RecordingAsync(grading.RecordingId ?? earlier?.RecordingId, cancellationToken);
        // Within the first grading the newest observation tells best whose fault an unknown is; a later grading stands on those before it.
        var before = VerdictsOf(grading is { Observations: > 0, Reason: not GradingReason.First } ? grading : earlier);
        var settling = new Settling(known.Assignment, limits, live.IsLive);
        if (grading.Observations > 0)
            Resume(settling, grading, recording);
        else
            Carry(settling, before, grading.Reason, await ClusterAsync(submission, earlier, cancellationToken));

        var extension = await ExtensionAsync(submission, cancellationToken);
        var firstLookAt = await FirstObservedAtAsync(submission, recording, cancellationToken);
        return new GradingCase
        {
            Submission = submission,
            Grading = grading,
            Known = known,
            Settling = settling,
            Live = live,
            Recording = recording,
            Before = before,
            Flags = [.. (grading.Observations > 0 ? grading : earlier)?.Flags.OrderBy(s => s.Order).Select(s => s.ToFlag()) ?? []],
            Extension = extension,
            Deadline = await DeadlineAsync(submission, known, extension, cancellationToken),
            FirstObservedAt = firstLookAt,
            WaitsSince = await WaitsSinceAsync(submission, firstLookAt, cancellationToken),
        };
    }

    /// <summary>By when the submission's cluster must be gone: as its lease says, or without one as it would.</summary>
    public async Task<Checks.Assignments.LeaseDeadline> DeadlineAsync(
        Submission submission, KnownAssignment known, Instant? extension, CancellationToken cancellationToken)
    {
        var begins = known.Deadlines.ForLease(At(submission.SubmittedAt), At(submission.CountedAt), extension);
        var computed = known.Deadlines.OfLease(begins, submission.SafeToDeleteAt is { } safe ? At(safe) : null, extension);
        var lease = submission.LeaseId is { } id
            ? await db.Leases.AsNoTracking().Where(l => l.Id == id).Select(l => new { l.Deadline, l.KeepUntil }).FirstOrDefaultAsync(cancellationToken)
            : null;
        return lease is null ? computed : computed with { At = At(lease.Deadline), KeepUntil = lease.KeepUntil is { } keep ? At(keep) : null };
    }

    /// <summary>Until when an instructor extended the due date for the submission's student.</summary>
    public async Task<Instant?> ExtensionAsync(Submission submission, CancellationToken cancellationToken) =>
        await submissions.ExtendedDueAsync(submission.AssignmentId, submission.StudentId, cancellationToken) is { } until ? At(until) : null;

    /// <summary>A stored recording; an empty one where there is none or it cannot be read any more.</summary>
    public async Task<Recording> RecordingAsync(RecordingId? id, CancellationToken cancellationToken)
    {
        if (id is null || await db.Recordings.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } stored)
            return new Recording();
        try
        {
            using var packed = new MemoryStream(stored.Content, writable: false);
            return await RecordingFile.UnpackAsync(packed, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            // The verdicts stand in their rows: the grading goes on, only its proof is shorter.
            Log.Damaged(logger, e, stored.Id);
            return new Recording();
        }
    }

    internal static Instant At(DateTimeOffset time) => Instant.FromDateTimeOffset(time);

    private static Dictionary<CheckId, Verdict> VerdictsOf(Grading? grading) =>
        grading?.Checks.ToDictionary(c => c.Check, c => c.ToResult().Verdict) ?? [];

    private static void Resume(Settling settling, Grading grading, Recording recording)
    {
        var stored = VerdictsOf(grading);
        var looks = recording.Observations.Where(l => l.At >= grading.StartedAt).TakeLast(grading.Observations).ToList();
        // An observation that could not even be begun is not in the recording; it counts all the same.
        var missing = Enumerable.Repeat(new Observation(grading.StartedAt, TimeSpan.Zero, stored, []), grading.Observations - looks.Count);
        settling.Resume(stored, grading.ReadCluster(), [.. missing, .. looks.Select(l => new Observation(l.At, TookOf(l), stored, []) { Identity = l.Identity })]);
    }

    private static void Carry(Settling settling, Dictionary<CheckId, Verdict> before, GradingReason reason, ClusterIdentity? cluster)
    {
        settling.Expect(cluster);
        foreach (var (check, verdict) in before)
            settling.Carry(check, verdict, lookAgain: reason == GradingReason.Look || VerdictPolicy.IsRetried(verdict));
    }

    // A recording keeps the times of its observations. Where one lies behind the end of its grading, the clock ran ahead and was put back since: the rows were
    // corrected, and tell it better.
    private async Task<DateTimeOffset?> FirstObservedAtAsync(Submission submission, Recording recording, CancellationToken cancellationToken)
    {
        if (recording.Observations.Count == 0)
            return null;
        var at = recording.Observations[0].At;
        var first = await db.Gradings.AsNoTracking().Where(g => g.SubmissionId == submission.Id && g.Number == 1).Select(g => new { g.StartedAt, g.EndedAt }).FirstOrDefaultAsync(cancellationToken);
        return at > first?.EndedAt ? first.StartedAt : at;
    }

    /// <summary>Since when a submission has waited for others than its own student (<see cref="GradingCase.WaitsSince"/>).</summary>
    internal async Task<DateTimeOffset> WaitsSinceAsync(Submission submission, DateTimeOffset? firstLookAt, CancellationToken cancellationToken) =>
        submission.SubmittedAt + await OwnWaitAsync(submission, firstLookAt, cancellationToken);

    // Each of them is charged for no more than an observation may take: whatever held it up beyond that, such as a process that died, was not the student.
    private async Task<TimeSpan> OwnWaitAsync(Submission submission, DateTimeOffset? firstLookAt, CancellationToken cancellationToken)
    {
        if (submission.Number == 1)
            return TimeSpan.Zero;
        var since = submission.SubmittedAt;
        var ahead = await db.Gradings.AsNoTracking()
            .Where(g => (g.Reason == GradingReason.First || g.Reason == GradingReason.Look) && (g.EndedAt == null || g.EndedAt > since))
            .Where(g => db.Submissions.Any(s => s.Id == g.SubmissionId && s.Id != submission.Id && s.AssignmentId == submission.AssignmentId && s.StudentId == submission.StudentId))
            .Select(g => new { g.StartedAt, g.EndedAt })
            .ToListAsync(cancellationToken);
        var waits = ahead
            .Select(g => Sooner(g.EndedAt, firstLookAt) - Later(g.StartedAt, since))
            .Where(wait => wait > TimeSpan.Zero)
            .Select(wait => wait < limits.Observation ? wait.Value : limits.Observation);
        return waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait);

        static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

        static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
    }

    private static TimeSpan TookOf(RecordedObservation look) => look.Reads
        .Select(r => r.At - look.At + TimeSpan.FromMilliseconds(r.Milliseconds))
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    private async Task<Grading?> EarlierAsync(Submission submission, Grading grading, CancellationToken cancellationToken) =>
        grading.Reason != GradingReason.Anew && submission.CountingGradingId is { } counting && counting != grading.Id
            ? await db.Gradings.AsNoTracking().Include(g => g.Checks).Include(g => g.Flags).AsSplitQuery().FirstAsync(g => g.Id == counting, cancellationToken)
            : null;

    // A grading from scratch carries nothing, and yet says so where it meets another cluster than the one before.
    private async Task<ClusterIdentity?> ClusterAsync(Submission submission, Grading? earlier, CancellationToken cancellationToken) =>
        (earlier ?? await db.Gradings.AsNoTracking().FirstOrDefaultAsync(g => g.Id == submission.CountingGradingId, cancellationToken))?.ReadCluster();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Recording {Recording} cannot be read; its grading goes on without what it saw before")]
        public static partial void Damaged(ILogger logger, Exception exception, RecordingId recording);
    }
}
