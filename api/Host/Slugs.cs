using System.Text.RegularExpressions;

namespace EksGrader.Api.Host;

/// <summary>Short names in addresses.</summary>
internal static partial class Slugs
{
    /// <summary>The longest slug.</summary>
    public const int Longest = 63;

    public static bool IsSlug(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
