using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Notes of those who teach, on students and submissions; never shown to students. Assistants write them too.</summary>
internal sealed class NoteService(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    /// <summary>The notes on a submission and on its student, the newest first; empty for those who do not teach the course.</summary>
    public async Task<IReadOnlyList<Note>> OfAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var submission = await db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: true).FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        return submission is null ? [] : await db.Notes.AsNoTracking()
            .Where(n => n.StudentId == submission.StudentId && n.RemovedAt == null && (n.SubmissionId == null || n.SubmissionId == id))
            .OrderByDescending(n => n.Id).ToListAsync(cancellationToken);
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
