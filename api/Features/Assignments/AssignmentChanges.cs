using EksGrader.Checks.Assignments;
using NodaTime;

namespace EksGrader.Api.Features.Assignments;

/// <summary>What a change of an assignment touches.</summary>
internal static class AssignmentChanges
{
    /// <summary>Whether lateness or deletion deadlines may be others.</summary>
    /// <param name="before">The older version; null where no one knows what it said.</param>
    /// <param name="after">The newer version.</param>
    public static bool MoveDates(Assignment? before, Assignment after) =>
        before is null || DatesOf(before) != DatesOf(after);

    /// <summary>Whether a submission would be graded otherwise: by other checks, points, parameters or rules. Grades there are stay until someone regrades.</summary>
    public static bool TouchGrades(Assignment before, Assignment after) =>
        !AssignmentComparer.Instance.Equals(before, before with { Checks = after.Checks, Rules = after.Rules });

    private static (LocalDateTime?, string?, DeleteBy, Duration, Duration, Duration) DatesOf(Assignment assignment) => (
        assignment.Due, assignment.TimeZone?.Id, assignment.Deletion.DeleteBy, assignment.Deletion.Minimum, assignment.Deletion.LateAfter, assignment.Deletion.LateGrace);
}
