using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Takes submissions: validates them, stores them with their access under seal, and has them graded.</summary>
internal sealed class SubmissionService(
    EksGraderDb db,
    AssignmentService assignments,
    Students students,
    SubmissionStore submissions,
    CommittedWork work,
    IOptions<CourseRoles> roles,
    AuditTrail audit,
    TimeProvider time)
{
    // No access outlives the last deadline by more (docs/lifecycle.md, "Access is borrowed").
    private static readonly Duration AccessLife = Duration.FromDays(7);

    /// <summary>Takes a submission; sent again under the same key it is the one of then. An instructor names the student.</summary>
    public async Task<Result<Submission>> TakeAsync(CurrentUser caller, string course, string assignment, string? student, SubmissionRequest request, KeyedWrite? sent, CancellationToken cancellationToken)
    {
        if (await assignments.FindAsync(caller, course, assignment, cancellationToken) is not { } current)
            return Error.Missing;
        var found = await students.ForAsync(caller, current.Course, student, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        if (SubmissionParser.IsTooLarge(request))
            return Error.Of(ProblemKind.TooLarge, ApiTexts.Catalog["KubeconfigTooLarge", Checks.Access.KubeconfigReader.MaximumBytes / 1024]);

        var submitter = found.Value;
        var extension = await ExtensionAsync(current, submitter, cancellationToken);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        if (current.Deadlines.IsClosed(await CountedAsync(current, submitter, now, extension, cancellationToken), extension))
            return Error.Of(ProblemKind.Closed, ApiTexts.Catalog["Closed"]);

        var reading = new SubmissionParser(current.Assignment, submitter, roles.Value.Of(current.Course.Slug)).Read(request);
        if (reading.Value is not { } parsed)
        {
            if (now <= (current.Deadlines.Due(extension) ?? current.Deadlines.Closes(extension)) && SubmissionParser.NamesACluster(request))
                await submissions.RefusedAsync(current.Id, submitter.Id, cancellationToken);
            return Error.Invalid(reading.Errors);
        }

        // A version that was saved meanwhile may ask for another access: read by that one, then.
        return await StoreAsync(caller, current, submitter, parsed, sent, cancellationToken) ?? await TakeAsync(caller, course, assignment, student, request, sent, cancellationToken);
    }

    // Null where another version counts by now: nothing is stored then.
    private async Task<Result<Submission>?> StoreAsync(
        CurrentUser caller, CurrentAssignment current, Student student, ParsedSubmission parsed, KeyedWrite? sent, CancellationToken cancellationToken)
    {
        var answer = await db.WriteDurablyAsync(
            async token =>
            {
                // Read here, not before: what is given or saved during a submission looks for submissions, and does not find this one yet.
                await db.LockForShareAsync(current.Id, token);
                if (await db.Assignments.Where(a => a.Id == current.Id).Select(a => a.CurrentVersion).FirstAsync(token) != current.Version)
                    return null;
                var extension = await ExtensionAsync(current, student, token);
                var submission = Describe(current, student, parsed, extension, sent);
                var deadline = current.Deadlines.OfLease(Instant.FromDateTimeOffset(time.GetUtcNow()), safeToDelete: null, extension).At;
                var stored = await submissions.HandInAsync(submission, parsed.Access, (deadline + AccessLife).ToDateTimeOffset(), token);
                if (stored is SubmissionResult.Taken { Submission: var made })
                    audit.Note(caller, "submission.handed-in", $"submission {made.Id}", current.Course.Id, to: $"access by {parsed.Kind}");
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

    private static NewSubmission Describe(CurrentAssignment current, Student student, ParsedSubmission parsed, Instant? extension, KeyedWrite? sent) => new()
    {
        CourseId = current.Course.Id,
        AssignmentId = current.Id,
        AssignmentVersion = current.Version,
        StudentId = student.Id,
        Access = AccessFacts.Of(parsed.Kind, parsed.Access),
        LoadBalancerAddress = parsed.LoadBalancerAddress,
        IsLate = at => current.Deadlines.IsLate(Instant.FromDateTimeOffset(at), extension),
        MaxAttempts = current.Assignment.MaxAttempts,
        SentAs = sent,
    };

    private async Task<Instant?> ExtensionAsync(CurrentAssignment current, Student student, CancellationToken cancellationToken) =>
        await submissions.ExtendedDueAsync(current.Id, student.Id, cancellationToken) is { } until ? Instant.FromDateTimeOffset(until) : null;

    // A hand-in that was refused in time and is mended within 15 minutes keeps its time, the closing included.
    private async Task<Instant> CountedAsync(CurrentAssignment current, Student student, Instant now, Instant? extension, CancellationToken cancellationToken)
    {
        var refused = await db.RejectedSubmissions.AsNoTracking()
            .Where(r => r.AssignmentId == current.Id && r.StudentId == student.Id)
            .Select(r => (DateTimeOffset?)r.At)
            .FirstOrDefaultAsync(cancellationToken);
        return current.Deadlines.SubmittedAt(now, refused is { } at ? [Instant.FromDateTimeOffset(at)] : [], extension);
    }
}
