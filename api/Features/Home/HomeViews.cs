using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Home;

/// <summary>What someone has to do with: the courses taught, and those learnt in.</summary>
/// <param name="Teaching">The courses taught, the newest first.</param>
/// <param name="Learning">The courses learnt in, the newest first.</param>
/// <param name="Archived">The archived ones, by their names alone.</param>
/// <param name="More">Whether there are more courses than are shown.</param>
public sealed record HomeView(IReadOnlyList<TaughtCourse> Teaching, IReadOnlyList<LearntCourse> Learning, IReadOnlyList<CourseView> Archived, bool More)
{
    /// <summary>Whether there are courses enough to search among.</summary>
    public bool IsSearchable => Teaching.Count + Learning.Count + Archived.Count > 1;

    /// <summary>The terms of the courses that are shown, to be offered where one is entered.</summary>
    public IReadOnlyList<string> Terms => [.. Teaching.Select(c => c.Course.Term).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Courses by their terms: the term of the newest course first, those without one last.</summary>
    /// <param name="courses">The courses, the newest first.</param>
    /// <param name="view">A course's names.</param>
    public static IReadOnlyList<TermGroup<T>> ByTerm<T>(IReadOnlyList<T> courses, Func<T, CourseView> view) =>
        [.. courses.GroupBy(c => view(c).Term, StringComparer.Ordinal).OrderBy(g => g.Key is null).Select(g => new TermGroup<T>(g.Key, [.. g]))];
}

/// <summary>The courses of a term.</summary>
/// <param name="Term">The term; null for those without one.</param>
/// <param name="Courses">The courses.</param>
public sealed record TermGroup<T>(string? Term, IReadOnlyList<T> Courses);

/// <summary>A course as those see it who teach it.</summary>
/// <param name="Course">The course.</param>
/// <param name="IsAssistant">Whether the caller is an assistant, who changes neither assignments nor the roster.</param>
/// <param name="Students">How many are on the roster.</param>
/// <param name="Assignments">Its assignments, the newest first.</param>
public sealed record TaughtCourse(CourseView Course, bool IsAssistant, int Students, IReadOnlyList<TaughtAssignment> Assignments)
{
    /// <summary>Whether any of them needs an AWS identity of the service.</summary>
    public bool NeedsIdentity => Assignments.Any(a => a.NeedsIdentity);

    /// <summary>How many submissions need attention.</summary>
    public int Attention => Assignments.Sum(a => a.Attention);
}

/// <summary>An assignment as those see it who teach the course.</summary>
/// <param name="Dates">Its dates.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Submitted">How many students submitted.</param>
/// <param name="Working">How many submissions are being graded, or wait for it.</param>
/// <param name="Attention">How many submissions need attention.</param>
/// <param name="NeedsIdentity">Whether it takes access that needs an AWS identity of the service.</param>
public sealed record TaughtAssignment(AssignmentDates Dates, int Version, int Submitted, int Working, int Attention, bool NeedsIdentity);

/// <summary>A course as a student sees it.</summary>
/// <param name="Course">The course.</param>
/// <param name="Assignments">Its assignments: those still open by their due dates, then the others.</param>
public sealed record LearntCourse(CourseView Course, IReadOnlyList<LearntAssignment> Assignments);

/// <summary>An assignment as a student sees it.</summary>
/// <param name="Dates">Its dates.</param>
/// <param name="IsOpen">Whether something can still be submitted.</param>
/// <param name="Attempts">How often the student submitted.</param>
/// <param name="MaxAttempts">How often a student may; null for any number.</param>
/// <param name="Counting">The submission that counts; null where there is none.</param>
/// <param name="Score">Its points, less those taken off for being late; null before the first observation.</param>
/// <param name="MaxScore">What all checks are worth.</param>
public sealed record LearntAssignment(
    AssignmentDates Dates, bool IsOpen, int Attempts, int? MaxAttempts, Submission? Counting, decimal? Score, decimal MaxScore);
