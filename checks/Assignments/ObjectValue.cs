using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>An object of known fields: unknown ones and repeated ones are faults, and those left out have their default.</summary>
/// <param name="fields">The fields, in canonical order.</param>
/// <param name="seed">The object with every default.</param>
internal sealed partial class ObjectValue<T>(IReadOnlyList<Field<T>> fields, T seed) : FieldValue<T>
    where T : class
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (node is not DocumentNode.Mapping mapping)
            return Refuse(node, path, faults, "WantedObject", Excerpt.Kind(node));

        var before = faults.Count;
        var read = seed;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, inner, line) in mapping.Fields)
        {
            var innerPath = Join(path, name);
            if (!seen.Add(name))
                faults.Add(innerPath, line, "FieldTwice", Excerpt.Short(name));
            else if (fields.FirstOrDefault(f => f.Name == name) is { } field)
                read = field.Read(read, inner, innerPath, faults);
            else if (NearName.Of(name, fields.Select(f => f.Name)) is { } near)
                faults.Add(innerPath, line, "FieldUnknownNear", Excerpt.Short(name), near);
            else
                faults.Add(innerPath, line, "FieldUnknown", Excerpt.Short(name), string.Join(", ", fields.Select(f => f.Name)));
        }

        foreach (var missing in fields.Where(f => f.Required && !seen.Contains(f.Name)))
            faults.Add(Join(path, missing.Name), mapping.Line, "FieldMissing", missing.Name);

        value = read;
        return faults.Count == before;
    }

    /// <summary>Leaves out what is null: null and absent mean the same.</summary>
    public override DocumentNode ToNode(T value) => new DocumentNode.Mapping(
        [.. fields.Select(f => new DocumentField(f.Name, f.ToNode(value))).Where(f => f.Value is not DocumentNode.Scalar { Kind: ScalarKind.Null })]);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "object");
        schema.WriteStartObject("properties");
        foreach (var field in fields)
            field.Describe(schema);
        schema.WriteEndObject();
        if (fields.Any(f => f.Required))
        {
            schema.WriteStartArray("required");
            foreach (var field in fields.Where(f => f.Required))
                schema.WriteStringValue(field.Name);
            schema.WriteEndArray();
        }

        schema.WriteBoolean("additionalProperties", false);
    }

    /// <summary>A field's path; a name that is no plain word stands in quotes.</summary>
    private static string Join(string path, string name) => (path, PlainName.IsMatch(name)) switch
    {
        ("", true) => name,
        (_, true) => $"{path}.{name}",
        _ => $"{path}[\"{Excerpt.Short(name)}\"]",
    };

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,59}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PlainName { get; }
}

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
