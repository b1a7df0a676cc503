using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>Rights in the whole cluster (Kubernetes, "Using RBAC Authorization").</summary>
public sealed record ClusterRole : IKubernetesObject<ClusterRole>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", Namespaced: false);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ClusterRole> Json => RbacJson.Default.ClusterRole;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ClusterRole>> ListJson => RbacJson.Default.ObjectListClusterRole;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The rights; of an aggregated role as the server has filled them in.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init => field = value ?? []; } = [];
}

/// <summary>Rights in one namespace.</summary>
public sealed record Role : IKubernetesObject<Role>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("rbac.authorization.k8s.io", "v1", "roles", "Role", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<Role> Json => RbacJson.Default.Role;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<Role>> ListJson => RbacJson.Default.ObjectListRole;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The rights.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init => field = value ?? []; } = [];
}

/// <summary>Who has a cluster role in the whole cluster.</summary>
public sealed record ClusterRoleBinding : IKubernetesObject<ClusterRoleBinding>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", Namespaced: false);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ClusterRoleBinding> Json => RbacJson.Default.ClusterRoleBinding;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ClusterRoleBinding>> ListJson => RbacJson.Default.ObjectListClusterRoleBinding;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The role.</summary>
    public RoleReference RoleRef { get; init => field = value ?? new(); } = new();

    /// <summary>Who has it.</summary>
    public IReadOnlyList<Subject> Subjects { get; init => field = value ?? []; } = [];
}

/// <summary>Who has a role, or a cluster role, in one namespace.</summary>
public sealed record RoleBinding : IKubernetesObject<RoleBinding>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", Namespaced: true);

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<RoleBinding> Json => RbacJson.Default.RoleBinding;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<RoleBinding>> ListJson => RbacJson.Default.ObjectListRoleBinding;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The role.</summary>
    public RoleReference RoleRef { get; init => field = value ?? new(); } = new();

    /// <summary>Who has it.</summary>
    public IReadOnlyList<Subject> Subjects { get; init => field = value ?? []; } = [];
}

/// <summary>One rule of a role. <c>*</c> stands for everything.</summary>
public sealed record PolicyRule
{
    /// <summary>The verbs.</summary>
    public IReadOnlyList<string> Verbs { get; init => field = value ?? []; } = [];

    /// <summary>The API groups; the empty text is the core group.</summary>
    public IReadOnlyList<string> ApiGroups { get; init => field = value ?? []; } = [];

    /// <summary>The resources, subresources as <c>pods/log</c>.</summary>
    public IReadOnlyList<string> Resources { get; init => field = value ?? []; } = [];

    /// <summary>The only objects that are meant; empty for all.</summary>
    public IReadOnlyList<string> ResourceNames { get; init => field = value ?? []; } = [];

    /// <summary>Paths that are no resources.</summary>
    public IReadOnlyList<string> NonResourceURLs { get; init => field = value ?? []; } = [];
}

/// <summary>Which role a binding gives.</summary>
public sealed record RoleReference
{
    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Who a binding is for.</summary>
public sealed record Subject
{
    /// <summary><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>The name; accounts of ARNs in it are hashed, as in access entries (<see cref="AwsPrincipal.HideAccounts"/>).</summary>
    [JsonConverter(typeof(HiddenAccountsConverter))]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The namespace of a ServiceAccount.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";
}

/// <summary>Reads a text and hashes the accounts of the ARNs in it.</summary>
public sealed class HiddenAccountsConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() is { } text ? AwsPrincipal.HideAccounts(text) : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<ClusterRole>))]
[JsonSerializable(typeof(ObjectList<Role>))]
[JsonSerializable(typeof(ObjectList<ClusterRoleBinding>))]
[JsonSerializable(typeof(ObjectList<RoleBinding>))]
internal sealed partial class RbacJson : JsonSerializerContext;
