using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// The pod to come of an agent that may send Container Insights, cut to what tells which agent it is and how it is configured. Of all
/// other pods nothing is kept: what they run is no business of a recording.
/// </summary>
public sealed record PodTemplateSpec
{
    /// <summary>The containers.</summary>
    public IReadOnlyList<TemplateContainer> Containers { get; init => field = value ?? []; } = [];

    /// <summary>The volumes that are ConfigMaps, those in projected volumes each for itself.</summary>
    public IReadOnlyList<TemplateVolume> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>The labels that a node must have; of these only <see cref="OsLabel"/> is kept.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init => field = value ?? ObjectMeta.NoText; } = ObjectMeta.NoText;

    /// <summary>The label of a node's operating system (Kubernetes, "Well-Known Labels, Annotations and Taints").</summary>
    public const string OsLabel = "kubernetes.io/os";
}

/// <summary>A container of a pod to come.</summary>
public sealed record TemplateContainer
{
    /// <summary>Its image.</summary>
    public string Image { get; init => field = value ?? ""; } = "";
}

/// <summary>A volume of a pod to come.</summary>
public sealed record TemplateVolume
{
    /// <summary>The ConfigMap that it shows; null for any other volume.</summary>
    public ObjectReference? ConfigMap { get; init; }

    /// <summary>What it puts together (Kubernetes, "Projected Volumes"); null for any other volume, and never kept.</summary>
    public ProjectedVolume? Projected { get; init; }
}

/// <summary>A volume that shows several sources in one folder.</summary>
public sealed record ProjectedVolume
{
    /// <summary>The sources; of these only ConfigMaps are read.</summary>
    public IReadOnlyList<TemplateVolume> Sources { get; init => field = value ?? []; } = [];
}

/// <summary>Which images are those of agents that may send Container Insights, by the last part of their path: registries are mirrored.</summary>
public static class AgentImages
{
    /// <summary>Whether an image is the CloudWatch agent (<c>public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.3</c>).</summary>
    public static bool IsAgent(string image) => ImageName.Last(image) is "cloudwatch-agent" or "amazon-cloudwatch-agent";

    /// <summary>Whether an image is an OpenTelemetry collector (<c>public.ecr.aws/aws-observability/aws-otel-collector</c>): its configuration says what it sends.</summary>
    public static bool IsCollector(string image)
    {
        var name = ImageName.Last(image);
        return name.Contains("otel", StringComparison.Ordinal) || name.Contains("opentelemetry-collector", StringComparison.Ordinal);
    }
}

/// <summary>Reads the pod of a template and keeps it where an agent runs in it.</summary>
public sealed class AgentTemplateConverter : JsonConverter<PodTemplateSpec>
{
    /// <inheritdoc/>
    public override PodTemplateSpec? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var all = JsonSerializer.Deserialize(ref reader, KubernetesJson.Default.PodTemplateSpec);
        var agents = (all?.Containers ?? []).Where(c => c is not null && (AgentImages.IsAgent(c.Image) || AgentImages.IsCollector(c.Image))).ToList();
        return all is null || agents.Count == 0
            ? null
            : new PodTemplateSpec
            {
                Containers = agents,
                Volumes = [.. all.Volumes.SelectMany(MapsOf)],
                NodeSelector = all.NodeSelector.TryGetValue(PodTemplateSpec.OsLabel, out var os)
                    ? new Dictionary<string, string>(StringComparer.Ordinal) { [PodTemplateSpec.OsLabel] = os }
                    : ObjectMeta.NoText,
            };
    }

    // A source of a projected volume names its ConfigMap as a volume does.
    private static IEnumerable<TemplateVolume> MapsOf(TemplateVolume? volume) => new[] { volume }
        .Concat(volume?.Projected?.Sources ?? [])
        .Select(v => v?.ConfigMap)
        .OfType<ObjectReference>()
        .Select(map => new TemplateVolume { ConfigMap = map });

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PodTemplateSpec value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, KubernetesJson.Default.PodTemplateSpec);
}
