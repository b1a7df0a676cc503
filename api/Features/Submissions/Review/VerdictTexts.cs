using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Submissions.Review;

/// <summary>The words around verdicts: overriding, appealing, notes, history.</summary>
public static class VerdictTexts
{
    /// <summary>The sentences, from <c>VerdictTexts.resx</c> and <c>VerdictTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Submissions.Review.VerdictTexts", typeof(VerdictTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
