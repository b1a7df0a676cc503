using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>An ingress.</summary>
public sealed record Ingress : IKubernetesObject<Ingress>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("networking.k8s.io", "v1", "ingresses", "Ingress", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Ingress> Json => IngressJson.Default.Ingress;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Ingress>> ListJson => IngressJson.Default.ObjectListIngress;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public IngressSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>Its load balancer; the same shape as that of a service.</summary>
    public ServiceStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What an ingress should be.</summary>
public sealed record IngressSpec
{
    /// <summary>Where requests go that no rule matches.</summary>
    public IngressBackend? DefaultBackend { get; init; }

    /// <summary>Its rules.</summary>
    public IReadOnlyList<IngressRule> Rules { get; init => field = value ?? []; } = [];

    /// <summary>Its certificates; any makes it answer on 443.</summary>
    public IReadOnlyList<IngressTls> Tls { get; init => field = value ?? []; } = [];
}

/// <summary>A certificate of an ingress.</summary>
public sealed record IngressTls
{
    /// <summary>The hosts that it is for.</summary>
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];
}

/// <summary>A rule of an ingress.</summary>
public sealed record IngressRule
{
    /// <summary>The host that it matches; empty for any.</summary>
    public string Host { get; init => field = value ?? ""; } = "";

    /// <summary>Its paths.</summary>
    public IngressHttp? Http { get; init; }
}

/// <summary>The paths of a rule.</summary>
public sealed record IngressHttp
{
    /// <summary>The paths.</summary>
    public IReadOnlyList<IngressPath> Paths { get; init => field = value ?? []; } = [];
}

/// <summary>One path of a rule.</summary>
public sealed record IngressPath
{
    /// <summary>The path.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Where it sends to.</summary>
    public IngressBackend Backend { get; init => field = value ?? new(); } = new();
}

/// <summary>Where an ingress sends to.</summary>
public sealed record IngressBackend
{
    /// <summary>A service.</summary>
    public IngressServiceBackend? Service { get; init; }
}

/// <summary>A service behind an ingress.</summary>
public sealed record IngressServiceBackend
{
    /// <summary>The service, in the namespace of the ingress.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Ingress>))]
internal sealed partial class IngressJson : JsonSerializerContext;
