using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Db.Tokens;
using EksGrader.Db.Vault;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Submissions;

/// <summary>What became of a submission.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult()
    {
    }

    /// <summary>It is in the queue.</summary>
    /// <param name="Submission">The submission.</param>
    public sealed record Taken(Submission Submission) : SubmissionResult;

    /// <summary>The same idempotency key was sent before; nothing was done again.</summary>
    /// <param name="Submission">The submission of then.</param>
    public sealed record TakenBefore(Submission Submission) : SubmissionResult;

    /// <summary>The student has submitted as often as the assignment allows.</summary>
    /// <param name="MaxAttempts">How often that is.</param>
    public sealed record TooMany(int MaxAttempts) : SubmissionResult;
}

/// <summary>Takes submissions in.</summary>
public sealed class SubmissionStore(EksGraderDb db, IVault vault, IdempotencyStore keys, TimeProvider time)
{
    /// <summary>
    /// Stores a submission and its sealed access in one transaction that survives a power cut; schedule its job after that (the sweep finds it if you cannot).
    /// An older submission of the student that settles is ended: what it has counts.
    /// </summary>
    /// <param name="handIn">What was submitted, found valid.</param>
    /// <param name="access">The access, sealed in the same transaction.</param>
    /// <param name="accessExpiresAt">When the access is deleted at the latest.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is stored then.</param>
    public Task<SubmissionResult> StoreAsync(NewSubmission handIn, ClusterAccess access, DateTimeOffset accessExpiresAt, CancellationToken cancellationToken) =>
        db.WriteDurablyAsync<SubmissionResult>(
            async token =>
            {
                var earlier = db.Submissions.Where(s => s.AssignmentId == handIn.AssignmentId && s.StudentId == handIn.StudentId);
                var before = handIn.SentAs is { } sent ? await keys.MadeBeforeAsync(sent, token) : null;
                if (before is not null && await earlier.FirstOrDefaultAsync(s => s.Id == before, token) is { } same)
                    return new SubmissionResult.TakenBefore(same);

                var count = await earlier.CountAsync(token);
                if (handIn.MaxAttempts is { } max && count >= max)
                    return new SubmissionResult.TooMany(max);

                var now = time.GetUtcNow();
                await GradingStore.EndSettlingAsync(db, earlier, now, token);

                var refused = await db.RejectedSubmissions.FindAsync([handIn.AssignmentId, handIn.StudentId], token);
                var submission = Submission.Take(handIn, Id.New<SubmissionId>(time), count + 1, now, FirstTry(handIn, refused, now));
                db.Submissions.Add(submission);
                if (refused is not null)
                    db.RejectedSubmissions.Remove(refused);
                if (submission.Late)
                    await LateNotices.AddAsync(db, submission, time, token);
                await vault.SealAsync(submission.Id, submission.StudentId, access, accessExpiresAt, token);
                if (handIn.SentAs is { } write)
                    await keys.MakesAsync(write, submission.Id, before, token);
                return new SubmissionResult.Taken(submission);
            },
            cancellationToken);

    /// <summary>The submission that was made by a write that is sent again; null where there is none yet.</summary>
    public async Task<Submission?> TakenBeforeAsync(AssignmentId assignment, StudentId student, KeyedWrite sent, CancellationToken cancellationToken) =>
        await keys.SentBeforeAsync(sent, cancellationToken) is { } made
            ? await db.Submissions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == made && s.AssignmentId == assignment && s.StudentId == student, cancellationToken)
            : null;

    /// <summary>
    /// Notes that a submission was sent and not taken (422, or its access is tried first). Taken within 15 minutes it keeps this time; nothing
    /// else of it is kept. Call it only for submissions that came before the due date or the closing.
    /// </summary>
    /// <param name="assignment">The assignment.</param>
    /// <param name="student">The student.</param>
    /// <param name="at">When it was sent.</param>
    /// <param name="isLate">Whether a time is after the student's due date.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is noted then.</param>
    public Task RefusedAsync(AssignmentId assignment, StudentId student, DateTimeOffset at, Func<DateTimeOffset, bool> isLate, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var known = await db.RejectedSubmissions.FindAsync([assignment, student], token);
            if (known is null)
                db.RejectedSubmissions.Add(new RejectedSubmission(assignment, student, at));
            else
                known.Again(at, isLate);
        },
        cancellationToken);

    /// <summary>The due date that extensions give a student; null where none does. See <see cref="Extension"/> for which one counts.</summary>
    public async Task<DateTimeOffset?> ExtendedDueAsync(AssignmentId assignment, StudentId student, CancellationToken cancellationToken) =>
        (await ExtendedDues.ReadAsync(db, assignment, student, cancellationToken)).Of(student);

    // Trying the access took a moment: only where that made it late does the time before it count.
    private static DateTimeOffset? FirstTry(NewSubmission handIn, RejectedSubmission? refused, DateTimeOffset now) =>
        refused?.Holds(handIn.SentAt ?? now) == true ? refused.At : handIn.IsLate(now) ? handIn.SentAt : null;
}
