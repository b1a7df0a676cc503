using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Finds the student that a request is for: the caller, or the one that an instructor names.</summary>
internal sealed class Students(EksGraderDb db, CourseAccess access)
{
    /// <summary>The student.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">A course that the caller sees.</param>
    /// <param name="named">The student's number as an instructor names it; null for the caller.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<Student>> ForAsync(CurrentUser caller, Course course, string? named, CancellationToken cancellationToken)
    {
        var onRoster = db.Students.AsNoTracking().Where(s => s.CourseId == course.Id && s.LeftAt == null);
        var self = caller.User is { } user ? await onRoster.FirstOrDefaultAsync(s => s.UserId == user, cancellationToken) : null;
        if (named is null || (self is not null && self.Number == named))
            return self is null ? Error.Invalid("student", ApiTexts.Catalog["StudentMissing"]) : self;

        // A person who does not teach the course learns nothing of who is in it.
        if (await access.TaughtAsync(caller, course.Slug, assistantsToo: false, cancellationToken) is null)
            return Error.Missing;
        return await onRoster.FirstOrDefaultAsync(s => s.Number == named, cancellationToken) is { } student
            ? student
            : Error.Invalid("student", ApiTexts.Catalog["StudentUnknown", SafeText.Line(named, 64)]);
    }
}
