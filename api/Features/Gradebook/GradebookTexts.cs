using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>The words of the gradebook and of the projector.</summary>
public static class GradebookTexts
{
    /// <summary>The sentences, from <c>GradebookTexts.resx</c> and <c>GradebookTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Gradebook.GradebookTexts", typeof(GradebookTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);

    /// <summary>A count with a comma between thousands.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
