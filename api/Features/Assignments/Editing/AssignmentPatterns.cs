using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>Something that a new assignment can be made after.</summary>
/// <param name="Key">What the address calls it: <c>eks-exam</c> for one that ships, <c>COURSE/ASSIGNMENT</c> for another's copy.</param>
/// <param name="Assignment">What it asks; without dates.</param>
/// <param name="Course">The course of the one that is copied; null for one that ships.</param>
public sealed record AssignmentPattern(string Key, Assignment Assignment, string? Course);

/// <summary>What a new assignment can be made after: those that ship, and those of the courses that the caller teaches.</summary>
internal sealed class AssignmentPatterns(EksGraderDb db, AssignmentQueries shelf, Catalogue catalogue)
{
    private const int Most = 50;

    /// <summary>Everything there is, for a course.</summary>
    public async Task<IReadOnlyList<AssignmentPattern>> ListAsync(CurrentUser caller, string course, CancellationToken cancellationToken)
    {
        var courses = await db.Courses.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: false)
            .OrderByDescending(c => c.Slug == course).ThenByDescending(c => c.CreatedAt).Take(Most).ToListAsync(cancellationToken);
        var taken = await TakenAsync(course, cancellationToken);
        var copies = (await shelf.ReadAsync(courses, cancellationToken)).Where(a => a.Known is not null)
            .Select(a => Copy(a, courses.First(c => c.Id == a.Row.CourseId)));
        return [.. Shipped().Concat(copies).Take(Most).Select(p => p with { Assignment = p.Assignment with { Slug = Free(p.Assignment.Slug, taken) } })];
    }

    private static AssignmentPattern Copy(ShelvedAssignment shelved, Course course)
    {
        // Dates are of one term; a copy begins without them, and says nothing of being a draft.
        var asked = shelved.Known?.Assignment ?? throw new ArgumentException("An assignment that cannot be read cannot be copied.", nameof(shelved));
        var deletion = asked.Deletion with { DeleteBy = DeleteBy.SubmissionDay };
        return new AssignmentPattern($"{course.Slug}/{asked.Slug}", asked with { Draft = false, OpensAt = null, Due = null, ClosesAt = null, Deletion = deletion }, course.Title);
    }

    private static string Free(string slug, IReadOnlySet<string> taken) =>
        taken.Contains(slug) ? Enumerable.Range(2, taken.Count + 1).Select(n => FormattableString.Invariant($"{slug}-{n}")).First(s => !taken.Contains(s)) : slug;

    private IEnumerable<AssignmentPattern> Shipped() =>
        ShippedAssignments.Names.Select(name => new AssignmentPattern(name, ShippedAssignments.Read(name, catalogue.Infos), Course: null));

    private async Task<HashSet<string>> TakenAsync(string course, CancellationToken cancellationToken) => [.. await db.Assignments
        .Where(a => a.CurrentVersion > 0 && db.Courses.Any(c => c.Id == a.CourseId && c.Slug == course)).Select(a => a.Slug).ToListAsync(cancellationToken)];
}
