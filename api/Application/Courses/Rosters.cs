using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Db.Ids;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Courses;

/// <summary>The students of courses.</summary>
/// <param name="db">The database.</param>
/// <param name="gate">Who may what.</param>
/// <param name="accounts">People's accounts.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="time">The clock.</param>
public sealed class Rosters(EksGraderDb db, CourseGate gate, AccountBook accounts, AuditTrail audit, TimeProvider time)
{
    /// <summary>The students on the roster, by their numbers.</summary>
    public async Task<Answer<ListView<StudentView>>> ReadAsync(Caller caller, string course, PageQuery page, CancellationToken cancellationToken)
    {
        if (await gate.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Refusal.Missing;
        if (page.ToRequest() is null)
            return page.Refuse();
        if (page.AfterText() is not { } after)
            return page.RefuseCursor();
        var students = await db.Students.AsNoTracking()
            .Where(s => s.CourseId == found.Id && s.LeftAt == null && s.Number.CompareTo(after) > 0)
            .OrderBy(s => s.Number)
            .Take(page.Size + 1)
            .Select(s => new StudentView(s.Number, s.Name, s.Email, s.Section, db.Users.Any(u => u.Id == s.UserId && u.LastSignedInAt != null)))
            .ToListAsync(cancellationToken);
        return ListView.Of(students, page.Size, s => PageQuery.CursorOf(s.StudentId));
    }

    /// <summary>Puts a new roster in the place of the old one; who is not on it any more has left, and keeps submissions and grades.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="file">The roster as CSV.</param>
    /// <param name="dryRun">Whether only to tell what would change.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Answer<RosterChangeView>> ReplaceAsync(Caller caller, string course, ReadOnlyMemory<byte> file, bool dryRun, CancellationToken cancellationToken)
    {
        if (await gate.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Refusal.Missing;
        var reading = RosterFile.Read(file);
        if (reading.Value is not { } roster)
            return Refusal.Invalid(reading.Faults);
        if (dryRun)
            return RosterPlan.Of(await db.Students.AsNoTracking().Where(s => s.CourseId == found.Id).ToListAsync(cancellationToken), roster).ToView(dryRun: true);

        return await db.WriteAsync<Answer<RosterChangeView>>(
            async token =>
            {
                var known = await db.Students.Where(s => s.CourseId == found.Id).ToListAsync(token);
                var plan = RosterPlan.Of(known, roster);
                await ApplyAsync(found.Id, known, plan, token);
                audit.Note(caller, "roster.replaced", $"course {course}", found.Id, to: FormattableString.Invariant(
                    $"{plan.Added.Count} added, {plan.Changed.Count} changed, {plan.Left.Count} left, {plan.Unchanged} unchanged"));
                return plan.ToView(dryRun: false);
            },
            cancellationToken);
    }

    private async Task ApplyAsync(CourseId course, IReadOnlyList<Student> known, RosterPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var byNumber = known.ToDictionary(s => s.Number, StringComparer.Ordinal);
        IReadOnlyList<RosterLine> lines = [.. plan.Added, .. plan.Changed];
        var users = await accounts.FindOrMakeAsync([.. lines.Select(l => (l.Email, l.Name))], cancellationToken);
        foreach (var line in lines)
        {
            var user = users[User.Normalize(line.Email)].Id;
            if (byNumber.TryGetValue(line.StudentId, out var student))
                student.Describe(user, line.Name, line.Email, line.Section);
            else
                db.Students.Add(new Student(Id.New<StudentId>(time), course, user, line.StudentId, line.Name, line.Email, line.Section, Student.NewExternalId(), now));
        }

        foreach (var student in plan.Left)
            student.Leave(now);
    }
}
