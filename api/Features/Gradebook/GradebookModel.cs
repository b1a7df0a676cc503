using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Gradebook;
using NodaTime;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>What all parts of a gradebook page know.</summary>
/// <param name="Gradebook">The gradebook.</param>
/// <param name="View">What is shown of it.</param>
/// <param name="Titles">The titles of its checks in the language of the page.</param>
/// <param name="Now">When the page was made.</param>
public sealed record GradebookModel(OpenGradebook Gradebook, GradebookView View, IReadOnlyDictionary<string, string> Titles, DateTimeOffset Now)
{
    /// <summary>The course's slug.</summary>
    public string Course => Gradebook.Current.Course.Slug;

    /// <summary>The assignment's slug.</summary>
    public string Assignment => Gradebook.Assignment.Slug;

    /// <summary>The zone of the assignment's dates.</summary>
    public DateTimeZone Zone => Gradebook.Current.Deadlines.Zone;

    /// <summary>The page's address without a query.</summary>
    public string Page => Addresses.OfAssignment(Course, Assignment, "gradebook");

    /// <summary>The address of a view.</summary>
    public string To(GradebookView view) => Page + view.ToQuery();

    /// <summary>The head of a column.</summary>
    public SortLink By(GradebookOrder by, CheckId? check = null) => new(To(View.By(by, check)), View.Sort.By == by && View.Sort.Check == check ? View.Sort.Descending : null);

    /// <summary>Makes one.</summary>
    public static GradebookModel Of(OpenGradebook gradebook, GradebookView view, Catalogue catalogue, DateTimeOffset now) =>
        new(gradebook, view, TitlesOf(gradebook, catalogue), now);

    private static Dictionary<string, string> TitlesOf(OpenGradebook gradebook, Catalogue catalogue) => gradebook.Assignment.Checks
        .ToDictionary(c => c.Check.Value, c => catalogue.Find(c.Check)?.Info.Title.In(System.Globalization.CultureInfo.CurrentUICulture) ?? c.Check.Value, StringComparer.Ordinal);
}
