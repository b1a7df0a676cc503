using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>The annotations that a recording may hold. Every other one is dropped: <c>last-applied-configuration</c> alone can carry secrets.</summary>
public static class KeptAnnotations
{
    /// <summary>The names, as lifecycle rules list them.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "deployment.kubernetes.io/revision",
        "service.beta.kubernetes.io/aws-load-balancer-name",
        "service.beta.kubernetes.io/aws-load-balancer-type",
        "service.beta.kubernetes.io/aws-load-balancer-scheme",
    };
}

/// <summary>Reads annotations and keeps the few that may be recorded.</summary>
public sealed class KeptAnnotationsConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Annotations are an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name is not null && KeptAnnotations.Names.Contains(name))
            {
                kept[name] = reader.GetString() ?? "";
            }
            else
            {
                reader.Skip();
            }
        }

        return kept;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}
