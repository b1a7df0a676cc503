using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A rule of the API server about objects to come.</summary>
public sealed record ValidatingAdmissionPolicy : IKubernetesObject<ValidatingAdmissionPolicy>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", Namespaced: false) { OlderVersion = "v1beta1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ValidatingAdmissionPolicy> Json => AdmissionJson.Default.ValidatingAdmissionPolicy;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ValidatingAdmissionPolicy>> ListJson => AdmissionJson.Default.ObjectListValidatingAdmissionPolicy;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public AdmissionPolicySpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What an admission policy is about.</summary>
public sealed record AdmissionPolicySpec
{
    /// <summary>Which objects.</summary>
    public AdmissionMatch MatchConstraints { get; init => field = value ?? new(); } = new();
}

/// <summary>Which objects an admission policy is about.</summary>
public sealed record AdmissionMatch
{
    /// <summary>Kinds of objects.</summary>
    public IReadOnlyList<AdmissionResources> ResourceRules { get; init => field = value ?? []; } = [];
}

/// <summary>Kinds of objects.</summary>
public sealed record AdmissionResources
{
    /// <summary>Their plural names; <c>*</c> for all.</summary>
    public IReadOnlyList<string> Resources { get; init => field = value ?? []; } = [];
}

/// <summary>Where an admission policy counts.</summary>
public sealed record ValidatingAdmissionPolicyBinding : IKubernetesObject<ValidatingAdmissionPolicyBinding>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", Namespaced: false) { OlderVersion = "v1beta1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ValidatingAdmissionPolicyBinding> Json => AdmissionJson.Default.ValidatingAdmissionPolicyBinding;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ValidatingAdmissionPolicyBinding>> ListJson => AdmissionJson.Default.ObjectListValidatingAdmissionPolicyBinding;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public AdmissionBindingSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Where an admission policy counts, and what follows.</summary>
public sealed record AdmissionBindingSpec
{
    /// <summary>The policy.</summary>
    public string PolicyName { get; init => field = value ?? ""; } = "";

    /// <summary><c>Deny</c>, <c>Warn</c>, <c>Audit</c>.</summary>
    public IReadOnlyList<string> ValidationActions { get; init => field = value ?? []; } = [];

    /// <summary>Where; everywhere where nothing is said.</summary>
    public AdmissionScope MatchResources { get; init => field = value ?? new(); } = new();
}

/// <summary>Namespaces.</summary>
public sealed record AdmissionScope
{
    /// <summary>By their labels; null for all.</summary>
    public LabelSelector? NamespaceSelector { get; init; }
}

/// <summary>A policy of Kyverno.</summary>
public sealed record ClusterPolicy : IKubernetesObject<ClusterPolicy>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("kyverno.io", "v1", "clusterpolicies", "ClusterPolicy", Namespaced: false) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ClusterPolicy> Json => AdmissionJson.Default.ClusterPolicy;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ClusterPolicy>> ListJson => AdmissionJson.Default.ObjectListClusterPolicy;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public KyvernoSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public KyvernoStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a policy of Kyverno says.</summary>
public sealed record KyvernoSpec
{
    /// <summary><c>Enforce</c> or <c>Audit</c>; empty where each rule says it.</summary>
    public string ValidationFailureAction { get; init => field = value ?? ""; } = "";

    /// <summary>Its rules.</summary>
    public IReadOnlyList<KyvernoRule> Rules { get; init => field = value ?? []; } = [];
}

/// <summary>A rule of Kyverno.</summary>
public sealed record KyvernoRule
{
    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it refuses; null where it refuses nothing.</summary>
    public KyvernoValidation? Validate { get; init; }
}

/// <summary>What a rule of Kyverno refuses.</summary>
public sealed record KyvernoValidation
{
    /// <summary><c>Enforce</c> or <c>Audit</c>; empty where the policy says it.</summary>
    public string FailureAction { get; init => field = value ?? ""; } = "";

    /// <summary>That it checks a level of the Pod Security Standards; null where it does not.</summary>
    public KyvernoPodSecurity? PodSecurity { get; init; }
}

/// <summary>A level of the Pod Security Standards.</summary>
public sealed record KyvernoPodSecurity
{
    /// <summary><c>baseline</c> or <c>restricted</c>.</summary>
    public string Level { get; init => field = value ?? ""; } = "";
}

/// <summary>What Kyverno says of a policy.</summary>
public sealed record KyvernoStatus
{
    /// <summary><c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>A policy of Kyverno in the form of the API server's.</summary>
public sealed record ValidatingPolicy : IKubernetesObject<ValidatingPolicy>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("policies.kyverno.io", "v1", "validatingpolicies", "ValidatingPolicy", Namespaced: false) { OlderVersion = "v1alpha1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ValidatingPolicy> Json => AdmissionJson.Default.ValidatingPolicy;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ValidatingPolicy>> ListJson => AdmissionJson.Default.ObjectListValidatingPolicy;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ValidatingPolicySpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public ValidatingPolicyStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What such a policy says.</summary>
public sealed record ValidatingPolicySpec
{
    /// <summary><c>Deny</c>, <c>Warn</c>, <c>Audit</c>.</summary>
    public IReadOnlyList<string> ValidationActions { get; init => field = value ?? []; } = [];
}

/// <summary>What Kyverno says of it.</summary>
public sealed record ValidatingPolicyStatus
{
    /// <summary>Its conditions.</summary>
    public KyvernoStatus ConditionStatus { get; init => field = value ?? new(); } = new();
}

/// <summary>A kind of constraint of Gatekeeper.</summary>
public sealed record ConstraintTemplate : IKubernetesObject<ConstraintTemplate>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("templates.gatekeeper.sh", "v1", "constrainttemplates", "ConstraintTemplate", Namespaced: false) { OlderVersion = "v1beta1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ConstraintTemplate> Json => AdmissionJson.Default.ConstraintTemplate;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ConstraintTemplate>> ListJson => AdmissionJson.Default.ObjectListConstraintTemplate;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ConstraintTemplateSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public ConstraintTemplateStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What a kind of constraint says.</summary>
public sealed record ConstraintTemplateSpec
{
    /// <summary>The kind.</summary>
    public ConstraintCrd Crd { get; init => field = value ?? new(); } = new();
}

/// <summary>The kind of a constraint.</summary>
public sealed record ConstraintCrd
{
    /// <summary>What it should be.</summary>
    public ConstraintCrdSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>The names of a kind.</summary>
public sealed record ConstraintCrdSpec
{
    /// <summary>The names.</summary>
    public ConstraintNames Names { get; init => field = value ?? new(); } = new();
}

/// <summary>The names of a kind.</summary>
public sealed record ConstraintNames
{
    /// <summary>Such as <c>K8sPSPPrivilegedContainer</c>.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";
}

/// <summary>What Gatekeeper says of it.</summary>
public sealed record ConstraintTemplateStatus
{
    /// <summary>Whether the kind is served.</summary>
    public bool Created { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<ValidatingAdmissionPolicy>))]
[JsonSerializable(typeof(ObjectList<ValidatingAdmissionPolicyBinding>))]
[JsonSerializable(typeof(ObjectList<ClusterPolicy>))]
[JsonSerializable(typeof(ObjectList<ValidatingPolicy>))]
[JsonSerializable(typeof(ObjectList<ConstraintTemplate>))]
internal sealed partial class AdmissionJson : JsonSerializerContext;
