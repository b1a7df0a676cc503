using EksGrader.Db.Model;

namespace EksGrader.Db.Storage;

/// <summary>Who asks.</summary>
/// <param name="User">The person; null for the admin of the environment variable.</param>
/// <param name="IsAdmin">Whether they are an admin, and so an instructor everywhere.</param>
public sealed record Viewer(UserId? User, bool IsAdmin);

/// <summary>What a person may see, as predicates of the query: what they may not see is not there for them.</summary>
public static class Visibility
{
    /// <summary>The courses that a person teaches or learns in.</summary>
    public static IQueryable<Course> VisibleTo(this IQueryable<Course> courses, EksGraderDb db, Viewer viewer) => viewer.IsAdmin
        ? courses
        : courses.Where(c => db.Students.Any(s => s.CourseId == c.Id && s.UserId == viewer.User && s.LeftAt == null)
            || db.Memberships.Any(m => m.CourseId == c.Id && m.UserId == viewer.User));

    /// <summary>The courses that a person teaches.</summary>
    /// <param name="courses">The courses.</param>
    /// <param name="db">The database.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="assistantsToo">Whether an assistant is enough.</param>
    public static IQueryable<Course> TaughtBy(this IQueryable<Course> courses, EksGraderDb db, Viewer viewer, bool assistantsToo) => viewer.IsAdmin
        ? courses
        : courses.Where(c => db.Memberships.Any(m => m.CourseId == c.Id && m.UserId == viewer.User && (assistantsToo || m.Role == CourseRole.Instructor)));

    /// <summary>A student's own submissions, and those of the courses that a person teaches.</summary>
    public static IQueryable<Submission> VisibleTo(this IQueryable<Submission> submissions, EksGraderDb db, Viewer viewer) => viewer.IsAdmin
        ? submissions
        : submissions.Where(s => db.Students.Any(x => x.Id == s.StudentId && x.UserId == viewer.User)
            || db.Memberships.Any(m => m.CourseId == s.CourseId && m.UserId == viewer.User));

    /// <summary>The submissions of the courses that a person teaches: what only instructors may see or do.</summary>
    /// <param name="submissions">The submissions.</param>
    /// <param name="db">The database.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="assistantsToo">Whether an assistant is enough.</param>
    public static IQueryable<Submission> TaughtBy(this IQueryable<Submission> submissions, EksGraderDb db, Viewer viewer, bool assistantsToo) => viewer.IsAdmin
        ? submissions
        : submissions.Where(s => db.Memberships.Any(m =>
            m.CourseId == s.CourseId && m.UserId == viewer.User && (assistantsToo || m.Role == CourseRole.Instructor)));

    /// <summary>A student's own leases, and those of the courses that a person teaches.</summary>
    public static IQueryable<Lease> VisibleTo(this IQueryable<Lease> leases, EksGraderDb db, Viewer viewer) => viewer.IsAdmin
        ? leases
        : leases.Where(l => db.Students.Any(x => x.Id == l.StudentId && x.UserId == viewer.User)
            || db.Memberships.Any(m => m.CourseId == l.CourseId && m.UserId == viewer.User));
}
