using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Home;

/// <summary>
/// Archives courses and restores them. An archived course takes no submissions, reminds of no due date and sends no digest; home lists it
/// apart. Everything stays readable and can be changed, gradings under way end, and a cluster that still runs is watched, its student
/// reminded, and what is overdue deleted as before: it costs money whatever becomes of the course.
/// </summary>
internal sealed class CourseArchive(EksGraderDb db, CourseAccess access, AuditTrail audit, TimeProvider time)
{
    /// <summary>Archives a course, or restores it; one that is as wanted stays as it is.</summary>
    /// <param name="caller">Who asks: an instructor of the course.</param>
    /// <param name="slug">The course.</param>
    /// <param name="archive">Whether it is to be archived.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is changed then.</param>
    public async Task<Result<CourseView>> ChangeAsync(CurrentUser caller, string slug, bool archive, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        return await db.WriteAsync<Result<CourseView>>(
            async token =>
            {
                var course = await db.Courses.FirstAsync(c => c.Id == managed.Value.Id, token);
                if (course.IsArchived != archive)
                {
                    if (archive)
                        course.Archive(time.GetUtcNow());
                    else
                        course.Restore();
                    audit.Note(caller, archive ? "course.archived" : "course.restored", $"course {slug}", course.Id);
                }

                return CourseView.Of(course);
            },
            cancellationToken);
    }

    /// <summary>How many clusters of a course still run, as far as is known.</summary>
    public Task<int> RunningAsync(string slug, CancellationToken cancellationToken) =>
        db.Leases.CountAsync(l => l.EndedAt == null && db.Courses.Any(c => c.Id == l.CourseId && c.Slug == slug), cancellationToken);
}
