using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Assignments;

/// <summary>The sentences about assignments, their dates and versions.</summary>
public static class AssignmentProblemTexts
{
    /// <summary>The sentences, from <c>AssignmentProblemTexts.resx</c> and <c>AssignmentProblemTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Assignments.AssignmentProblemTexts", typeof(AssignmentProblemTexts).Assembly));
}
