using System.Globalization;

namespace EksGrader.Checks.Core;

/// <summary>
/// What a placeholder of a sentence can say beyond <c>{0}</c>. It plugs into <see cref="string.Format(IFormatProvider, string, object[])"/>, so
/// whatever .NET formats stays as it is. <c>{0:은/는}</c> is the value with the Korean particle that fits its end, <c>{0:~은/는}</c> the particle alone
/// (behind a quote: <c>“{0}”{0:~이/가}</c>); <c>{0:# check|# checks}</c> is the first form for the number 1 and the second for every other,
/// each <c>#</c> being the number; a form without one is words alone: <c>{0:is|are}</c>.
/// </summary>
internal sealed class TextFormat : IFormatProvider, ICustomFormatter
{
    private const char BetweenForms = '|';
    private const char BetweenParticles = '/';
    private const char Number = '#';
    private const char ParticleAlone = '~';

    public static TextFormat Instance { get; } = new();

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : CultureInfo.InvariantCulture.GetFormat(formatType);

    public string Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        if (format?.Split(BetweenForms) is [var one, var other])
            return (IsOne(arg) ? one : other).Replace(Number.ToString(), Plain(arg, format: null), StringComparison.Ordinal);

        if (format?.Split(BetweenParticles) is [var consonant, var vowel] && vowel is [>= '가' and <= '힣', ..])
        {
            var word = Plain(arg, format: null);
            var isAlone = consonant is [ParticleAlone, ..];
            var particle = KoreanParticle.After(word, isAlone ? consonant[1..] : consonant, vowel);
            return isAlone ? particle : word + particle;
        }

        return Plain(arg, format);
    }

    // A count comes as a number or as people write it, with a comma between thousands.
    private static bool IsOne(object? arg) =>
        decimal.TryParse(Plain(arg, format: null), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number == 1;

    private static string Plain(object? arg, string? format) =>
        arg is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : arg?.ToString() ?? "";
}
