using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Input;

/// <summary>
/// Writes YAML as people write assignments: a field a line, a check a line, small objects and lists in one line. Anything that is
/// not plainly a word is quoted, so readers of YAML 1.1 and 1.2 see the same.
/// </summary>
internal static partial class YamlText
{
    /// <summary>What YAML 1.1 takes for a boolean.</summary>
    private static readonly string[] OldBooleans = ["y", "n", "yes", "no", "on", "off"];

    /// <summary>A document of named fields.</summary>
    public static string Of(DocumentNode.Mapping document)
    {
        var yaml = new StringBuilder();
        foreach (var (name, value, _) in document.Fields)
        {
            yaml.Append(name).Append(':');
            if (value is DocumentNode.Sequence { Items: [DocumentNode.Mapping, ..] } objects)
            {
                foreach (var item in objects.Items)
                    Inline(yaml.Append("\n  - "), item);
            }
            else if (value is DocumentNode.Mapping { Fields: var inner } && inner.Any(f => IsBlock(f.Value)))
            {
                foreach (var field in inner)
                    Block(yaml.Append("\n  ").Append(field.Name).Append(':'), field.Value, "    ");
            }
            else
            {
                Block(yaml, value, "  ");
            }

            yaml.Append('\n');
        }

        return yaml.ToString();
    }

    /// <summary>A value in one line.</summary>
    public static string Inline(DocumentNode node)
    {
        var yaml = new StringBuilder();
        Inline(yaml, node);
        return yaml.ToString();
    }

    // The first line tells the indentation, and a line of spaces alone has none that readers agree on.
    private static bool IsBlock(DocumentNode node) =>
        node is DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text }
        && text.Contains('\n', StringComparison.Ordinal) && Plain.IsMatch(text) && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
        && text.Split('\n').All(line => line.Length == 0 || !string.IsNullOrWhiteSpace(line));

    /// <summary>A value after its name: texts of several lines as people write them, everything else in one line.</summary>
    private static void Block(StringBuilder yaml, DocumentNode node, string indent)
    {
        if (!IsBlock(node))
        {
            Inline(yaml.Append(' '), node);
            return;
        }

        yaml.Append(" |-");
        foreach (var line in ((DocumentNode.Scalar)node).Text.Split('\n'))
        {
            yaml.Append('\n');
            if (line.Length > 0)
                yaml.Append(indent).Append(line);
        }
    }

    private static void Inline(StringBuilder yaml, DocumentNode node)
    {
        switch (node)
        {
            case DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text } when !IsWord(text):
                Quoted(yaml, text);
                break;
            case DocumentNode.Scalar scalar:
                yaml.Append(scalar.Text);
                break;
            case DocumentNode.Sequence { Items: var items }:
                yaml.Append('[');
                foreach (var (index, item) in items.Index())
                    Inline(yaml.Append(index > 0 ? ", " : ""), item);
                yaml.Append(']');
                break;
            case DocumentNode.Mapping { Fields: var fields }:
                yaml.Append("{ ");
                foreach (var (index, field) in fields.Index())
                    Inline(yaml.Append(index > 0 ? ", " : "").Append(field.Name).Append(": "), field.Value);
                yaml.Append(" }");
                break;
        }
    }

    private static bool IsWord(string text) =>
        Word.IsMatch(text) && CoreSchema.KindOf(text) == ScalarKind.Text && !OldBooleans.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static void Quoted(StringBuilder yaml, string text)
    {
        yaml.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                yaml.Append('\\').Append(c);
            else if (c == '\n')
                yaml.Append("\\n");
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF')
                yaml.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                yaml.Append(c);
        }

        yaml.Append('"');
    }

    // Characters that every reader takes as they are, in several lines.
    [GeneratedRegex(@"\A[\t\n\x20-\x7E\u00A0-\u2027\u202A-\uFEFE\uFF00-\uFFFD]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Plain { get; }

    // Words of letters, a path, a duration, a local time.
    [GeneratedRegex(
        @"\A(?:[\p{L}/][\p{L}0-9/_.*-]*(?: [\p{L}0-9][\p{L}0-9/_.*-]*)*|[0-9]+[dhms](?:[0-9]+[hms])*|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+)\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Word { get; }
}
