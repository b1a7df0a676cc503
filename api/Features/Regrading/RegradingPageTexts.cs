using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Regrading;

/// <summary>The words of the pages of regrades.</summary>
public static class RegradingPageTexts
{
    /// <summary>The sentences, from <c>RegradingPageTexts.resx</c> and <c>RegradingPageTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Regrading.RegradingPageTexts", typeof(RegradingPageTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
