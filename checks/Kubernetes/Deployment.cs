using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A deployment.</summary>
public sealed record Deployment : IKubernetesObject<Deployment>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("apps", "v1", "deployments", "Deployment", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Deployment> Json => DeploymentJson.Default.Deployment;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Deployment>> ListJson => DeploymentJson.Default.ObjectListDeployment;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public WorkloadSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is.</summary>
    public WorkloadStatus Status { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Deployment>))]
internal sealed partial class DeploymentJson : JsonSerializerContext;
