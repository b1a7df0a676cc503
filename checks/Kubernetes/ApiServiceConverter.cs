using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// Reads of an APIService only what tells it from another one, its version in storage included, and who serves it. Its owner writes the
/// rest (labels, annotations, owners) as large as they like, and a recording must have room for what shows who answered. Every observation
/// lists all of them twice, so they are read by hand.
/// </summary>
/// <remarks>A name that counts and stands twice is refused: no API server writes that, and which of the two holds must not be chosen.</remarks>
public sealed class ApiServiceConverter : JsonConverter<ApiService>
{
    /// <inheritdoc/>
    public override ApiService Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        ObjectMeta? metadata = null;
        ApiServiceSpec? spec = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                Require(metadata is null);
                metadata = ReadMetadata(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                Require(spec is null);
                spec = ReadSpec(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ApiService { Metadata = metadata ?? new(), Spec = spec ?? new() };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ApiService value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("name"u8, value.Metadata.Name);
        writer.WriteString("uid"u8, value.Metadata.Uid);
        writer.WriteString("resourceVersion"u8, value.Metadata.ResourceVersion);
        writer.WriteEndObject();
        writer.WriteStartObject("spec"u8);
        writer.WriteString("group"u8, value.Spec.Group);
        writer.WriteString("version"u8, value.Spec.Version);
        if (value.Spec.Service is { } service)
        {
            writer.WriteStartObject("service"u8);
            writer.WriteString("namespace"u8, service.Namespace);
            writer.WriteString("name"u8, service.Name);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static ObjectMeta ReadMetadata(ref Utf8JsonReader reader)
    {
        string? name = null, uid = null, version = null;
        if (Enters(ref reader))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!TryText(ref reader, "name"u8, ref name) && !TryText(ref reader, "uid"u8, ref uid) && !TryText(ref reader, "resourceVersion"u8, ref version))
                {
                    reader.Skip();
                }
            }
        }

        return new ObjectMeta { Name = name ?? "", Uid = uid ?? "", ResourceVersion = version ?? "" };
    }

    private static ApiServiceSpec ReadSpec(ref Utf8JsonReader reader)
    {
        string? group = null, version = null;
        ApiServiceTarget? service = null;
        var told = false;
        if (Enters(ref reader))
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("service"u8))
                {
                    Require(!told);
                    told = true;
                    service = ReadTarget(ref reader);
                }
                else if (!TryText(ref reader, "group"u8, ref group) && !TryText(ref reader, "version"u8, ref version))
                {
                    reader.Skip();
                }
            }
        }

        return new ApiServiceSpec { Group = group ?? "", Version = version ?? "", Service = service };
    }

    // An empty object is a Service all the same: the API server's own groups have null or nothing.
    private static ApiServiceTarget? ReadTarget(ref Utf8JsonReader reader)
    {
        if (!Enters(ref reader))
        {
            return null;
        }

        string? inNamespace = null, name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryText(ref reader, "namespace"u8, ref inNamespace) && !TryText(ref reader, "name"u8, ref name))
            {
                reader.Skip();
            }
        }

        return new ApiServiceTarget { Namespace = inNamespace ?? "", Name = name ?? "" };
    }

    // Whether the property's value is an object that has been entered; null is none, and anything else makes no sense.
    private static bool Enters(ref Utf8JsonReader reader)
    {
        reader.Read();
        Require(reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null);
        return reader.TokenType == JsonTokenType.StartObject;
    }

    private static bool TryText(ref Utf8JsonReader reader, ReadOnlySpan<byte> property, ref string? text)
    {
        if (!reader.ValueTextEquals(property))
        {
            return false;
        }

        Require(text is null);
        reader.Read();
        Require(reader.TokenType is JsonTokenType.String or JsonTokenType.Null);
        text = reader.GetString() ?? "";
        return true;
    }

    private static void Require(bool makesSense)
    {
        if (!makesSense)
        {
            throw new JsonException("This is no APIService.");
        }
    }
}
