using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>How what is no list of objects is read and recorded: source-generated, unknown fields dropped while reading. Each kind has its own context in its file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(AccessAnswer))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(PodTemplateSpec))]
public sealed partial class KubernetesJson : JsonSerializerContext;
