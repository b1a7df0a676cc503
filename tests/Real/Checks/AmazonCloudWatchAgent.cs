using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>The custom resource of the CloudWatch operator, as far as it matters here.</summary>
internal sealed class AmazonCloudWatchAgent : IKubernetesObject<V1ObjectMeta>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    [JsonPropertyName("spec")]
    public Dictionary<string, string?> Spec { get; set; } = [];
}
