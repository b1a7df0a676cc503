using System.Diagnostics.CodeAnalysis;
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
