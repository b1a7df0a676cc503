using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Submissions;

/// <summary>
/// Begins gradings and stores what they come to, each once. The rows are the truth, jobs only do what they say: a job may be lost, run
/// twice, or die at any line, and calls the same methods again.
/// </summary>
public sealed class GradingStore(EksGraderDb db, TimeProvider time)
{
    /// <summary>How long an observation may take before it is given up for lost: the 2 minutes that a grading may look, and room to wait for its turn and store.</summary>
    public static readonly TimeSpan ObservationLimit = TimeSpan.FromMinutes(5);

    private static readonly SubmissionStatus[] Running = [SubmissionStatus.Grading, SubmissionStatus.Settling];

    /// <summary>
    /// Begins a grading, or takes up the one that is open: after a crash, for the next observation of settling. Older submissions of the same
    /// student go first; one that only settles is ended instead.
    /// </summary>
    /// <param name="id">The submission.</param>
    /// <param name="reason">Why, if a new grading is begun.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="assignmentVersion">The version to grade by; null for the submission's own.</param>
    public Task<GradingStart> StartAsync(SubmissionId id, GradingReason reason, CancellationToken cancellationToken, int? assignmentVersion = null) =>
        db.WriteAsync<GradingStart>(
            async token =>
            {
                var now = time.GetUtcNow();
                if (await FindAsync(id, token) is not { } submission)
                    return new GradingStart.Nothing();

                if (await OpenGradingAsync(id, token) is { } open)
                {
                    if (open.NextObservationAt > now)
                        return new GradingStart.Early(open.NextObservationAt.Value);
                    submission.Resume(now, ObservationLimit);
                    return new GradingStart.Go(submission, open);
                }

                if ((reason == GradingReason.First) != (submission.Status == SubmissionStatus.Queued))
                    return new GradingStart.Nothing();

                if (reason is GradingReason.First or GradingReason.Look or GradingReason.Anew)
                {
                    var others = db.Submissions.Where(s => s.AssignmentId == submission.AssignmentId && s.StudentId == submission.StudentId && s.Id != id);
                    await EndSettlingAsync(db, others, now, token);
                    if (await OlderAsync(others, submission.Number, token) is { } older)
                    {
                        if (reason == GradingReason.First)
                            submission.WaitBehindOlder();
                        return new GradingStart.Wait(older);
                    }
                }

                var grading = submission.StartGrading(Id.New<GradingId>(time), reason, now, ObservationLimit, assignmentVersion);
                db.Gradings.Add(grading);
                return new GradingStart.Go(submission, grading);
            },
            cancellationToken);

    /// <summary>
    /// Stores an observation: results, flags, score, recording, status and what comes next, in one transaction. The same observation stored again, by a
    /// job that ran twice, changes nothing.
    /// </summary>
    /// <exception cref="ArgumentException">The recording weighs more than <see cref="StoredRecording.MaxBytes"/>, or a next observation has no end of settling.</exception>
    /// <exception cref="Storage.StorageFullException">The disk is full; nothing of it is stored.</exception>
    public Task<ObservationStored> CompleteObservationAsync(GradingStep look, CancellationToken cancellationToken)
    {
        Validate(look);
        return db.WriteAsync<ObservationStored>(
            async token =>
            {
                var now = time.GetUtcNow();
                var grading = await db.Gradings.Include(g => g.Checks).Include(g => g.Flags).AsSplitQuery().FirstAsync(g => g.Id == look.Grading, token);
                if (!grading.IsOpen || grading.Observations + 1 != look.Number)
                    return new ObservationStored.Before();

                var submission = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == grading.SubmissionId, token);
                grading.Apply(look.Report.Checks, look.Report.Flags, look.Report.MaxScore);
                grading.IsOf(look.Report.Cluster);
                await RecordAsync(grading, look.Recording, now, token);
                if (look.ServerHost is { } host)
                    submission.FoundAt(host);
                if (look.SafeToDelete)
                    submission.AllowDeletion(now);

                // A newer submission that came during this observation ends the settling before it begins.
                var next = await NextQueuedAsync(submission, token);
                var maySettle = next is null && grading.Reason is (GradingReason.First or GradingReason.Look or GradingReason.Anew);
                if (maySettle && look is { NextObservationAt: { } nextLookAt, SettleUntil: { } settleUntil })
                {
                    grading.Settle(nextLookAt, settleUntil);
                    submission.Settle(nextLookAt);
                }
                else
                {
                    grading.End(now);
                    submission.Finish(now, look.RetryAt);
                    next?.Wake(now);
                }

                if (look.Counts)
                    submission.Count(grading);
                return new ObservationStored.Now(submission, next?.Id);
            },
            cancellationToken);
    }

    /// <summary>The version of the assignment that the grading that counts was judged by; null before there is one.</summary>
    public Task<int?> CountingVersionAsync(SubmissionId submission, CancellationToken cancellationToken) => db.Submissions.AsNoTracking()
        .Where(s => s.Id == submission)
        .Join(db.Gradings, s => s.CountingGradingId, g => g.Id, (_, g) => (int?)g.AssignmentVersion)
        .FirstOrDefaultAsync(cancellationToken);

    /// <summary>Whether a newer submission of the same student waits for this one.</summary>
    public Task<bool> HasNewerAsync(Submission submission, CancellationToken cancellationToken) => db.Submissions.AnyAsync(
        s => s.AssignmentId == submission.AssignmentId && s.StudentId == submission.StudentId && s.Number > submission.Number
            && s.Status == SubmissionStatus.Queued,
        cancellationToken);

    /// <summary>
    /// The submissions whose next step is overdue: their job got lost, or was never scheduled. Start them again
    /// (<see cref="StartAsync"/>), as <see cref="GradingReason.First"/> where they are not graded, else as <see cref="GradingReason.Retry"/>.
    /// </summary>
    /// <param name="slack">How long after its time a step counts as lost; jobs that merely run late need room.</param>
    /// <param name="limit">How many at most, the oldest first.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<Overdue>> LostAsync(TimeSpan slack, int limit, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - slack;
        var found = await db.Submissions.Where(s => s.NextStepAt != null && s.NextStepAt <= before)
            .OrderBy(s => s.NextStepAt).Take(limit)
            .Select(s => new { s.Id, s.Status, s.NextStepAt })
            .ToListAsync(cancellationToken);
        return [.. found.Select(s => new Overdue(s.Id, s.Status, s.NextStepAt ?? before))];
    }

    /// <summary>Ends the settling of some submissions, in the caller's transaction: what they have counts, and nothing more is looked at.</summary>
    internal static async Task EndSettlingAsync(EksGraderDb db, IQueryable<Submission> submissions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var submission in await submissions.Where(s => s.Status == SubmissionStatus.Settling).Include(s => s.Overrides).ToListAsync(cancellationToken))
        {
            var grading = await db.Gradings.Include(g => g.Checks).FirstAsync(g => g.SubmissionId == submission.Id && g.EndedAt == null, cancellationToken);
            grading.End(now);
            submission.Finish(now, retryAt: null);
            if (submission.CountingGradingId == grading.Id)
                submission.Count(grading);
        }

        // Stored before a newer one begins: the index lets only one at a time be under way.
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Validate(GradingStep look)
    {
        if (look.Recording?.Length > StoredRecording.MaxBytes)
            throw new ArgumentException($"The recording weighs {look.Recording.Length} bytes; at most {StoredRecording.MaxBytes} are stored.", nameof(look));
        if (look.NextObservationAt is null != look.SettleUntil is null)
            throw new ArgumentException("A next look and the end of settling are given together.", nameof(look));
    }

    private static Task<SubmissionId?> OlderAsync(IQueryable<Submission> others, int number, CancellationToken cancellationToken) => others
        .Where(s => Running.Contains(s.Status) || (s.Status == SubmissionStatus.Queued && s.Number < number))
        .OrderBy(s => s.Number)
        .Select(s => (SubmissionId?)s.Id)
        .FirstOrDefaultAsync(cancellationToken);

    private Task<Submission?> FindAsync(SubmissionId id, CancellationToken cancellationToken) =>
        db.Submissions.Include(s => s.Overrides).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);

    private Task<Grading?> OpenGradingAsync(SubmissionId id, CancellationToken cancellationToken) => db.Gradings
        .Include(g => g.Checks).Include(g => g.Flags).AsSplitQuery()
        .FirstOrDefaultAsync(g => g.SubmissionId == id && g.EndedAt == null, cancellationToken);

    private async Task RecordAsync(Grading grading, byte[]? content, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (content is null)
            return;
        if (grading.RecordingId is { } known)
        {
            (await db.Recordings.FirstAsync(r => r.Id == known, cancellationToken)).Replace(content, now);
            return;
        }

        var recording = new StoredRecording(Id.New<RecordingId>(time), content, now);
        db.Recordings.Add(recording);
        grading.RecordedAs(recording.Id);
    }

    private Task<Submission?> NextQueuedAsync(Submission before, CancellationToken cancellationToken) => db.Submissions
        .Where(s => s.AssignmentId == before.AssignmentId && s.StudentId == before.StudentId && s.Status == SubmissionStatus.Queued)
        .OrderBy(s => s.Number)
        .FirstOrDefaultAsync(cancellationToken);
}
