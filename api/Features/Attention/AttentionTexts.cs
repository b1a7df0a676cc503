using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Attention;

/// <summary>The words of the page of what needs attention.</summary>
public static class AttentionTexts
{
    /// <summary>The sentences, from <c>AttentionTexts.resx</c> and <c>AttentionTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Attention.AttentionTexts", typeof(AttentionTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
