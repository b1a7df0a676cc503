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

/// <summary>Takes submissions: validates them, has their access tried where that is asked for, and has them stored (<see cref="SubmissionWriter"/>).</summary>
internal sealed class SubmissionService(
    EksGraderDb db, AssignmentService assignments, Students students, SubmissionStore submissions, SubmissionWriter writer, IOptions<CourseRoles> roles, TimeProvider time)
{
    // Trying an access takes seconds: what is sent this shortly before the end is noted first, so that nothing that happens meanwhile costs its time.
    private static readonly Duration ShortlyBefore = Duration.FromMinutes(1);

    /// <summary>Takes a submission; sent again under the same key it is the one of then. An instructor names the student.</summary>
    public Task<Result<Submission>> TakeAsync(CurrentUser caller, string course, string assignment, string? student, SubmissionRequest request, KeyedWrite? sent, CancellationToken cancellationToken) =>
        TakeAsync(new SubmissionCall(caller, course, assignment, student, sent), request, trial: null, cancellationToken);

    /// <summary>Takes a submission once its access was tried: what the trial objects to is not taken, and keeps its time for 15 minutes.</summary>
    /// <param name="call">Who submits what for.</param>
    /// <param name="request">What was sent.</param>
    /// <param name="trial">Tries the access; null to take it untried.</param>
    /// <param name="cancellationToken">Ends the waiting. Once a trial has begun, the person who sent it need not wait for its end.</param>
    public Task<Result<Submission>> TakeAsync(SubmissionCall call, SubmissionRequest request, SubmissionTrial? trial, CancellationToken cancellationToken) =>
        TakeAsync(call, request, trial, time.GetUtcNow(), cancellationToken);

    private async Task<Result<Submission>> TakeAsync(SubmissionCall call, SubmissionRequest request, SubmissionTrial? trial, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        if (await assignments.FindAsync(call.Caller, call.Course, call.Assignment, cancellationToken) is not { } current)
            return Error.Missing;
        var found = await students.ForAsync(call.Caller, current.Course, call.Student, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        if (SubmissionParser.IsTooLarge(request))
            return Error.Of(ProblemKind.TooLarge, ApiTexts.Catalog["KubeconfigTooLarge", Checks.Access.KubeconfigReader.MaximumBytes / 1024]);

        if (current.Course.IsArchived)
            return Error.Of(ProblemKind.Closed, ApiTexts.Catalog["CourseArchived"]);
        if (!current.IsShown(time))
            return Error.Of(ProblemKind.NotOpen, ApiTexts.Catalog["NotOpen"]);
        var submitter = found.Value;
        var extension = await writer.ExtensionAsync(current, submitter, cancellationToken);
        var window = new SubmissionWindow(current, submitter, extension, Instant.FromDateTimeOffset(sentAt));
        if (current.Deadlines.IsClosed(await CountedAsync(window, cancellationToken), extension))
            return Error.Of(ProblemKind.Closed, ApiTexts.Catalog["Closed"]);

        var reading = new SubmissionParser(current.Assignment, submitter, roles.Value.Of(current.Course.Slug)) { Asked = current.Asked }.Read(request);
        if (reading.Value is not { } parsed)
        {
            if (SubmissionParser.NamesACluster(request))
                await NoteAsync(window, cancellationToken);
            return Error.Invalid(reading.Errors);
        }

        if (trial is not null)
        {
            var tried = await TryAsync(call, window, parsed, trial, cancellationToken);
            if (tried is not null)
                return tried;

            // It was sent: a browser that has gone away meanwhile takes nothing back.
            cancellationToken = CancellationToken.None;
        }

        // A version that was saved meanwhile may ask for another access: read by that one, then.
        var submission = new SentSubmission(parsed, trial is null ? null : sentAt, call.Sent);
        return await writer.StoreAsync(call.Caller, current, submitter, submission, cancellationToken) ?? await TakeAsync(call, request, trial, sentAt, cancellationToken);
    }

    // Null where it may be taken. What was sent twice and taken meanwhile is the one of then, whatever a second trial says.
    private async Task<Result<Submission>?> TryAsync(SubmissionCall call, SubmissionWindow window, ParsedSubmission parsed, SubmissionTrial trial, CancellationToken cancellationToken)
    {
        if (await TakenBeforeAsync(call, window, cancellationToken) is { } before)
            return before;
        if (window.Ends is { } end && window.At <= end && end - window.At <= ShortlyBefore)
            await NoteAsync(window, cancellationToken);
        if (await trial(window.Current, window.Student, parsed, cancellationToken) is not { } objection)
            return null;
        if (await TakenBeforeAsync(call, window, CancellationToken.None) is { } meanwhile)
            return meanwhile;
        await NoteAsync(window, CancellationToken.None);
        return objection;
    }

    private async Task<Submission?> TakenBeforeAsync(SubmissionCall call, SubmissionWindow window, CancellationToken cancellationToken) =>
        call.Sent is { } sent ? await submissions.TakenBeforeAsync(window.Current.Id, window.Student.Id, sent, cancellationToken) : null;

    // Past the last moment nothing is kept.
    private async Task NoteAsync(SubmissionWindow window, CancellationToken cancellationToken)
    {
        var deadlines = window.Current.Deadlines;
        if (window.At <= deadlines.Due(window.Extension) || window.At <= deadlines.Closes(window.Extension))
        {
            await submissions.RefusedAsync(
                window.Current.Id, window.Student.Id, window.At.ToDateTimeOffset(), at => deadlines.IsLate(Instant.FromDateTimeOffset(at), window.Extension), cancellationToken);
        }
    }

    // A submission that was refused in time and is mended within 15 minutes keeps its time, the closing included.
    private async Task<Instant> CountedAsync(SubmissionWindow window, CancellationToken cancellationToken)
    {
        var refused = await db.RejectedSubmissions.AsNoTracking()
            .Where(r => r.AssignmentId == window.Current.Id && r.StudentId == window.Student.Id)
            .Select(r => (DateTimeOffset?)r.At)
            .FirstOrDefaultAsync(cancellationToken);
        return window.Current.Deadlines.SubmittedAt(window.At, refused is { } at ? [Instant.FromDateTimeOffset(at)] : [], window.Extension);
    }

    /// <summary>When something was sent, and the dates that hold for its student.</summary>
    private sealed record SubmissionWindow(CurrentAssignment Current, Student Student, Instant? Extension, Instant At)
    {
        /// <summary>The next moment that matters: the due date, past it the closing; null where neither is ahead.</summary>
        public Instant? Ends => At <= Current.Deadlines.Due(Extension) ? Current.Deadlines.Due(Extension) : Current.Deadlines.Closes(Extension);
    }
}
