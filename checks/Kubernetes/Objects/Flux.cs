using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A repository that Flux reads.</summary>
public sealed record GitRepository : IKubernetesObject<GitRepository>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("source.toolkit.fluxcd.io", "v1", "gitrepositories", "GitRepository", Namespaced: true) { OlderVersion = "v1beta2", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<GitRepository> Json => FluxJson.Default.GitRepository;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<GitRepository>> ListJson => FluxJson.Default.ObjectListGitRepository;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public RepositorySpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public RepositoryStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A repository of OCI artifacts that Flux reads.</summary>
public sealed record OCIRepository : IKubernetesObject<OCIRepository>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("source.toolkit.fluxcd.io", "v1", "ocirepositories", "OCIRepository", Namespaced: true) { OlderVersion = "v1beta2", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<OCIRepository> Json => FluxJson.Default.OCIRepository;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<OCIRepository>> ListJson => FluxJson.Default.ObjectListOCIRepository;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public RepositorySpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public RepositoryStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a repository should be.</summary>
public sealed record RepositorySpec
{
    /// <summary>Its address, without user and query.</summary>
    [JsonConverter(typeof(RepositoryConverter))]
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is not read for now.</summary>
    public bool Suspend { get; init; }
}

/// <summary>What Flux says of a repository.</summary>
public sealed record RepositoryStatus
{
    /// <summary>The generation that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary><c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>What was read last.</summary>
    public RepositoryArtifact Artifact { get; init => field = value ?? new(); } = new();
}

/// <summary>What was read.</summary>
public sealed record RepositoryArtifact
{
    /// <summary>Such as <c>main@sha1:…</c>.</summary>
    public string Revision { get; init => field = value ?? ""; } = "";
}

/// <summary>What of a repository Flux applies.</summary>
public sealed record Kustomization : IKubernetesObject<Kustomization>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("kustomize.toolkit.fluxcd.io", "v1", "kustomizations", "Kustomization", Namespaced: true) { OlderVersion = "v1beta2", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Kustomization> Json => FluxJson.Default.Kustomization;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Kustomization>> ListJson => FluxJson.Default.ObjectListKustomization;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public KustomizationSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public KustomizationStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a kustomization should be.</summary>
public sealed record KustomizationSpec
{
    /// <summary>The repository.</summary>
    public ObjectReference SourceRef { get; init => field = value ?? new(); } = new();

    /// <summary>The folder in it.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is not applied for now.</summary>
    public bool Suspend { get; init; }
}

/// <summary>What Flux says of a kustomization.</summary>
public sealed record KustomizationStatus
{
    /// <summary>The generation that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary><c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>The revision that was applied.</summary>
    public string LastAppliedRevision { get; init => field = value ?? ""; } = "";

    /// <summary>The objects that are its own.</summary>
    public FluxInventory Inventory { get; init => field = value ?? new(); } = new();
}

/// <summary>The objects of a kustomization.</summary>
public sealed record FluxInventory
{
    /// <summary>The objects; at most 500 are kept.</summary>
    [JsonConverter(typeof(FluxEntriesConverter))]
    public FluxEntries Entries { get; init => field = value ?? FluxEntries.None; } = FluxEntries.None;
}

/// <summary>An object of a kustomization.</summary>
public sealed record FluxInventoryEntry
{
    /// <summary><c>NAMESPACE_NAME_GROUP_KIND</c>.</summary>
    public string Id { get; init => field = value ?? ""; } = "";
}

/// <summary>A Helm release that Flux keeps.</summary>
public sealed record HelmRelease : IKubernetesObject<HelmRelease>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("helm.toolkit.fluxcd.io", "v2", "helmreleases", "HelmRelease", Namespaced: true) { OlderVersion = "v2beta2", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<HelmRelease> Json => FluxJson.Default.HelmRelease;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<HelmRelease>> ListJson => FluxJson.Default.ObjectListHelmRelease;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public HelmReleaseSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public HelmReleaseStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a Helm release should be.</summary>
public sealed record HelmReleaseSpec
{
    /// <summary>The chart; null where it is referred to.</summary>
    public HelmChartTemplate? Chart { get; init; }

    /// <summary>The chart's source, where it is referred to.</summary>
    public ObjectReference? ChartRef { get; init; }

    /// <summary>The release's name, where it is not the object's.</summary>
    public string ReleaseName { get; init => field = value ?? ""; } = "";

    /// <summary>The namespace, where it is not the object's.</summary>
    public string TargetNamespace { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is not applied for now.</summary>
    public bool Suspend { get; init; }
}

/// <summary>A chart.</summary>
public sealed record HelmChartTemplate
{
    /// <summary>What it should be.</summary>
    public HelmChartSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Which chart.</summary>
public sealed record HelmChartSpec
{
    /// <summary>Its name or path.</summary>
    public string Chart { get; init => field = value ?? ""; } = "";

    /// <summary>Where it comes from.</summary>
    public ObjectReference SourceRef { get; init => field = value ?? new(); } = new();
}

/// <summary>What Flux says of a Helm release.</summary>
public sealed record HelmReleaseStatus
{
    /// <summary>The generation that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary><c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>The releases, the newest first.</summary>
    public IReadOnlyList<HelmSnapshot> History { get; init => field = value ?? []; } = [];

    /// <summary>The chart's revision that was tried last.</summary>
    public string LastAttemptedRevision { get; init => field = value ?? ""; } = "";
}

/// <summary>A release.</summary>
public sealed record HelmSnapshot
{
    /// <summary><c>deployed</c>, <c>failed</c> and others.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>The chart's version.</summary>
    public string ChartVersion { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<GitRepository>))]
[JsonSerializable(typeof(ObjectList<OCIRepository>))]
[JsonSerializable(typeof(ObjectList<Kustomization>))]
[JsonSerializable(typeof(ObjectList<HelmRelease>))]
internal sealed partial class FluxJson : JsonSerializerContext;
