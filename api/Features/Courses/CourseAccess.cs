using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Courses;

/// <summary>Finds courses by what the caller may see or do in them. What they may not see is not there.</summary>
public sealed class CourseAccess(EksGraderDb db)
{
    /// <summary>A course that the caller teaches or learns in.</summary>
    public Task<Course?> SeenAsync(CurrentUser caller, string slug, CancellationToken cancellationToken) =>
        db.Courses.AsNoTracking().VisibleTo(db, caller.Viewer).FirstOrDefaultAsync(c => c.Slug == slug, cancellationToken);

    /// <summary>A course that the caller teaches.</summary>
    public Task<Course?> TaughtAsync(CurrentUser caller, string slug, bool assistantsToo, CancellationToken cancellationToken) =>
        db.Courses.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo).FirstOrDefaultAsync(c => c.Slug == slug, cancellationToken);

    /// <summary>A course whose assignments the caller may change; one that they only see is forbidden, not missing.</summary>
    public async Task<Result<Course>> ManagedAsync(CurrentUser caller, string slug, CancellationToken cancellationToken)
    {
        if (await TaughtAsync(caller, slug, assistantsToo: false, cancellationToken) is { } course)
            return course;
        return await SeenAsync(caller, slug, cancellationToken) is null ? Error.Missing : Error.Forbidden;
    }
}
