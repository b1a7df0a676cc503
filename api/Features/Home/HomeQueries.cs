using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Setup;
using EksGrader.Api.Host;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Home;

/// <summary>What someone sees first: courses, and how their assignments stand.</summary>
internal sealed class HomeQueries(EksGraderDb db, CourseAccess access, AssignmentQueries shelf, LearningQueries learning)
{
    // A page of cards that no one reads to its end; the course's own page is an address away.
    private const int Most = 50;

    /// <summary>The courses of someone.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="search">Words that the courses must have; null for all.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<HomeView> ReadAsync(CurrentUser caller, string? search, CancellationToken cancellationToken)
    {
        var filter = new CourseFilter(search, Archived: false);
        var courses = await db.Courses.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: true).Where(filter)
            .OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Slug).Take(Most + 1).ToListAsync(cancellationToken);
        var archived = await db.Courses.AsNoTracking().VisibleTo(db, caller.Viewer).Where(filter with { Archived = true })
            .OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Slug).Take(Most + 1).ToListAsync(cancellationToken);
        return new HomeView(
            await TeachingAsync(caller, [.. courses.Take(Most)], cancellationToken),
            await learning.ReadAsync(caller, filter, cancellationToken),
            [.. archived.Take(Most).Select(CourseView.Of)],
            courses.Count > Most || archived.Count > Most);
    }

    /// <summary>The terms of the courses that someone teaches, those of the newest courses first.</summary>
    public async Task<IReadOnlyList<string>> TermsAsync(CurrentUser caller, CancellationToken cancellationToken) =>
        [.. (await db.Courses.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: true).Where(c => c.Term != null)
            .OrderByDescending(c => c.CreatedAt).Select(c => c.Term).Take(Most).ToListAsync(cancellationToken)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>One course as those see it who teach it; null for others.</summary>
    public async Task<TaughtCourse?> TaughtAsync(CurrentUser caller, string slug, CancellationToken cancellationToken) =>
        await access.TaughtAsync(caller, slug, assistantsToo: true, cancellationToken) is { } course
            ? (await TeachingAsync(caller, [course], cancellationToken))[0]
            : null;

    /// <summary>One course as a student sees it; null for others.</summary>
    public async Task<LearntCourse?> LearntAsync(CurrentUser caller, string slug, CancellationToken cancellationToken) =>
        (await learning.ReadAsync(caller, new CourseFilter(), cancellationToken)).FirstOrDefault(c => c.Course.Slug == slug);

    private async Task<IReadOnlyList<TaughtCourse>> TeachingAsync(CurrentUser caller, IReadOnlyList<Course> courses, CancellationToken cancellationToken)
    {
        if (courses.Count == 0)
            return [];

        var ids = courses.Select(c => c.Id).ToList();
        var assistant = caller.IsAdmin ? [] : (await db.Memberships.Where(m => m.UserId == caller.User && m.Role == CourseRole.Assistant)
            .Select(m => m.CourseId).ToListAsync(cancellationToken)).ToHashSet();
        var students = await db.Students.Where(s => ids.Contains(s.CourseId) && s.LeftAt == null).GroupBy(s => s.CourseId)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var handedIn = await db.Submissions.Where(s => ids.Contains(s.CourseId)).GroupBy(s => s.AssignmentId)
            .Select(g => new { g.Key, Students = g.Select(s => s.StudentId).Distinct().Count(), Working = g.Count(s => s.Status != SubmissionStatus.Graded) })
            .ToDictionaryAsync(g => g.Key, cancellationToken);
        var attention = await db.Submissions.Where(s => ids.Contains(s.CourseId) && db.NeedsAttention().Contains(s.Id)).GroupBy(s => s.AssignmentId)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);

        var assignments = (await shelf.ReadAsync(courses, cancellationToken)).ToLookup(a => a.Row.CourseId);
        return [.. courses.Select(course => new TaughtCourse(
            CourseView.Of(course),
            assistant.Contains(course.Id),
            students.GetValueOrDefault(course.Id),
            [.. assignments[course.Id].Select(a => new TaughtAssignment(
                a.DatesWith(extension: null),
                a.Row.CurrentVersion,
                handedIn.GetValueOrDefault(a.Id)?.Students ?? 0,
                handedIn.GetValueOrDefault(a.Id)?.Working ?? 0,
                attention.GetValueOrDefault(a.Id),
                a.Known is { Assignment: var current } && WorkingAccess.NeedsIdentity(current)))]))];
    }
}
