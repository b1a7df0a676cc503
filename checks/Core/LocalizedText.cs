using System.Globalization;

namespace EksGrader.Checks.Core;

/// <summary>
/// A sentence in every language of the service. A verdict keeps both, worded when it was judged: a stored grade must read the same
/// for ever, whatever later versions of the program say.
/// </summary>
/// <param name="En">English.</param>
/// <param name="Ko">Korean.</param>
public sealed record LocalizedText(string En, string Ko)
{
    /// <summary>The same words in both languages: names, commands, numbers.</summary>
    public static LocalizedText Same(string text) => new(text, text);

    /// <summary>The sentence in the culture's language; English where it is neither.</summary>
    public string In(CultureInfo culture) => string.Equals(culture.TwoLetterISOLanguageName, "ko", StringComparison.Ordinal) ? Ko : En;

    /// <summary>The English sentence: logs and exceptions.</summary>
    public override string ToString() => En;
}
