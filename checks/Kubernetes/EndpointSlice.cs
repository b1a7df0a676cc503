using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Endpoints of a service; its label <c>kubernetes.io/service-name</c> names the service.</summary>
public sealed record EndpointSlice : IKubernetesObject<EndpointSlice>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", Namespaced: true) { OlderVersion = "v1beta1" };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<EndpointSlice> Json => EndpointSliceJson.Default.EndpointSlice;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<EndpointSlice>> ListJson => EndpointSliceJson.Default.ObjectListEndpointSlice;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public string AddressType { get; init => field = value ?? ""; } = "";

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<SliceEndpoint> Endpoints { get; init => field = value ?? []; } = [];
}

/// <summary>One endpoint of a slice.</summary>
public sealed record SliceEndpoint
{
    /// <summary>Its addresses.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>Whether it is ready.</summary>
    public EndpointConditions Conditions { get; init => field = value ?? new(); } = new();

    /// <summary>The pod behind it.</summary>
    public ObjectReference? TargetRef { get; init; }
}

/// <summary>Whether an endpoint is ready.</summary>
public sealed record EndpointConditions
{
    /// <summary>Null means ready: the API asks consumers to read it so (EndpointConditions in the Kubernetes API reference).</summary>
    public bool? Ready { get; init; }
}

/// <summary>A reference to an object.</summary>
public sealed record ObjectReference
{
    /// <summary>Its kind.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Its unique id.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<EndpointSlice>))]
internal sealed partial class EndpointSliceJson : JsonSerializerContext;
