using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>The words of the student's page.</summary>
public static class StudentTexts
{
    /// <summary>The sentences, from <c>StudentTexts.resx</c> and <c>StudentTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Submissions.StudentPages.StudentTexts", typeof(StudentTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Text(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
