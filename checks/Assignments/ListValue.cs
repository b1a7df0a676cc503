using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A list in which nothing occurs twice.</summary>
/// <param name="item">What it holds.</param>
/// <param name="minimum">The fewest items.</param>
/// <param name="maximum">The most items.</param>
/// <param name="identityField">The field of an item by which two are the same; null where the item itself is a word.</param>
internal sealed class ListValue<T>(FieldValue<T> item, int minimum, int maximum, string? identityField = null)
    : FieldValue<IReadOnlyList<T>>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (node is not DocumentNode.Sequence sequence)
            return Refuse(node, path, faults, "WantedList", Excerpt.Kind(node));
        if (sequence.Items.Count < minimum || sequence.Items.Count > maximum)
            return Refuse(node, path, faults, "ListLength", minimum, maximum, sequence.Items.Count);

        var before = faults.Count;
        List<T> read = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, inner) in sequence.Items.Index())
        {
            var innerPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (Identity(inner) is { } name && !seen.Add(name))
                faults.Add(identityField is null ? innerPath : $"{innerPath}.{identityField}", inner.Line, "ListTwice", Excerpt.Short(name));
            if (item.TryRead(inner, innerPath, faults, out var one))
                read.Add(one);
        }

        value = read;
        return faults.Count == before;
    }

    public override DocumentNode ToNode(IReadOnlyList<T> value) => new DocumentNode.Sequence([.. value.Select(item.ToNode)]);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "array");
        schema.WriteNumber("minItems", minimum);
        schema.WriteNumber("maxItems", maximum);
        schema.WriteBoolean("uniqueItems", true);
        schema.WriteStartObject("items");
        item.Describe(schema);
        schema.WriteEndObject();
    }

    /// <summary>By what it is the same as another, whatever else is wrong with it; null where it says nothing of the kind.</summary>
    private string? Identity(DocumentNode inner) =>
        ((identityField is null ? inner : (inner as DocumentNode.Mapping)?.Find(identityField)?.Value) as DocumentNode.Scalar)?.Text;
}
