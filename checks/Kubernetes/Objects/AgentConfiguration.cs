using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// What the text of a CloudWatch agent's configuration says, as far as the rule about Container Insights asks. The text itself is
/// dropped while reading: it may hold anything, and a recording must not.
/// </summary>
public sealed record AgentConfiguration
{
    /// <summary>Whether the text is JSON with an object at its root.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether <c>logs.metrics_collected.kubernetes</c> is there: Container Insights.</summary>
    public bool HasKubernetes { get; init; }

    /// <summary>Whether <c>application_signals</c> is there, under <c>logs.metrics_collected</c> or <c>traces.traces_collected</c>.</summary>
    public bool HasApplicationSignals { get; init; }

    /// <summary>Whether it names Container Insights the OpenTelemetry way (an <c>awscontainerinsightreceiver</c>, in JSON or YAML).</summary>
    public bool HasOtelContainerInsights { get; init; }

    /// <summary><c>logs.metrics_collected.kubernetes.cluster_name</c>, cut to 200 characters; null where it is absent.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Reads a configuration's text.</summary>
    public static AgentConfiguration Parse(string text)
    {
        var otel = text.Contains("awscontainerinsight", StringComparison.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new AgentConfiguration { HasOtelContainerInsights = otel };
            }

            var collected = Find(document.RootElement, "logs", "metrics_collected");
            var kubernetes = Find(collected, "kubernetes");
            var name = Find(kubernetes, "cluster_name");
            return new AgentConfiguration
            {
                IsJson = true,
                HasKubernetes = kubernetes is { ValueKind: JsonValueKind.Object },
                HasApplicationSignals = Find(collected, "application_signals") is not null
                    || Find(document.RootElement, "traces", "traces_collected", "application_signals") is not null,
                HasOtelContainerInsights = otel,
                ClusterName = name is { ValueKind: JsonValueKind.String } ? Cut(name.Value.GetString()) : null,
            };
        }
        catch (JsonException)
        {
            return new AgentConfiguration { HasOtelContainerInsights = otel };
        }
    }

    private static JsonElement? Find(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } parent || !parent.TryGetProperty(name, out var child))
            {
                return null;
            }

            element = child;
        }

        return element;
    }

    private static string? Cut(string? text) => text is { Length: > 200 } ? text[..200] : text;
}

/// <summary>Reads a configuration from its text (as Kubernetes holds it) or from its parts (as a recording holds it).</summary>
public sealed class AgentConfigurationConverter : JsonConverter<AgentConfiguration>
{
    /// <inheritdoc/>
    public override AgentConfiguration? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                return AgentConfiguration.Parse(reader.GetString() ?? "");
            default:
                return JsonSerializer.Deserialize(ref reader, KubernetesJson.Default.AgentConfiguration);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AgentConfiguration value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, KubernetesJson.Default.AgentConfiguration);
}

/// <summary>Reads the values of a ConfigMap, each as <see cref="AgentConfigurationConverter"/> does.</summary>
public sealed class AgentConfigurationsConverter : JsonConverter<IReadOnlyDictionary<string, AgentConfiguration>>
{
    private readonly AgentConfigurationConverter one = new();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, AgentConfiguration> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The data of a ConfigMap is an object.");
        }

        var values = new Dictionary<string, AgentConfiguration>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString() ?? "";
            reader.Read();
            values[key] = one.Read(ref reader, typeof(AgentConfiguration), options) ?? new AgentConfiguration();
        }

        return values;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, AgentConfiguration> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, configuration) in value)
        {
            writer.WritePropertyName(key);
            one.Write(writer, configuration, options);
        }

        writer.WriteEndObject();
    }
}
