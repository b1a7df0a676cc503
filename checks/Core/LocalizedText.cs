using System.Globalization;
using System.Resources;

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

/// <summary>Sentences out of a pair of resource files: <c>Name.resx</c> in English and <c>Name.ko.resx</c> in Korean.</summary>
/// <param name="resources">The resource files.</param>
public sealed class TextCatalog(ResourceManager resources)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo Korean = CultureInfo.GetCultureInfo("ko");

    /// <summary>The sentences of the pair of files that stands in a type's folder, which is its namespace.</summary>
    /// <param name="owner">The type.</param>
    /// <param name="name">The files' name without its ending.</param>
    public static TextCatalog Beside(Type owner, string name) => new(new ResourceManager($"{owner.Namespace}.{name}", owner.Assembly));

    /// <summary>The resource files themselves, for the test that finds missing translations.</summary>
    public ResourceManager Resources { get; } = resources;

    /// <summary>
    /// The sentence with its placeholders <c>{0}</c>, <c>{1}</c>… filled in. <c>{0:은/는}</c> adds the Korean particle that fits the value,
    /// <c>{0:# check|# checks}</c> chooses the English form by the number.
    /// </summary>
    /// <param name="key">The sentence's key.</param>
    /// <param name="arguments">What fills the placeholders; formatted invariantly, a <see cref="LocalizedText"/> in the sentence's own language.</param>
    /// <exception cref="MissingManifestResourceException">No sentence has this key.</exception>
    public LocalizedText this[string key, params object[] arguments] =>
        new(Format(key, English, arguments), Format(key, Korean, arguments));

    /// <summary>Whether there is a sentence with a key.</summary>
    public bool Has(string key) => Resources.GetString(key, English) is not null;

    private string Format(string key, CultureInfo culture, object[] arguments)
    {
        var format = Resources.GetString(key, culture) ?? throw new MissingManifestResourceException($"No text '{key}'.");
        if (arguments.Length == 0)
        {
            return format;
        }

        var worded = Array.ConvertAll(arguments, a => a is LocalizedText text ? text.In(culture) : a);
        return string.Format(TextFormat.Instance, format, worded);
    }
}
