using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Notes of those who teach, on students and submissions; never shown to students. Assistants write them too.</summary>
internal sealed class NoteService(EksGraderDb db, CourseAccess access, AuditTrail audit, TimeProvider time)
{
    /// <summary>The notes on a submission and on its student, the newest first; empty for those who do not teach the course.</summary>
    public async Task<IReadOnlyList<Note>> OfAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: true).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        return submission is null ? [] : await db.Notes.AsNoTracking()
            .Where(n => n.StudentId == submission.StudentId && n.RemovedAt == null && (n.SubmissionId == null || n.SubmissionId == id))
            .OrderByDescending(n => n.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The notes of a course, the newest first; for those who teach it, assistants too.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="slug">The course.</param>
    /// <param name="student">A student's number: the notes on this student and their submissions; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<Result<ListView<NoteView>>> ListAsync(CurrentUser caller, string slug, string? student, PageQuery page, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, slug, assistantsToo: true, cancellationToken) is not { } course)
            return Error.Missing;
        if (page.ToRequest() is not { } request)
            return page.Refuse();
        if (request.After is { } after && !Id.TryParse<NoteId>(after, out _))
            return page.RefuseCursor();
        var asked = db.Notes.AsNoTracking().Where(n => n.CourseId == course.Id && n.RemovedAt == null);
        if (student is not null)
            asked = asked.Where(n => db.Students.Any(s => s.Id == n.StudentId && s.Number == student));
        var found = await asked.ToPageAsync(
            request with { NewestFirst = true },
            n => n.Id,
            n => new
            {
                Note = n,
                Student = db.Students.First(s => s.Id == n.StudentId),
                Assignment = db.Submissions.Where(s => s.Id == n.SubmissionId).Join(db.Assignments, s => s.AssignmentId, a => a.Id, (_, a) => a.Slug).FirstOrDefault(),
            },
            cancellationToken);
        return new ListView<NoteView>(
            [.. found.Items.Select(f => new NoteView(f.Note.Id.Value, f.Student.Number, f.Student.Name, f.Note.SubmissionId?.Value, f.Assignment, f.Note.Text, f.Note.By, f.Note.At))],
            found.Next);
    }

    /// <summary>Writes a note on a submission, or on its student as such.</summary>
    public Task<Result<Unit>> AddAsync(CurrentUser caller, SubmissionId id, bool onStudent, string? text, CancellationToken cancellationToken) =>
        db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var submission = await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: true).FirstOrDefaultAsync(s => s.Id == id, token);
                if (submission is null)
                    return Error.Missing;
                var faults = new FieldErrors();
                var words = faults.Words("note", text, Note.LongestText);
                if (faults.Any)
                    return Error.Invalid(faults.All);
                db.Notes.Add(new Note(Id.New<NoteId>(time), submission.CourseId, submission.StudentId, onStudent ? null : id, words, caller.Name, time.GetUtcNow()));
                audit.Note(caller, "note.added", $"submission {id}", submission.CourseId);
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>Takes a note away; its words are forgotten.</summary>
    public Task<Result<Unit>> RemoveAsync(CurrentUser caller, NoteId id, CancellationToken cancellationToken) => db.WriteAsync<Result<Unit>>(
        async token =>
        {
            var note = await db.Notes.FirstOrDefaultAsync(
                n => n.Id == id && n.RemovedAt == null && db.Courses.TaughtBy(db, caller.Viewer, true).Any(c => c.Id == n.CourseId), token);
            if (note is null)
                return Error.Missing;
            note.Remove(time.GetUtcNow());
            audit.Note(caller, "note.removed", note.SubmissionId is { } submission ? $"submission {submission}" : $"student {note.StudentId}", note.CourseId);
            return Unit.Value;
        },
        cancellationToken);
}
