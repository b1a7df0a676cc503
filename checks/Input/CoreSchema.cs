using System.Text.RegularExpressions;

namespace EksGrader.Checks.Input;

/// <summary>Tells what an unquoted scalar is, by the core schema of YAML 1.2: <c>yes</c> is a text, not a boolean.</summary>
internal static partial class CoreSchema
{
    public static ScalarKind KindOf(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ when Number.IsMatch(plain) => ScalarKind.Number,
        _ => ScalarKind.Text,
    };

    [GeneratedRegex(
        @"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number { get; }
}
