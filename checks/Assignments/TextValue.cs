using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A text of a form.</summary>
/// <param name="form">What it must match.</param>
/// <param name="longest">The most characters.</param>
/// <param name="wanted">The key of the sentence that says the form; <c>{0}</c> is what was found, <c>{1}</c> the form.</param>
internal sealed class TextValue(Regex form, int longest, string wanted) : FieldValue<string>
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>A text that a check's parameter asks for.</summary>
    public static TextValue Of(TextParameter parameter) =>
        new(new Regex(parameter.Pattern, RegexOptions.CultureInvariant, MatchLimit), 1_024, "WantedForm");

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out string value)
    {
        value = null;
        if (node is not DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text })
            return Refuse(node, path, faults, "WantedText", Excerpt.Kind(node));
        if (text.Length > longest)
            return Refuse(node, path, faults, "TextTooLong", longest);
        if (!Matches(text))
            return Refuse(node, path, faults, wanted, Excerpt.Kind(node), form.ToString());
        value = text;
        return true;
    }

    public override DocumentNode ToNode(string value) => DocumentNode.Scalar.Word(value);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteNumber("maxLength", longest);

        // JSON Schema's patterns are ECMA-262's, which write .NET's \A and \z so.
        schema.WriteString("pattern", form.ToString().Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal));
    }

    private bool Matches(string text)
    {
        try
        {
            // The whole text: .NET's $ would let a line break follow.
            return form.Match(text) is { Success: true, Index: 0, Length: var length } && length == text.Length;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

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

/// <summary>One of a few words.</summary>
internal sealed class WordValue(IReadOnlyList<string> words) : FieldValue<string>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out string value)
    {
        var text = (node as DocumentNode.Scalar)?.Text ?? "";
        value = node is DocumentNode.Scalar { Kind: ScalarKind.Text } && words.Contains(text, StringComparer.Ordinal) ? text : null;
        if (value is not null)
            return true;
        return NearName.Of(text, words) is { } near
            ? Refuse(node, path, faults, "WantedWordNear", string.Join(", ", words), Excerpt.Kind(node), near)
            : Refuse(node, path, faults, "WantedWord", string.Join(", ", words), Excerpt.Kind(node));
    }

    public override DocumentNode ToNode(string value) => DocumentNode.Scalar.Word(value);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("enum");
        foreach (var word in words)
            schema.WriteStringValue(word);
        schema.WriteEndArray();
    }
}

/// <summary>Words of a parameter: a list in which none occurs twice.</summary>
internal sealed class WordListValue(IReadOnlyList<string> choices, int fewest) : FieldValue<WordList>
{
    private readonly ListValue<string> list = new(new WordValue(choices), fewest, choices.Count);

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out WordList value)
    {
        value = list.TryRead(node, path, faults, out var words) ? WordList.Of(words) : null;
        return value is not null;
    }

    public override DocumentNode ToNode(WordList value) => list.ToNode(value.Words);

    public override void Describe(Utf8JsonWriter schema) => list.Describe(schema);
}

/// <summary>A member of an enumeration, by its name in camelCase.</summary>
internal sealed class ChoiceValue<T> : FieldValue<T>
    where T : struct, Enum
{
    private static readonly WordValue Words = new([.. Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)]);

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out T value)
    {
        value = default;
        return Words.TryRead(node, path, faults, out var word) && Enum.TryParse(word, ignoreCase: true, out value);
    }

    public override DocumentNode ToNode(T value) => Words.ToNode(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

    public override void Describe(Utf8JsonWriter schema) => Words.Describe(schema);
}
