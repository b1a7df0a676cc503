using System.Text.Json;
using System.Text.RegularExpressions;

namespace EksGrader.Tests.Unit.Assignments;

/// <summary>Validates by the keywords of JSON Schema that the assignment's schema uses; any other keyword is an error.</summary>
internal static class SchemaValidator
{
    public static IEnumerable<string> Validate(JsonElement schema, JsonElement value, string path = "") =>
        schema.EnumerateObject().SelectMany(keyword => Keyword(keyword, schema, value, path));

    private static IEnumerable<string> Keyword(JsonProperty keyword, JsonElement schema, JsonElement value, string path) => keyword.Name switch
    {
        "$schema" or "title" or "description" => [],
        "type" => If(!IsType(value, keyword.Value.GetString()), $"{path}: is no {keyword.Value}"),
        "enum" => If(!keyword.Value.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)), $"{path}: none of {keyword.Value}"),
        "pattern" => If(!Regex.IsMatch(value.GetString() ?? "", keyword.Value.GetString() ?? "", RegexOptions.None, TimeSpan.FromSeconds(1)), $"{path}: does not match {keyword.Value}"),
        "minLength" => If(value.GetString()?.Length < keyword.Value.GetInt32(), $"{path}: too short"),
        "maxLength" => If(value.GetString()?.Length > keyword.Value.GetInt32(), $"{path}: too long"),
        "minimum" => If(value.GetDecimal() < keyword.Value.GetDecimal(), $"{path}: too small"),
        "maximum" => If(value.GetDecimal() > keyword.Value.GetDecimal(), $"{path}: too great"),
        "multipleOf" => If(value.GetDecimal() % keyword.Value.GetDecimal() != 0, $"{path}: too fine"),
        "minItems" => If(value.GetArrayLength() < keyword.Value.GetInt32(), $"{path}: too few"),
        "maxItems" => If(value.GetArrayLength() > keyword.Value.GetInt32(), $"{path}: too many"),
        "uniqueItems" => If(value.EnumerateArray().Select(v => v.GetRawText()).Distinct(StringComparer.Ordinal).Count() < value.GetArrayLength(), $"{path}: twice"),
        "items" => value.EnumerateArray().SelectMany((v, i) => Validate(keyword.Value, v, $"{path}[{i}]")),
        "properties" => keyword.Value.EnumerateObject().SelectMany(p => value.TryGetProperty(p.Name, out var inner) ? Validate(p.Value, inner, $"{path}.{p.Name}") : []),
        "required" => keyword.Value.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString() ?? "", out _)).Select(n => $"{path}: lacks {n}"),
        "additionalProperties" => value.EnumerateObject().Where(p => !schema.GetProperty("properties").TryGetProperty(p.Name, out _)).Select(p => $"{path}: knows no {p.Name}"),
        "oneOf" => If(keyword.Value.EnumerateArray().Count(s => Fits(s, value)) != 1, $"{path}: not exactly one of the forms"),
        "anyOf" => If(!keyword.Value.EnumerateArray().Any(s => Fits(s, value)), $"{path}: none of the forms"),
        _ => [$"{path}: unknown keyword {keyword.Name}"],
    };

    private static IEnumerable<string> If(bool wrong, string fault) => wrong ? [fault] : [];

    /// <summary>The type is asked first: other keywords only hold for their own type.</summary>
    private static bool Fits(JsonElement schema, JsonElement value) =>
        (!schema.TryGetProperty("type", out var type) || IsType(value, type.GetString())) && !Validate(schema, value).Any();

    private static bool IsType(JsonElement value, string? type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
