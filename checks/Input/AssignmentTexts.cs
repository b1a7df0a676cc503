using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Input;

/// <summary>The sentences about assignments: faults of a file, and the descriptions in its schema.</summary>
public static class AssignmentTexts
{
    /// <summary>The sentences, from <c>AssignmentTexts.resx</c> and <c>AssignmentTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } =
        new(new ResourceManager("EksGrader.Checks.Input.AssignmentTexts", typeof(AssignmentTexts).Assembly));
}
