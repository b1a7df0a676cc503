using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>A submission that was found valid, on its way into the store.</summary>
/// <param name="Parsed">What it holds.</param>
/// <param name="At">When it was sent, where its access was tried since then; null where it is stored at once.</param>
/// <param name="Key">The caller's idempotency key, if any.</param>
internal sealed record SentSubmission(ParsedSubmission Parsed, DateTimeOffset? At, KeyedWrite? Key);

/// <summary>Stores a submission that was validated, with its access under seal, and has it graded.</summary>
internal sealed class SubmissionWriter(EksGraderDb db, SubmissionStore submissions, CommittedWork work, AuditTrail audit, TimeProvider time)
{
    // No access outlives the last deadline by more (docs/lifecycle.md, "Access is borrowed").
    private static readonly Duration AccessLife = Duration.FromDays(7);

    /// <summary>Stores it; null where another version of the assignment counts by now, or the course was archived: nothing is stored then.</summary>
    public async Task<Result<Submission>?> StoreAsync(
        CurrentUser caller, CurrentAssignment current, Student student, SentSubmission sent, CancellationToken cancellationToken)
    {
        var answer = await db.WriteDurablyAsync(
            async token =>
            {
                // Read here, not before: what is given or saved during a submission looks for submissions, and does not find this one yet.
                await db.LockForShareAsync(current.Id, token);
                if (await db.Assignments.Where(a => a.Id == current.Id).Select(a => a.CurrentVersion).FirstAsync(token) != current.Version
                    || await db.Courses.AnyAsync(c => c.Id == current.Course.Id && c.ArchivedAt != null, token))
                {
                    return null;
                }


                var extension = await ExtensionAsync(current, student, token);
                var submission = Describe(current, student, sent, extension);
                var deadline = current.Deadlines.OfLease(Instant.FromDateTimeOffset(time.GetUtcNow()), safeToDelete: null, extension).At;
                var stored = await submissions.StoreAsync(submission, sent.Parsed.Access, (deadline + AccessLife).ToDateTimeOffset(), token);
                if (stored is SubmissionResult.Taken { Submission: var made })
                    audit.Note(caller, "submission.handed-in", $"submission {made.Id}", current.Course.Id, to: $"access by {sent.Parsed.Kind}");
                return stored;
            },
            cancellationToken);
        switch (answer)
        {
            case null:
                return null;
            case SubmissionResult.Taken taken:
                // It is stored: from here on nothing that happens to the caller, or to the queue, takes it back.
                await work.GradeAsync(taken.Submission.Id);
                return taken.Submission;
            case SubmissionResult.TakenBefore before:
                return before.Submission;
            case SubmissionResult.TooMany tooMany:
                return Error.Of(ProblemKind.TooManyAttempts, ApiTexts.Catalog["TooManyAttempts", tooMany.MaxAttempts]);
            default:
                throw new InvalidOperationException($"A hand-in came to {answer.GetType().Name}.");
        }
    }

    private static NewSubmission Describe(CurrentAssignment current, Student student, SentSubmission sent, Instant? extension) => new()
    {
        CourseId = current.Course.Id,
        AssignmentId = current.Id,
        AssignmentVersion = current.Version,
        StudentId = student.Id,
        Access = AccessFacts.Of(sent.Parsed.Kind, sent.Parsed.Access),
        LoadBalancerAddress = sent.Parsed.LoadBalancerAddress,
        Answers = sent.Parsed.Answers,
        IsLate = at => current.Deadlines.IsLate(Instant.FromDateTimeOffset(at), extension),
        MaxAttempts = current.Assignment.MaxAttempts,
        SentAt = sent.At,
        SentAs = sent.Key,
    };

    /// <summary>Until when the student may submit by an extension; null where they have none.</summary>
    public async Task<Instant?> ExtensionAsync(CurrentAssignment current, Student student, CancellationToken cancellationToken) =>
        await submissions.ExtendedDueAsync(current.Id, student.Id, cancellationToken) is { } until ? Instant.FromDateTimeOffset(until) : null;
}
