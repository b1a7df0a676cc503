using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Assignments;

/// <summary>What can be extended, and for whom.</summary>
/// <param name="Current">The assignment.</param>
/// <param name="Due">The due date, or the closing where there is none; null where nothing can be extended.</param>
/// <param name="Roster">The students to pick from; empty where they are too many to pick.</param>
public sealed record ExtensionTarget(CurrentAssignment Current, DateTimeOffset? Due, IReadOnlyList<RosterName> Roster);

/// <summary>A student to pick.</summary>
/// <param name="Number">The school's number.</param>
/// <param name="Name">The name.</param>
public sealed record RosterName(string Number, string Name);

/// <summary>Finds what can be extended.</summary>
internal sealed class ExtensionTargets(EksGraderDb db, CourseAccess access, AssignmentService assignments)
{
    // More than this no one picks by eye: their numbers are typed or pasted.
    private const int MostToPick = 300;

    /// <summary>An assignment of a course that the caller manages; null where there is none.</summary>
    public async Task<ExtensionTarget?> FindAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } managed
            || await assignments.FindAsync(managed, assignment, cancellationToken) is not { } current)
        {
            return null;
        }

        var roster = await db.Students.AsNoTracking().Where(s => s.CourseId == managed.Id && s.LeftAt == null).OrderBy(s => s.Number)
            .Select(s => new RosterName(s.Number, s.Name)).Take(MostToPick + 1).ToListAsync(cancellationToken);
        var due = current.Deadlines.Due() ?? current.Deadlines.Closes();
        return new ExtensionTarget(current, due?.ToDateTimeOffset(), roster.Count > MostToPick ? [] : roster);
    }
}
