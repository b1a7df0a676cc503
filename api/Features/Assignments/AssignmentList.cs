using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Assignments;

/// <summary>An assignment in the list of its course.</summary>
/// <param name="Assignment">What it is called in addresses.</param>
/// <param name="Title">What people call it, in both languages.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="State">Where it stands now; <c>draft</c> and <c>scheduled</c> are hidden from students.</param>
/// <param name="OpensAt">From when on students see it; null for at once.</param>
/// <param name="Due">The due date, before anyone's extension; null where nothing is late.</param>
/// <param name="ClosesAt">From when on nothing is taken; null for never.</param>
/// <param name="MaxScore">What all checks are worth; null where a check of it is not installed any more.</param>
public sealed record AssignmentSummary(
    string Assignment, LocalizedText Title, int Version, AssignmentState State, DateTimeOffset? OpensAt, DateTimeOffset? Due, DateTimeOffset? ClosesAt, decimal? MaxScore);

/// <summary>Lists the assignments of a course that someone sees.</summary>
internal sealed class AssignmentList(EksGraderDb db, CourseAccess access, AssignmentQueries assignments, TimeProvider time)
{
    /// <summary>The list, the newest first.</summary>
    public async Task<Result<ListView<AssignmentSummary>>> ReadAsync(CurrentUser caller, string course, CancellationToken cancellationToken)
    {
        if (await access.SeenAsync(caller, course, cancellationToken) is not { } found)
            return Error.Missing;

        var all = await assignments.ReadAsync([found], cancellationToken);
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is null)
        {
            var submitted = await db.Submissions
                .Where(s => s.CourseId == found.Id && db.Students.Any(x => x.Id == s.StudentId && x.UserId == caller.User))
                .Select(s => s.AssignmentId).Distinct().ToListAsync(cancellationToken);
            all = [.. all.Where(a => a.IsShown(time) || submitted.Contains(a.Id))];
        }

        return new ListView<AssignmentSummary>([.. all.Select(Summary)], Next: null);
    }

    private AssignmentSummary Summary(ShelvedAssignment shelved)
    {
        var dates = shelved.DatesWith(extension: null);
        return new AssignmentSummary(
            dates.Slug, dates.Title, shelved.Row.CurrentVersion, dates.StateAt(time.GetUtcNow()), dates.OpensAt, dates.Due, dates.ClosesAt, shelved.Known?.Assignment.MaxScore);
    }
}
