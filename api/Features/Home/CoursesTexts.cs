using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Home;

/// <summary>The words of the pages of courses.</summary>
public static class CoursesTexts
{
    /// <summary>The sentences, from <c>CoursesTexts.resx</c> and <c>CoursesTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Home.CoursesTexts", typeof(CoursesTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
