using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// Reads of an APIService's metadata only what tells it from another one, its version in storage included. Its owner writes the rest
/// (labels, annotations, owners) as large as they like, and a recording must have room for what shows who answered.
/// </summary>
public sealed class ApiServiceMetaConverter : JsonConverter<ObjectMeta>
{
    /// <inheritdoc/>
    public override ObjectMeta Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var meta = new ObjectMeta();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Metadata are an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "name":
                    meta = meta with { Name = reader.GetString() ?? "" };
                    break;
                case "uid":
                    meta = meta with { Uid = reader.GetString() ?? "" };
                    break;
                case "resourceVersion":
                    meta = meta with { ResourceVersion = reader.GetString() ?? "" };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return meta;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ObjectMeta value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteString("uid", value.Uid);
        writer.WriteString("resourceVersion", value.ResourceVersion);
        writer.WriteEndObject();
    }
}
