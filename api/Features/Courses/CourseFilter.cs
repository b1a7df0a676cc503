using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Courses;

/// <summary>Which courses a list holds.</summary>
/// <param name="Search">Words that title, name in addresses or term must all have; null for any.</param>
/// <param name="Term">The term; null for any, empty for courses without one.</param>
/// <param name="Archived">Only the archived ones, or only the others; null for both.</param>
internal sealed record CourseFilter(string? Search = null, string? Term = null, bool? Archived = null)
{
    /// <summary>How long the words may be.</summary>
    public const int LongestSearch = 100;

    // A person types a few; each is one more condition of the query.
    private const int MostWords = 8;

    /// <summary>The words, each once.</summary>
    public IEnumerable<string> Words => EnteredText.Line(Search).ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MostWords);
}

/// <summary>Lists of courses, narrowed in the database.</summary>
internal static class CourseFilters
{
    /// <summary>The courses that a filter lets through.</summary>
    public static IQueryable<Course> Where(this IQueryable<Course> courses, CourseFilter filter)
    {
        if (filter.Archived is { } archived)
            courses = courses.Where(c => c.ArchivedAt != null == archived);
        if (filter.Term is { } named)
            courses = EnteredText.Line(named) is { Length: > 0 } term ? courses.Where(c => c.Term == term) : courses.Where(c => c.Term == null);
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // Becomes SQL, which knows no culture.
        foreach (var word in filter.Words)
            courses = courses.Where(c => c.Title.ToUpper().Contains(word) || c.Slug.ToUpper().Contains(word) || (c.Term != null && c.Term.ToUpper().Contains(word)));
#pragma warning restore CA1304, CA1311, CA1862, MA0011
        return courses;
    }

    /// <summary>The term that was entered; null for none. What is wrong with it is among the faults.</summary>
    public static string? Term(this FieldErrors faults, string? entered) =>
        EnteredText.Line(entered).Length == 0 ? null : faults.Text("term", entered, Course.LongestTerm) is { Length: > 0 } term ? term : null;
}
