using System.Text.RegularExpressions;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// Untrusted names, made safe for a command that people may copy: a server that a student controls can call a pod
/// <c>$(rm -rf ~)</c>.
/// </summary>
internal static partial class ShellText
{
    private const int Longest = 253;

    /// <summary>A word for a POSIX shell: as it is where that is harmless, in single quotes otherwise.</summary>
    public static string Word(string text)
    {
        var clean = SafeText.Line(text, Longest);
        return Harmless().IsMatch(clean) ? clean : InQuotes(clean);
    }

    /// <summary>A word for a POSIX shell in single quotes, for commands in which placeholders are to be seen.</summary>
    public static string Quoted(string text) => InQuotes(SafeText.Line(text, Longest));

    /// <summary>A name to be read, not to be copied.</summary>
    public static string Name(string text) => SafeText.Line(text, Longest);

    /// <summary><c>namespace/name</c> of an object, to be read.</summary>
    public static string Name(ObjectMeta metadata) => Name(metadata.ToString());

    private static string InQuotes(string clean) => $"'{clean.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_./:][A-Za-z0-9_./:=@%+-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Harmless();
}
