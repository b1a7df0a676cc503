using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Keeps the names of an object's fields and drops their values; reads its own list of names too.</summary>
public sealed class KeysConverter : JsonConverter<IReadOnlyList<string>>
{
    /// <summary>The most names that are kept.</summary>
    public const int Most = 200;

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var names = new List<string>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Keep(names, reader.GetString());
            }

            return names;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object is expected.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Keep(names, reader.GetString());
            reader.Read();
            reader.Skip();
        }

        return names;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static void Keep(List<string> names, string? name)
    {
        if (names.Count < Most && name is not null)
        {
            names.Add(SafeText.Line(name, 100));
        }
    }
}
