using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Roster;

/// <summary>Writes what changes on a roster, in the caller's transaction, and notes each student alone: who asks when someone left does not want to read files.</summary>
internal sealed class RosterWriter(EksGraderDb db, AccountRegistry accounts, InvitationIssuer mint, AuditTrail audit, TimeProvider time)
{
    /// <summary>Everyone who was ever on a course's roster, to be changed.</summary>
    public Task<List<Student>> KnownAsync(Course course, CancellationToken cancellationToken) =>
        db.Students.Where(s => s.CourseId == course.Id).ToListAsync(cancellationToken);

    /// <summary>Changes the roster as planned.</summary>
    public async Task ApplyAsync(CurrentUser caller, Course course, IReadOnlyList<Student> known, RosterPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var byNumber = known.ToDictionary(s => s.Number, StringComparer.Ordinal);
        IReadOnlyList<RosterLine> lines = [.. plan.Added, .. plan.Changed.Select(e => e.After)];
        var users = await accounts.FindOrMakeAsync([.. lines.Select(l => (l.Email, l.Name))], cancellationToken);
        var joining = plan.Added.Concat(plan.Changed.Where(e => User.Normalize(e.Before.Email) != User.Normalize(e.After.Email)).Select(e => e.After));
        await mint.EndSeenElsewhereAsync([.. joining.Select(l => users[User.Normalize(l.Email)].Id).Distinct()], course.Id, cancellationToken);
        foreach (var line in lines)
        {
            var user = users[User.Normalize(line.Email)].Id;
            if (byNumber.TryGetValue(line.StudentId, out var student))
                student.Describe(user, line.Name, line.Email, line.Section);
            else
                db.Students.Add(new Student(Id.New<StudentId>(time), course.Id, user, line.StudentId, line.Name, line.Email, line.Section)
                {
                    ExternalId = Student.NewExternalId(),
                    AddedAt = now,
                });
        }

        foreach (var line in plan.Left)
            byNumber[line.StudentId].Leave(now);
        Note(caller, course, plan);
    }

    /// <summary>Gives a student another number.</summary>
    public void Renumber(CurrentUser caller, Course course, Student student, string number)
    {
        audit.Note(caller, "student.changed", $"student {number}", course.Id, student.Number, number);
        student.Renumber(number);
    }

    /// <summary>Notes that a whole file was taken.</summary>
    public void NoteFile(CurrentUser caller, Course course, RosterPlan plan, RosterMode mode) =>
        audit.Note(caller, mode == RosterMode.Replace ? "roster.replaced" : "roster.extended", $"course {course.Slug}", course.Id, to: FormattableString.Invariant(
            $"{plan.Added.Count} added, {plan.Changed.Count} changed, {plan.Left.Count} left, {plan.Unchanged} unchanged"));

    private void Note(CurrentUser caller, Course course, RosterPlan plan)
    {
        foreach (var line in plan.Added)
            audit.Note(caller, "student.added", $"student {line.StudentId}", course.Id, to: Words(line));
        foreach (var edit in plan.Changed)
            audit.Note(caller, "student.changed", $"student {edit.After.StudentId}", course.Id, Words(edit.Before), Words(edit.After));
        foreach (var line in plan.Left)
            audit.Note(caller, "student.left", $"student {line.StudentId}", course.Id, from: Words(line));
    }

    private static string Words(RosterLine line) => line.Section is null ? $"{line.Name}, {line.Email}" : $"{line.Name}, {line.Email}, {line.Section}";
}
