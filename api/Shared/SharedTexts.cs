using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Shared;

/// <summary>The words that all pages share.</summary>
internal static class SharedTexts
{
    /// <summary>The sentences, from <c>SharedTexts.resx</c> and <c>SharedTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Shared.SharedTexts", typeof(SharedTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    public static string Text(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);

    /// <summary>A text in the language of the page.</summary>
    public static string Local(this LocalizedText text) => text.In(CultureInfo.CurrentUICulture);

    /// <summary>A count with a comma between thousands.</summary>
    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as people write it: <c>50%</c>.</summary>
    public static string Percent(decimal share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>Points as people write them: at most two decimals, none where none are needed.</summary>
    public static string Points(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–";
}
