using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Assignments;

/// <summary>A version of an assignment in a list.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="By">Who made it.</param>
/// <param name="At">When.</param>
/// <param name="Comment">Why; null where nothing was said.</param>
public sealed record VersionView(int Number, string By, DateTimeOffset At, string? Comment);

/// <summary>The versions of an assignment.</summary>
/// <param name="Course">The course.</param>
/// <param name="IsAssistant">Whether the caller is an assistant, who restores nothing.</param>
/// <param name="Title">What people call the assignment.</param>
/// <param name="Versions">The versions, the newest first.</param>
public sealed record HistoryView(Course Course, bool IsAssistant, LocalizedText Title, IReadOnlyList<VersionView> Versions)
{
    /// <summary>The newest version's number.</summary>
    public int Current => Versions[0].Number;
}

/// <summary>What an assignment said once, and what became of it. An older version is restored in the editor, which shows first what that changes.</summary>
internal sealed class VersionHistory(EksGraderDb db, CourseAccess access, AssignmentQueries shelf)
{
    /// <summary>The versions, for those who teach the course; null for others.</summary>
    public async Task<HistoryView?> ListAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } taught)
            return null;
        if ((await shelf.ReadAsync([taught], cancellationToken)).FirstOrDefault(a => a.Row.Slug == assignment) is not { } found)
            return null;
        var versions = await db.AssignmentVersions.AsNoTracking().Where(v => v.AssignmentId == found.Id).OrderByDescending(v => v.Number)
            .Select(v => new VersionView(v.Number, v.By, v.CreatedAt, v.Comment)).ToListAsync(cancellationToken);
        var managed = await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not null;
        return new HistoryView(taught, !managed, found.DatesWith(extension: null).Title, versions);
    }

    /// <summary>What a version says, in canonical YAML; null where there is none that the caller may see.</summary>
    public async Task<string?> TextAsync(CurrentUser caller, string course, string assignment, int number, CancellationToken cancellationToken) =>
        await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is { } taught
            ? await db.AssignmentVersions.AsNoTracking()
                .Where(v => v.Number == number && db.Assignments.Any(a => a.Id == v.AssignmentId && a.CourseId == taught.Id && a.Slug == assignment))
                .Select(v => v.Document).FirstOrDefaultAsync(cancellationToken)
            : null;
}
