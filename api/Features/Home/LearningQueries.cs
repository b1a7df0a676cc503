using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Home;

/// <summary>The assignments of a student, and where the student stands in them.</summary>
internal sealed class LearningQueries(EksGraderDb db, AssignmentQueries shelf, TimeProvider time)
{
    /// <summary>The courses that someone learns in and a filter lets through, the newest first.</summary>
    public async Task<IReadOnlyList<LearntCourse>> ReadAsync(CurrentUser caller, CourseFilter filter, CancellationToken cancellationToken)
    {
        if (caller.User is not { } user)
            return [];

        var places = await db.Students.AsNoTracking().Where(s => s.UserId == user && s.LeftAt == null).ToListAsync(cancellationToken);
        if (places.Count == 0)
            return [];

        var ids = places.Select(p => p.CourseId).ToList();
        var courses = await db.Courses.AsNoTracking().Where(c => ids.Contains(c.Id)).Where(filter).OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Slug).ToListAsync(cancellationToken);
        var students = places.Select(p => p.Id).ToList();
        var submissions = (await db.Submissions.AsNoTracking().Where(s => students.Contains(s.StudentId)).ToListAsync(cancellationToken)).ToLookup(s => s.AssignmentId);
        var assignments = await shelf.ReadAsync(courses, cancellationToken);
        var extensions = await ExtensionsAsync(assignments, students, cancellationToken);

        return [.. courses.Select(course => new LearntCourse(
            CourseView.Of(course),
            [.. assignments.Where(a => a.Row.CourseId == course.Id && (a.IsShown(time) || submissions[a.Id].Any()))
                .Select(a => View(a, course.IsArchived, submissions[a.Id], ExtendedDues.Of(extensions[a.Id]).Of(places.First(p => p.CourseId == course.Id).Id)))
                .OrderByDescending(a => a.IsOpen).ThenBy(a => a.Dates.Due ?? DateTimeOffset.MaxValue)]))];
    }

    private async Task<ILookup<AssignmentId, Extension>> ExtensionsAsync(
        IReadOnlyList<ShelvedAssignment> assignments, List<StudentId> students, CancellationToken cancellationToken)
    {
        var ids = assignments.Select(a => a.Id).ToList();
        var found = await db.Extensions.AsNoTracking()
            .Where(e => ids.Contains(e.AssignmentId) && e.TakenBackAt == null && (e.StudentId == null || students.Contains(e.StudentId.Value)))
            .ToListAsync(cancellationToken);
        return found.ToLookup(e => e.AssignmentId);
    }

    private LearntAssignment View(ShelvedAssignment shelved, bool isArchived, IEnumerable<Submission> submissions, DateTimeOffset? extension)
    {
        var all = submissions.ToList();
        var asked = shelved.Known?.Assignment;
        var counting = CountingSubmissions.Counting(all, asked?.Counts ?? CountingRule.Best, asked?.LatePenalty ?? 0);
        var dates = shelved.DatesWith(extension);
        return new LearntAssignment(
            dates,
            asked is not null && !isArchived && shelved.IsShown(time) && !(time.GetUtcNow() > dates.ClosesAt) && !(all.Count >= asked.MaxAttempts),
            all.Count,
            asked?.MaxAttempts,
            counting,
            counting is { Score: { } score } && asked is not null ? LatePenalty.Of(score, counting.Late, asked) : null,
            counting?.MaxScore ?? asked?.MaxScore ?? 0);
    }
}
