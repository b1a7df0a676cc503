using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A title: one text for both languages, or <c>{ en, ko }</c>.</summary>
internal sealed partial class TitleValue : FieldValue<LocalizedText>
{
    private static readonly TextValue Words = new(Form, 200, "WantedTitle");

    private static readonly ObjectValue<LocalizedText> Both = new(
        [
            new Field<LocalizedText, string>("en", AssignmentTexts.Catalog["FieldTitleEn"], Words, t => t.En, (t, v) => t with { En = v }, required: true),
            new Field<LocalizedText, string>("ko", AssignmentTexts.Catalog["FieldTitleKo"], Words, t => t.Ko, (t, v) => t with { Ko = v }, required: true),
        ],
        LocalizedText.Same(""));

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out LocalizedText value)
    {
        if (node is DocumentNode.Mapping)
            return Both.TryRead(node, path, faults, out value);

        value = Words.TryRead(node, path, faults, out var same) ? LocalizedText.Same(same) : null;
        return value is not null;
    }

    public override DocumentNode ToNode(LocalizedText value) => value.En == value.Ko ? Words.ToNode(value.En) : Both.ToNode(value);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("oneOf");
        schema.WriteStartObject();
        Words.Describe(schema);
        schema.WriteEndObject();
        schema.WriteStartObject();
        Both.Describe(schema);
        schema.WriteEndObject();
        schema.WriteEndArray();
    }

    // One line that begins and ends with something visible; no control characters. Written as ECMA-262 writes it too.
    [GeneratedRegex(@"\A[^\s\u0000-\u001f\u007f-\u009f](?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*[^\s\u0000-\u001f\u007f-\u009f])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
