using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>An application of Argo CD: what of a repository belongs into which cluster.</summary>
public sealed record Application : IKubernetesObject<Application>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("argoproj.io", "v1alpha1", "applications", "Application", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Application> Json => ArgoJson.Default.Application;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Application>> ListJson => ArgoJson.Default.ObjectListApplication;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ApplicationSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public ApplicationStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What an application should be.</summary>
public sealed record ApplicationSpec
{
    /// <summary>Its one source; null where it has several.</summary>
    public ApplicationSource? Source { get; init; }

    /// <summary>Its sources, where it has several.</summary>
    public IReadOnlyList<ApplicationSource> Sources { get; init => field = value ?? []; } = [];

    /// <summary>Where it goes.</summary>
    public ApplicationDestination Destination { get; init => field = value ?? new(); } = new();

    /// <summary>How it is kept in step.</summary>
    public SyncPolicy SyncPolicy { get; init => field = value ?? new(); } = new();
}

/// <summary>A source of an application.</summary>
public sealed record ApplicationSource
{
    /// <summary>The repository, without user and query.</summary>
    [JsonConverter(typeof(RepositoryConverter))]
    public string RepoURL { get; init => field = value ?? ""; } = "";

    /// <summary>The folder in it.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>The Helm chart, where it is one.</summary>
    public string Chart { get; init => field = value ?? ""; } = "";

    /// <summary>The branch, tag or commit; empty for HEAD.</summary>
    public string TargetRevision { get; init => field = value ?? ""; } = "";
}

/// <summary>Where an application goes.</summary>
public sealed record ApplicationDestination
{
    /// <summary>The API server; <c>https://kubernetes.default.svc</c> is its own cluster.</summary>
    public string Server { get; init => field = value ?? ""; } = "";

    /// <summary>The cluster by its name, where no server is given.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";
}

/// <summary>How an application is kept in step.</summary>
public sealed record SyncPolicy
{
    /// <summary>That it is by itself; null where it is by hand.</summary>
    public AutomatedSync? Automated { get; init; }
}

/// <summary>How it is kept in step by itself.</summary>
public sealed record AutomatedSync
{
    /// <summary>Whether changes made in the cluster are undone.</summary>
    public bool SelfHeal { get; init; }

    /// <summary>Whether what left the repository is deleted.</summary>
    public bool Prune { get; init; }

    /// <summary>False where it is switched off; null for true.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>What Argo CD says of an application.</summary>
public sealed record ApplicationStatus
{
    /// <summary>Whether it is in step.</summary>
    public SyncStatus Sync { get; init => field = value ?? new(); } = new();

    /// <summary>How it fares.</summary>
    public HealthStatus Health { get; init => field = value ?? new(); } = new();

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<ApplicationCondition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>The newest synchronisation.</summary>
    public OperationState OperationState { get; init => field = value ?? new(); } = new();

    /// <summary>The objects that are its own; at most 500 are kept.</summary>
    [JsonConverter(typeof(ManagedResourcesConverter))]
    public ManagedResources Resources { get; init => field = value ?? ManagedResources.None; } = ManagedResources.None;
}

/// <summary>Whether an application is in step.</summary>
public sealed record SyncStatus
{
    /// <summary><c>Synced</c>, <c>OutOfSync</c> or <c>Unknown</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>The commit of its one source.</summary>
    public string Revision { get; init => field = value ?? ""; } = "";

    /// <summary>The commits of its sources.</summary>
    public IReadOnlyList<string> Revisions { get; init => field = value ?? []; } = [];
}

/// <summary>How something fares.</summary>
public sealed record HealthStatus
{
    /// <summary><c>Healthy</c>, <c>Progressing</c>, <c>Degraded</c>, <c>Suspended</c>, <c>Missing</c> or <c>Unknown</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";
}

/// <summary>What is wrong with an application.</summary>
public sealed record ApplicationCondition
{
    /// <summary>Such as <c>ComparisonError</c> or <c>SyncError</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";
}

/// <summary>A synchronisation.</summary>
public sealed record OperationState
{
    /// <summary><c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Error</c>.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>An object of an application.</summary>
public sealed record ManagedResource
{
    /// <summary>Its API group.</summary>
    public string Group { get; init => field = value ?? ""; } = "";

    /// <summary>Its kind.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>A project of Argo CD.</summary>
public sealed record AppProject : IKubernetesObject<AppProject>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("argoproj.io", "v1alpha1", "appprojects", "AppProject", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<AppProject> Json => ArgoJson.Default.AppProject;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<AppProject>> ListJson => ArgoJson.Default.ObjectListAppProject;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();
}

/// <summary>A rollout of Argo Rollouts.</summary>
public sealed record Rollout : IKubernetesObject<Rollout>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("argoproj.io", "v1alpha1", "rollouts", "Rollout", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Rollout> Json => ArgoJson.Default.Rollout;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Rollout>> ListJson => ArgoJson.Default.ObjectListRollout;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public RolloutSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public RolloutStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a rollout should be.</summary>
public sealed record RolloutSpec
{
    /// <summary>The kind of strategy: <c>blueGreen</c> or <c>canary</c>.</summary>
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string> Strategy { get; init => field = value ?? []; } = [];
}

/// <summary>What a rollout is.</summary>
public sealed record RolloutStatus
{
    /// <summary><c>Healthy</c>, <c>Progressing</c>, <c>Paused</c> or <c>Degraded</c>.</summary>
    public string Phase { get; init => field = value ?? ""; } = "";

    /// <summary>Its two sides; null where it has none.</summary>
    public BlueGreenStatus? BlueGreen { get; init; }
}

/// <summary>The two sides of a rollout.</summary>
public sealed record BlueGreenStatus
{
    /// <summary>The one that is served.</summary>
    public string ActiveSelector { get; init => field = value ?? ""; } = "";

    /// <summary>The one that waits.</summary>
    public string PreviewSelector { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<Application>))]
[JsonSerializable(typeof(ObjectList<AppProject>))]
[JsonSerializable(typeof(ObjectList<Rollout>))]
internal sealed partial class ArgoJson : JsonSerializerContext;
