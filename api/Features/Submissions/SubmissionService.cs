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

/// <summary>Takes submissions: validates them, and has them stored (<see cref="SubmissionWriter"/>).</summary>
internal sealed class SubmissionService(
    EksGraderDb db, AssignmentService assignments, Students students, SubmissionStore submissions, SubmissionWriter writer, IOptions<CourseRoles> roles, TimeProvider time)
{
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
        var extension = await writer.ExtensionAsync(current, submitter, cancellationToken);
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
        return await writer.StoreAsync(caller, current, submitter, parsed, sent, cancellationToken) ?? await TakeAsync(caller, course, assignment, student, request, sent, cancellationToken);
    }

    // A submission that was refused in time and is mended within 15 minutes keeps its time, the closing included.
    private async Task<Instant> CountedAsync(CurrentAssignment current, Student student, Instant now, Instant? extension, CancellationToken cancellationToken)
    {
        var refused = await db.RejectedSubmissions.AsNoTracking()
            .Where(r => r.AssignmentId == current.Id && r.StudentId == student.Id)
            .Select(r => (DateTimeOffset?)r.At)
            .FirstOrDefaultAsync(cancellationToken);
        return current.Deadlines.SubmittedAt(now, refused is { } at ? [Instant.FromDateTimeOffset(at)] : [], extension);
    }
}
