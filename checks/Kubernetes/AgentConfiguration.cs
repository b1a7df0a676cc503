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

    /// <summary>Whether <c>application_signals</c> is there, under <c>logs.metrics_collected</c> or <c>traces.traces_collected</c>: that alone is not Container Insights.</summary>
    public bool HasApplicationSignals { get; init; }

    /// <summary>Whether it collects Container Insights as AWS Distro for OpenTelemetry does (<c>awscontainerinsightreceiver</c>).</summary>
    public bool HasReceiver { get; init; }

    /// <summary>
    /// Whether it collects Container Insights in the agent's OpenTelemetry mode: a pipeline whose parts are named <c>…/cw_k8s_ci…</c>, or
    /// <c>opentelemetry.collect.container_insights</c>.
    /// </summary>
    public bool HasOtelContainerInsights { get; init; }

    /// <summary>Whether the OpenTelemetry mode sends logs: a pipeline of logs, or <c>opentelemetry.collect.container_insights.logs.enabled</c>.</summary>
    public bool HasOtelLogs { get; init; }

    /// <summary>
    /// The name that it gives the cluster, cut to 200 characters; null where it gives none. In the order of asking:
    /// <c>logs.metrics_collected.kubernetes.cluster_name</c>, <c>opentelemetry.cluster_name</c>, what a pipeline sets as <c>k8s.cluster.name</c>.
    /// </summary>
    public string? ClusterName { get; init; }

    /// <summary><c>agent.region</c>, cut to 200 characters; null where it is absent.</summary>
    public string? Region { get; init; }

    /// <summary>Whether it collects Container Insights, in whichever way.</summary>
    [JsonIgnore]
    public bool HasContainerInsights => HasKubernetes || HasReceiver || HasOtelContainerInsights;

    /// <summary>Reads a configuration's text.</summary>
    public static AgentConfiguration Parse(string text)
    {
        var collector = CollectorConfiguration.Parse(text);
        var other = new AgentConfiguration
        {
            HasReceiver = collector?.HasReceiver == true,
            HasOtelContainerInsights = collector?.HasPipeline == true,
            HasOtelLogs = collector?.HasLogs == true,
            ClusterName = collector?.ClusterName,
        };

        // Most values of ConfigMaps are no JSON, and an exception for each is dear.
        if (text.AsSpan().TrimStart() is not ['{', ..])
        {
            return other;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return OfJson(document.RootElement, other);
        }
        catch (JsonException)
        {
            return other;
        }
    }

    private static AgentConfiguration OfJson(JsonElement root, AgentConfiguration other)
    {
        var collected = Find(root, "logs", "metrics_collected");
        var kubernetes = Find(collected, "kubernetes");
        var insights = Find(root, "opentelemetry", "collect", "container_insights");
        return other with
        {
            IsJson = true,
            HasKubernetes = kubernetes is { ValueKind: JsonValueKind.Object },
            HasApplicationSignals = Find(collected, "application_signals") is not null || Find(root, "traces", "traces_collected", "application_signals") is not null,
            HasOtelContainerInsights = other.HasOtelContainerInsights || insights is { ValueKind: JsonValueKind.Object },
            HasOtelLogs = other.HasOtelLogs || Find(insights, "logs", "enabled") is { ValueKind: JsonValueKind.True },
            ClusterName = Text(Find(kubernetes, "cluster_name")) ?? Text(Find(root, "opentelemetry", "cluster_name")) ?? other.ClusterName,
            Region = Text(Find(root, "agent", "region")),
        };
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

    private static string? Text(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } text && text.GetString() is { } value ? value[..Math.Min(value.Length, 200)] : null;
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

/// <summary>
/// Reads the values of a ConfigMap, each as <see cref="AgentConfigurationConverter"/> does. Only those are kept that an agent reads by
/// their name or that speak of Container Insights: not even the names of other values are recorded.
/// </summary>
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
            var value = one.Read(ref reader, typeof(AgentConfiguration), options) ?? new AgentConfiguration();
            if (key == ConfigMap.AgentKey || value.HasContainerInsights || value.HasApplicationSignals)
            {
                values[key] = value;
            }
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
