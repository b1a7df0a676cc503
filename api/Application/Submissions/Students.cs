using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Checks;
using EksGrader.Db;
using EksGrader.Db.Courses;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Submissions;

/// <summary>Finds the student that a request is for: the caller, or the one that an instructor names.</summary>
/// <param name="db">The database.</param>
/// <param name="gate">Who may what.</param>
public sealed class Students(EksGraderDb db, CourseGate gate)
{
    /// <summary>The student.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">A course that the caller sees.</param>
    /// <param name="named">The student's number as an instructor names it; null for the caller himself.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Answer<Student>> ForAsync(Caller caller, Course course, string? named, CancellationToken cancellationToken)
    {
        var onRoster = db.Students.AsNoTracking().Where(s => s.CourseId == course.Id && s.LeftAt == null);
        var self = caller.User is { } user ? await onRoster.FirstOrDefaultAsync(s => s.UserId == user, cancellationToken) : null;
        if (named is null || (self is not null && self.Number == named))
            return self is null ? Refusal.Invalid("student", ApiTexts.Catalog["StudentMissing"]) : self;

        // Whoever does not teach the course learns nothing of who is in it.
        if (await gate.TaughtAsync(caller, course.Slug, assistantsToo: false, cancellationToken) is null)
            return Refusal.Missing;
        return await onRoster.FirstOrDefaultAsync(s => s.Number == named, cancellationToken) is { } student
            ? student
            : Refusal.Invalid("student", ApiTexts.Catalog["StudentUnknown", SafeText.Line(named, 64)]);
    }
}
