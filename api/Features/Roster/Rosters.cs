using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Roster;

/// <summary>A file that is to be taken over.</summary>
/// <param name="Roster">What it says.</param>
/// <param name="Mode">What becomes of the students that it does not name.</param>
internal sealed record RosterUpload(Reading.Roster Roster, RosterMode Mode)
{
    /// <summary>Whether a person has to enter how many leave where that is more than a tenth.</summary>
    public bool AsksNumber { get; init; }

    /// <summary>The number that they entered.</summary>
    public int? Number { get; init; }
}

/// <summary>The students of courses.</summary>
internal sealed class Rosters(EksGraderDb db, CourseAccess access, RosterWriter writer)
{
    /// <summary>The students on the roster, by their numbers.</summary>
    public async Task<Result<ListView<StudentView>>> ReadAsync(CurrentUser caller, string course, PageQuery page, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } found)
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

    /// <summary>The whole roster, to be downloaded.</summary>
    public async Task<Result<RosterSheetFile>> ExportAsync(CurrentUser caller, string course, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } found)
            return Error.Missing;
        var students = await db.Students.AsNoTracking().Where(s => s.CourseId == found.Id && s.LeftAt == null).OrderBy(s => s.Number).ToListAsync(cancellationToken);
        return new RosterSheetFile(found.Title, [.. students.Select(RosterPlan.LineOf)]);
    }

    /// <summary>Takes a file over. Who is not in it any more has left where it replaces the roster; submissions and grades stay.</summary>
    public async Task<Result<RosterChangeView>> ApplyAsync(CurrentUser caller, string course, RosterUpload upload, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        return await db.WriteAsync<Result<RosterChangeView>>(
            async token =>
            {
                var known = await writer.KnownAsync(found, token);
                var plan = RosterPlan.Of(known, upload.Roster, upload.Mode);
                if (plan.Faults() is { Count: > 0 } faults)
                    return Error.Invalid(faults);
                if (upload.AsksNumber && plan.LosesMany && upload.Number != plan.Left.Count)
                    return Error.Invalid("number", RosterTexts.Catalog["EnterNumber", plan.Left.Count]);
                await writer.ApplyAsync(caller, found, known, plan, token);
                writer.NoteFile(caller, found, plan, upload.Mode);
                return plan.ToView(dryRun: false);
            },
            cancellationToken);
    }

    /// <summary>What a file would change. Nothing is changed.</summary>
    public async Task<Result<RosterPlan>> PlanAsync(CurrentUser caller, string course, RosterUpload upload, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var plan = RosterPlan.Of(await db.Students.AsNoTracking().Where(s => s.CourseId == found.Id).ToListAsync(cancellationToken), upload.Roster, upload.Mode);
        return plan.Faults() is { Count: > 0 } faults ? Error.Invalid(faults) : plan;
    }
}
