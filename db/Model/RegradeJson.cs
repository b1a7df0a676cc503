using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using EksGrader.Checks.Core;

namespace EksGrader.Db.Model;

/// <summary>How the checks of a difference are stored: JSON, both languages, Korean as it is.</summary>
public static class RegradeJson
{
    private static readonly RegradeJsonContext Context = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new CheckIdJson() },
    });

    /// <summary>Writes checks.</summary>
    public static string Write(IReadOnlyList<RegradedCheck> checks) => JsonSerializer.Serialize(checks, Context.IReadOnlyListRegradedCheck);

    /// <summary>Reads checks.</summary>
    /// <exception cref="JsonException">The stored text is not that.</exception>
    public static IReadOnlyList<RegradedCheck> Read(string json) => JsonSerializer.Deserialize(json, Context.IReadOnlyListRegradedCheck) ?? [];

    private sealed class CheckIdJson : JsonConverter<CheckId>
    {
        public override CheckId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, CheckId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<RegradedCheck>))]
internal sealed partial class RegradeJsonContext : JsonSerializerContext;
