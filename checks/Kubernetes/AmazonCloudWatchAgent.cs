using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>The custom resource of the CloudWatch agent operator (add-on <c>amazon-cloudwatch-observability</c>).</summary>
public sealed record AmazonCloudWatchAgent : IKubernetesObject<AmazonCloudWatchAgent>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("cloudwatch.aws.amazon.com", "v1alpha1", "amazoncloudwatchagents", "AmazonCloudWatchAgent", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<AmazonCloudWatchAgent> Json => AmazonCloudWatchAgentJson.Default.AmazonCloudWatchAgent;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<AmazonCloudWatchAgent>> ListJson => AmazonCloudWatchAgentJson.Default.ObjectListAmazonCloudWatchAgent;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public AmazonCloudWatchAgentSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What a CloudWatch agent should be.</summary>
public sealed record AmazonCloudWatchAgentSpec
{
    /// <summary><c>daemonset</c>, <c>deployment</c>, <c>statefulset</c> or <c>sidecar</c>; the operator defaults it to <c>deployment</c>, AWS's chart sets it.</summary>
    public string Mode { get; init => field = value ?? ""; } = "";

    /// <summary>What its configuration says; null where it has none.</summary>
    [JsonConverter(typeof(AgentConfigurationConverter))]
    public AgentConfiguration? Config { get; init; }

    /// <summary>What its OpenTelemetry configuration says; null where it has none.</summary>
    [JsonConverter(typeof(AgentConfigurationConverter))]
    public AgentConfiguration? OtelConfig { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<AmazonCloudWatchAgent>))]
internal sealed partial class AmazonCloudWatchAgentJson : JsonSerializerContext;
