using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Assignments;

/// <summary>Moves due dates for one, some or all students. Who submitted before is judged again, and clusters get the deadlines that hold now.</summary>
internal sealed class ExtensionService(EksGraderDb db, CourseAccess access, AssignmentService assignments, DueDates dates, AuditTrail audit, TimeProvider time)
{
    /// <summary>The extensions of an assignment that hold, the newest first.</summary>
    public async Task<Result<ListView<ExtensionView>>> ListAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        var managed = await ManagedAsync(caller, course, assignment, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var rows = await db.Extensions.AsNoTracking().Where(e => e.AssignmentId == managed.Value.Id && e.TakenBackAt == null)
            .OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.StudentId).Distinct().ToList();
        var students = await db.Students.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        return new ListView<ExtensionView>([.. rows.Select(r => View(r, r.StudentId is { } id ? students[id] : null))], Next: null);
    }

    /// <summary>Moves the due date for all or some.</summary>
    public async Task<Result<ExtensionChangeView>> GiveAsync(
        CurrentUser caller, string course, string assignment, ExtensionRequest wanted, CancellationToken cancellationToken)
    {
        var managed = await ManagedAsync(caller, course, assignment, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var current = managed.Value;
        var reading = await new ExtensionReader(db).ReadAsync(current, wanted, cancellationToken);
        if (reading.Faults.Any)
            return Error.Invalid(reading.Faults.All);

        return await db.WriteAsync<Result<ExtensionChangeView>>(
            async token =>
            {
                var (now, before) = (time.GetUtcNow(), await ExtendedDues.ReadAsync(db, current.Id, student: null, token));
                foreach (var student in (IReadOnlyList<Student?>?)reading.Students ?? [null])
                {
                    var extension = new Extension(Id.New<ExtensionId>(time), current.Id, student?.Id, reading.Until, reading.Reason, caller.Name, now);
                    db.Extensions.Add(extension);
                    await StudentNotices.ExtendedAsync(db, current.Course.Id, extension, time, token);
                    audit.Note(
                        caller, "extension.given", SubjectOf(current, student), current.Course.Id,
                        ShownDue(current, student is null ? before.OfAll : before.Of(student.Id)), AuditTrail.Shown(reading.Until), reading.Reason);
                }

                var moved = await dates.ApplyAsync(caller, current.Id, current.Course.Id, current.Deadlines, reading.Reason, token);
                return View(reading.Students?.Count ?? 1, moved);
            },
            cancellationToken);
    }

    /// <summary>Takes an extension back: what held before it holds again.</summary>
    public async Task<Result<ExtensionChangeView>> TakeBackAsync(CurrentUser caller, string course, string assignment, ExtensionId id, CancellationToken cancellationToken)
    {
        var managed = await ManagedAsync(caller, course, assignment, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var current = managed.Value;
        return await db.WriteAsync<Result<ExtensionChangeView>>(
            async token =>
            {
                if (await db.Extensions.FirstOrDefaultAsync(e => e.Id == id && e.AssignmentId == current.Id && e.TakenBackAt == null, token) is not { } extension)
                    return Error.Missing;
                var student = extension.StudentId is { } of ? await db.Students.AsNoTracking().FirstAsync(s => s.Id == of, token) : null;
                extension.TakeBack(caller.Name, time.GetUtcNow());
                await db.SaveChangesAsync(token);
                var after = await ExtendedDues.ReadAsync(db, current.Id, student: null, token);
                audit.Note(
                    caller, "extension.taken-back", SubjectOf(current, student), current.Course.Id,
                    AuditTrail.Shown(extension.Until), ShownDue(current, student is null ? after.OfAll : after.Of(student.Id)));
                return View(1, await dates.ApplyAsync(caller, current.Id, current.Course.Id, current.Deadlines, why: null, token));
            },
            cancellationToken);
    }

    private async Task<Result<CurrentAssignment>> ManagedAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        return await assignments.FindAsync(managed.Value, assignment, cancellationToken) is { } current ? current : Error.Missing;
    }

    private static string SubjectOf(CurrentAssignment current, Student? student) =>
        $"assignment {current.Course.Slug}/{current.Assignment.Slug}, " + (student is null ? "all students" : $"student {student.Number}");

    private static string? ShownDue(CurrentAssignment current, DateTimeOffset? extended) =>
        (current.Deadlines.Due(At(extended)) ?? current.Deadlines.Closes(At(extended))) is { } due ? AuditTrail.Shown(due.ToDateTimeOffset()) : null;

    private static Instant? At(DateTimeOffset? time) => time is { } known ? Instant.FromDateTimeOffset(known) : null;

    private static ExtensionChangeView View(int extensions, MovedDates moved) => new(extensions, moved.NoLongerLate, moved.NowLate, moved.DeadlinesMoved);

    private static ExtensionView View(Extension row, Student? student) =>
        new(row.Id.Value, student?.Number, student?.Name, row.Until, row.Reason, row.By, row.CreatedAt);
}
