using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Roster;

/// <summary>One student of a roster: added, changed, removed.</summary>
internal sealed class RosterStudents(EksGraderDb db, CourseAccess access, RosterWriter writer)
{
    /// <summary>A student who is on the roster.</summary>
    public async Task<Result<StudentView>> FindAsync(CurrentUser caller, string course, string number, CancellationToken cancellationToken) =>
        await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is { } found && await ViewAsync(found, number, cancellationToken) is { } student
            ? student
            : Error.Missing;

    /// <summary>Puts a student on the roster; one who had left is back, with submissions and grades.</summary>
    public async Task<Result<StudentView>> AddAsync(CurrentUser caller, string course, StudentEntry entry, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var faults = new FieldErrors();
        var line = Read(entry, entry.StudentId, faults);
        if (faults.Any)
            return Error.Invalid(faults.All);
        return await db.WriteAsync<Result<StudentView>>(
            async token =>
            {
                var known = await writer.KnownAsync(found, token);
                return known.Exists(s => s.LeftAt is null && s.Number == line.StudentId)
                    ? new Error(ProblemKind.Exists, null, [new("studentId", RosterTexts.Catalog["NumberTaken", line.StudentId])])
                    : await ApplyAsync(caller, found, known, line, token);
            },
            cancellationToken);
    }

    /// <summary>Changes a student: name, address, section, and the number where it was mistyped.</summary>
    public async Task<Result<StudentView>> ChangeAsync(CurrentUser caller, string course, string number, StudentEntry entry, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var faults = new FieldErrors();
        var line = Read(entry, entry.StudentId ?? number, faults);
        return await db.WriteAsync<Result<StudentView>>(
            async token =>
            {
                var known = await writer.KnownAsync(found, token);
                if (known.Find(s => s.LeftAt is null && s.Number == number) is not { } student)
                    return Error.Missing;
                if (line.StudentId.Length > 0 && known.Exists(s => s != student && s.Number == line.StudentId))
                    faults.AddRange([new("studentId", RosterTexts.Catalog["NumberTaken", line.StudentId])]);
                if (faults.Any)
                    return Error.Invalid(faults.All);
                if (student.Number != line.StudentId)
                    writer.Renumber(caller, found, student, line.StudentId);
                return await ApplyAsync(caller, found, known, line, token);
            },
            cancellationToken);
    }

    /// <summary>Takes a student off the roster; submissions and grades stay.</summary>
    public async Task<Result<Unit>> RemoveAsync(CurrentUser caller, string course, string number, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        return await db.WriteAsync<Result<Unit>>(
            async token =>
            {
                if (await db.Students.FirstOrDefaultAsync(s => s.CourseId == found.Id && s.Number == number && s.LeftAt == null, token) is not { } student)
                    return Error.Missing;
                await writer.ApplyAsync(caller, found, [student], new RosterPlan([], [], [RosterPlan.LineOf(student)], 0), token);
                return Unit.Value;
            },
            cancellationToken);
    }

    private async Task<Result<StudentView>> ApplyAsync(CurrentUser caller, Course course, IReadOnlyList<Student> known, RosterLine line, CancellationToken cancellationToken)
    {
        var plan = RosterPlan.Of(known, new Reading.Roster([line]), RosterMode.Add);
        if (plan.Faults() is { Count: > 0 } taken)
            return Error.Invalid(taken);
        await writer.ApplyAsync(caller, course, known, plan, cancellationToken);
        var email = User.Normalize(line.Email);
        var hasSignedIn = await db.Users.AnyAsync(u => u.NormalizedEmail == email && u.LastSignedInAt != null, cancellationToken);
        return new StudentView(line.StudentId, line.Name, line.Email, line.Section, hasSignedIn);
    }

    private Task<StudentView?> ViewAsync(Course course, string number, CancellationToken cancellationToken) =>
        db.Students.AsNoTracking()
            .Where(s => s.CourseId == course.Id && s.LeftAt == null && s.Number == number)
            .Select(s => new StudentView(s.Number, s.Name, s.Email, s.Section, db.Users.Any(u => u.Id == s.UserId && u.LastSignedInAt != null)))
            .FirstOrDefaultAsync(cancellationToken);

    private static RosterLine Read(StudentEntry entry, string? number, FieldErrors faults)
    {
        var section = EnteredSection(entry.Section, faults);
        return new RosterLine(
            faults.Key("studentId", number, 64), faults.Text("name", entry.Name, User.LongestName), faults.Email("email", entry.Email), section);
    }

    private static string? EnteredSection(string? section, FieldErrors faults)
    {
        if (string.IsNullOrWhiteSpace(section))
            return null;
        return faults.Text("section", section, StudentLines.LongestSection) is { Length: > 0 } text ? text : null;
    }
}
