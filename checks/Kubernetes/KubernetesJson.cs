using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>How Kubernetes objects are read and recorded: source-generated, unknown fields dropped while reading.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(AccessAnswer))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(PodTemplateSpec))]
[JsonSerializable(typeof(ObjectList<Node>))]
[JsonSerializable(typeof(ObjectList<Namespace>))]
[JsonSerializable(typeof(ObjectList<Pod>))]
[JsonSerializable(typeof(ObjectList<Service>))]
[JsonSerializable(typeof(ObjectList<EndpointSlice>))]
[JsonSerializable(typeof(ObjectList<Ingress>))]
[JsonSerializable(typeof(ObjectList<Deployment>))]
[JsonSerializable(typeof(ObjectList<ReplicaSet>))]
[JsonSerializable(typeof(ObjectList<StatefulSet>))]
[JsonSerializable(typeof(ObjectList<DaemonSet>))]
[JsonSerializable(typeof(ObjectList<ConfigMap>))]
[JsonSerializable(typeof(ObjectList<AmazonCloudWatchAgent>))]
[JsonSerializable(typeof(ObjectList<ApiService>))]
public sealed partial class KubernetesJson : JsonSerializerContext;
