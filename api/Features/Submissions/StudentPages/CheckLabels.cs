using System.Globalization;
using System.Resources;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>What a check of an assignment asks, in words.</summary>
/// <param name="catalogue">The checks.</param>
public sealed class CheckLabels(Catalogue catalogue)
{
    /// <summary>What the assignment asks, as short as it can be said, such as <c>exactly 2 usable nodes</c>.</summary>
    public LocalizedText InShort(AssignedCheck check) => Info(check)?.InShort(check.Parameters) ?? LocalizedText.Same("");

    /// <summary>What it asks, in full; null for a check that is not there any more.</summary>
    public CheckInfo? Info(AssignedCheck check) => catalogue.Find(check.Check)?.Info;

    /// <summary>The parameters with their values.</summary>
    public IEnumerable<(Parameter Parameter, string Value)> Parameters(AssignedCheck check) =>
        Info(check) is { } info ? info.Parameters.Select(p => (p, info.ValueOf(p.Name, check.Parameters) ?? "")) : [];

    /// <summary>Whether a check is judged while the cluster lives.</summary>
    public bool IsLive(string check) => catalogue.Find(new CheckId(check)) is not { Info.Phase: CheckPhase.AfterDeadline };

    /// <summary>The titles of an assignment's checks in the language of the page, by id.</summary>
    public IReadOnlyDictionary<string, string> Titles(IEnumerable<string> checks) => checks.Distinct(StringComparer.Ordinal)
        .ToDictionary(c => c, c => catalogue.Find(new CheckId(c))?.Info.Title.In(CultureInfo.CurrentUICulture) ?? c, StringComparer.Ordinal);

    /// <summary>The row of a check that has no verdict: the same place and order as its verdict will have.</summary>
    public CheckView Waiting(AssignedCheck check) =>
        new(check.Check.Value, Outcome.Pending, null, check.Points, InShort(check).In(CultureInfo.CurrentUICulture), [], null, [], null);
}

/// <summary>The words of the student's page.</summary>
internal static class StudentTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(StudentTexts)));

    public static string Text(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
