using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Assignments;

/// <summary>The words of the pages that make and change assignments.</summary>
public static class AssignmentPageTexts
{
    /// <summary>The sentences, from <c>AssignmentPageTexts.resx</c> and <c>AssignmentPageTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Assignments.AssignmentPageTexts", typeof(AssignmentPageTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
