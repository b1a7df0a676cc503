using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Courses;

/// <summary>A course to be made.</summary>
/// <param name="Slug">What it is called in addresses: lower-case letters, digits and hyphens.</param>
/// <param name="Title">What people call it.</param>
/// <param name="TimeZone">The tz database's name of its time zone; <c>Asia/Seoul</c> where nothing is said.</param>
/// <param name="Term">The term that it is taught in, such as <c>2026-2</c>; none where nothing is said.</param>
public sealed record NewCourse(string? Slug, string? Title, string? TimeZone, string? Term = null);

/// <summary>What a course is to be called from now on. What is left out stays.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="TimeZone">The tz database's name of its time zone; with another one the dates of assignments move that name none of their own.</param>
/// <param name="Term">The term that it is taught in; empty for none.</param>
/// <param name="AnswerWithinDays">By when an appeal is to be answered, in days from 1 to 60; 0 for what the service is set to.</param>
public sealed record CourseChange(string? Title, string? TimeZone, string? Term, int? AnswerWithinDays = null);

/// <summary>A course.</summary>
/// <param name="Slug">What it is called in addresses.</param>
/// <param name="Title">What people call it.</param>
/// <param name="TimeZone">The tz database's name of its time zone.</param>
public sealed record CourseView(string Slug, string Title, string TimeZone)
{
    /// <summary>The term that it is taught in; null where none was named.</summary>
    public string? Term { get; init; }

    /// <summary>By when an appeal is to be answered, in days; null for what the service is set to.</summary>
    public int? AnswerWithinDays { get; init; }

    /// <summary>Since when it is archived and takes no submissions; null where it is not.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>A course as it is stored.</summary>
    internal static CourseView Of(Course course) => new(course.Slug, course.Title, course.TimeZone) { Term = course.Term, ArchivedAt = course.ArchivedAt, AnswerWithinDays = course.AnswerWithinDays };
}

/// <summary>The people who are to teach a course.</summary>
/// <param name="Instructors">All of them: who is not among them teaches it no more.</param>
public sealed record InstructorList(IReadOnlyList<InstructorEntry?>? Instructors);

/// <summary>A person who is to teach a course.</summary>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Role">What the person may do; <c>instructor</c> where nothing is said.</param>
public sealed record InstructorEntry(string? Email, CourseRole? Role);

/// <summary>An instructor a course.</summary>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Role">What the person may do: <c>instructor</c> everything, <c>assistant</c> sees and overrides.</param>
public sealed record InstructorView(string Email, CourseRole Role);

/// <summary>The people who teach a course.</summary>
/// <param name="Instructors">All of them.</param>
public sealed record InstructorsView(IReadOnlyList<InstructorView> Instructors);

/// <summary>A student on a roster.</summary>
/// <param name="StudentId">The school's number of the student.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Email">The student's e-mail address.</param>
/// <param name="Section">The section; null for none.</param>
/// <param name="SignedIn">Whether the student was ever seen here.</param>
public sealed record StudentView(string StudentId, string Name, string Email, string? Section, bool SignedIn);

/// <summary>A student who is to stand on a roster.</summary>
/// <param name="StudentId">The school's number of the student; where a student is changed, the new one, and the old one where nothing is said.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Email">The student's e-mail address.</param>
/// <param name="Section">The section; none where nothing is said.</param>
public sealed record StudentEntry(string? StudentId, string? Name, string? Email, string? Section);

/// <summary>A line of a roster.</summary>
/// <param name="StudentId">The school's number of the student.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Email">The student's e-mail address.</param>
/// <param name="Section">The section; null for none.</param>
public sealed record RosterEntryView(string StudentId, string Name, string Email, string? Section);

/// <summary>What a roster changed, or would.</summary>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Added">Who came, or came back.</param>
/// <param name="Changed">Whose name, address or section is another now.</param>
/// <param name="Left">Who left; submissions and grades stay.</param>
/// <param name="Unchanged">How many stayed as they were.</param>
public sealed record RosterChangeView(
    bool DryRun, IReadOnlyList<RosterEntryView> Added, IReadOnlyList<RosterEntryView> Changed, IReadOnlyList<RosterEntryView> Left, int Unchanged);
