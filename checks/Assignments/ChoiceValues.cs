using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

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
