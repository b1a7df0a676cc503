using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Roster;

/// <summary>The students of courses.</summary>
internal sealed class Rosters(EksGraderDb db, CourseAccess access, AccountRegistry accounts, InvitationIssuer mint, AuditTrail audit, TimeProvider time)
{
    /// <summary>The students on the roster, by their numbers.</summary>
    public async Task<Result<ListView<StudentView>>> ReadAsync(CurrentUser caller, string course, PageQuery page, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
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
    public async Task<Result<RosterChangeView>> ReplaceAsync(CurrentUser caller, string course, ReadOnlyMemory<byte> file, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun)
        {
            var planned = await PlanAsync(caller, course, file, cancellationToken);
            return planned.IsSuccess ? planned.Value.ToView(dryRun: true) : planned.Error;
        }

        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var reading = RosterFile.Read(file);
        if (reading.Value is not { } roster)
            return Error.Invalid(reading.Errors);
        return await db.WriteAsync<Result<RosterChangeView>>(
            async token =>
            {
                var known = await db.Students.Where(s => s.CourseId == found.Id).ToListAsync(token);
                var plan = RosterPlan.Of(known, roster);
                await ApplyAsync(found.Id, known, plan, token);
                Note(caller, found, plan);
                return plan.ToView(dryRun: false);
            },
            cancellationToken);
    }

    /// <summary>What a new roster would change. Nothing is changed.</summary>
    public async Task<Result<RosterPlan>> PlanAsync(CurrentUser caller, string course, ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var reading = RosterFile.Read(file);
        if (reading.Value is not { } roster)
            return Error.Invalid(reading.Errors);
        return RosterPlan.Of(await db.Students.AsNoTracking().Where(s => s.CourseId == found.Id).ToListAsync(cancellationToken), roster);
    }

    // Each student alone: who asks when someone left does not want to read files.
    private void Note(CurrentUser caller, Course course, RosterPlan plan)
    {
        audit.Note(caller, "roster.replaced", $"course {course.Slug}", course.Id, to: FormattableString.Invariant(
            $"{plan.Added.Count} added, {plan.Changed.Count} changed, {plan.Left.Count} left, {plan.Unchanged} unchanged"));
        foreach (var line in plan.Added)
            audit.Note(caller, "student.added", $"student {line.StudentId}", course.Id, to: Words(line));
        foreach (var edit in plan.Changed)
            audit.Note(caller, "student.changed", $"student {edit.After.StudentId}", course.Id, Words(edit.Before), Words(edit.After));
        foreach (var line in plan.Left)
            audit.Note(caller, "student.left", $"student {line.StudentId}", course.Id, from: Words(line));
    }

    private static string Words(RosterLine line) => line.Section is null ? $"{line.Name}, {line.Email}" : $"{line.Name}, {line.Email}, {line.Section}";

    private async Task ApplyAsync(CourseId course, IReadOnlyList<Student> known, RosterPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var byNumber = known.ToDictionary(s => s.Number, StringComparer.Ordinal);
        IReadOnlyList<RosterLine> lines = [.. plan.Added, .. plan.Changed.Select(e => e.After)];
        var users = await accounts.FindOrMakeAsync([.. lines.Select(l => (l.Email, l.Name))], cancellationToken);
        var joining = plan.Added.Concat(plan.Changed.Where(e => User.Normalize(e.Before.Email) != User.Normalize(e.After.Email)).Select(e => e.After));
        await mint.EndSeenElsewhereAsync([.. joining.Select(l => users[User.Normalize(l.Email)].Id).Distinct()], course, cancellationToken);
        foreach (var line in lines)
        {
            var user = users[User.Normalize(line.Email)].Id;
            if (byNumber.TryGetValue(line.StudentId, out var student))
                student.Describe(user, line.Name, line.Email, line.Section);
            else
                db.Students.Add(new Student(Id.New<StudentId>(time), course, user, line.StudentId, line.Name, line.Email, line.Section)
                {
                    ExternalId = Student.NewExternalId(),
                    AddedAt = now,
                });
        }

        foreach (var line in plan.Left)
            byNumber[line.StudentId].Leave(now);
    }
}
