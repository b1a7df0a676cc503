using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A description in Markdown: one text for both languages, or <c>{ en, ko }</c>, of which one is enough. Null and blank mean none.</summary>
internal sealed partial class MarkdownValue : FieldValue<LocalizedText?>
{
    /// <summary>The most characters of one language: some ten printed pages.</summary>
    private const int Longest = 20_000;

    private static readonly ProseValue Prose = new();

    private static readonly ObjectValue<LocalizedText> Both = new(
        [
            new Field<LocalizedText, string>("en", AssignmentTexts.Catalog["FieldDescriptionEn"], Prose, t => t.En, (t, v) => t with { En = v }),
            new Field<LocalizedText, string>("ko", AssignmentTexts.Catalog["FieldDescriptionKo"], Prose, t => t.Ko, (t, v) => t with { Ko = v }),
        ],
        LocalizedText.Same(""));

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out LocalizedText? value)
    {
        value = null;
        if (node is DocumentNode.Scalar { Kind: ScalarKind.Null })
            return true;

        LocalizedText? read;
        if (node is DocumentNode.Mapping)
        {
            if (!Both.TryRead(node, path, faults, out read))
                return false;
        }
        else
        {
            if (!Prose.TryRead(node, path, faults, out var same))
                return false;
            read = LocalizedText.Same(same);
        }

        value = (read.En.Length, read.Ko.Length) switch
        {
            (0, 0) => null,
            (0, _) => LocalizedText.Same(read.Ko),
            (_, 0) => LocalizedText.Same(read.En),
            _ => read,
        };
        return true;
    }

    public override DocumentNode ToNode(LocalizedText? value) => value switch
    {
        null => DocumentNode.Scalar.Nothing,
        { En: var en, Ko: var ko } when en == ko => Prose.ToNode(en),
        _ => Both.ToNode(value),
    };

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("anyOf");
        schema.WriteStartObject();
        Prose.Describe(schema);
        schema.WriteEndObject();
        schema.WriteStartObject();
        Both.Describe(schema);
        schema.WriteEndObject();
        schema.WriteStartObject();
        schema.WriteString("type", "null");
        schema.WriteEndObject();
        schema.WriteEndArray();
    }

    /// <summary>A text of several lines: line ends are <c>\n</c>, and what is blank around it is left out.</summary>
    private sealed partial class ProseValue : FieldValue<string>
    {
        public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out string value)
        {
            value = null;
            if (node is not DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text })
                return Refuse(node, path, faults, "WantedText", Excerpt.Kind(node));
            if (text.Length > Longest)
                return Refuse(node, path, faults, "TextTooLong", Longest);
            if (!Form.IsMatch(text))
                return Refuse(node, path, faults, "WantedMarkdown");
            value = text.ReplaceLineEndings("\n").Trim();
            return true;
        }

        public override DocumentNode ToNode(string value) => DocumentNode.Scalar.Word(value);

        public override void Describe(Utf8JsonWriter schema)
        {
            schema.WriteString("type", "string");
            schema.WriteNumber("maxLength", Longest);
            schema.WriteString("pattern", "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$");
        }

        // No control characters but tabs and the ends of lines.
        [GeneratedRegex(@"\A[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*\z", RegexOptions.NonBacktracking)]
        private static partial Regex Form { get; }
    }
}
