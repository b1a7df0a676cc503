using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>An assignment that was just made.</summary>
/// <param name="Current">The assignment.</param>
/// <param name="Students">How many are on the roster.</param>
internal sealed record ReadyView(CurrentAssignment Current, int Students);

/// <summary>Tells what comes after an assignment was made.</summary>
internal sealed class ReadyQuery(EksGraderDb db, CourseAccess access, AssignmentService assignments)
{
    /// <summary>The assignment, for those who manage its course; null for others.</summary>
    public async Task<ReadyView?> FindAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken) =>
        await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is { } managed
        && await assignments.FindAsync(managed, assignment, cancellationToken) is { } current
            ? new ReadyView(current, await db.Students.CountAsync(s => s.CourseId == managed.Id && s.LeftAt == null, cancellationToken))
            : null;
}
