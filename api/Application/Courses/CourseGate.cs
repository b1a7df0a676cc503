using EksGrader.Api.Auth;
using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Courses;

/// <summary>Finds courses by what the caller may see or do in them. What he may not see is not there.</summary>
/// <param name="db">The database.</param>
public sealed class CourseGate(EksGraderDb db)
{
    /// <summary>A course that the caller teaches or learns in.</summary>
    public Task<Course?> SeenAsync(Caller caller, string slug, CancellationToken cancellationToken) =>
        db.Courses.AsNoTracking().SeenBy(db, caller.Viewer).FirstOrDefaultAsync(c => c.Slug == slug, cancellationToken);

    /// <summary>A course that the caller teaches.</summary>
    public Task<Course?> TaughtAsync(Caller caller, string slug, bool assistantsToo, CancellationToken cancellationToken) =>
        db.Courses.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo).FirstOrDefaultAsync(c => c.Slug == slug, cancellationToken);

    /// <summary>A course whose assignments the caller may change; one that he only sees is forbidden, not missing.</summary>
    public async Task<Answer<Course>> ManagedAsync(Caller caller, string slug, CancellationToken cancellationToken)
    {
        if (await TaughtAsync(caller, slug, assistantsToo: false, cancellationToken) is { } course)
            return course;
        return await SeenAsync(caller, slug, cancellationToken) is null ? Refusal.Missing : Refusal.Forbidden;
    }
}
