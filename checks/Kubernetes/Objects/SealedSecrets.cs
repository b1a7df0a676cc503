using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes.Objects;

/// <summary>A secret that only its cluster can open (bitnami sealed-secrets).</summary>
public sealed record SealedSecret : IKubernetesObject<SealedSecret>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("bitnami.com", "v1alpha1", "sealedsecrets", "SealedSecret", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<SealedSecret> Json => SecretsJson.Default.SealedSecret;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<SealedSecret>> ListJson => SecretsJson.Default.ObjectListSealedSecret;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public SealedSecretSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What the controller says of it; null where it says nothing.</summary>
    public SealedSecretStatus? Status { get; init; }
}

/// <summary>What a sealed secret should be.</summary>
public sealed record SealedSecretSpec
{
    /// <summary>What the Secret will be called.</summary>
    public SealedSecretTemplate Template { get; init => field = value ?? new(); } = new();

    /// <summary>The names of its keys, never their values.</summary>
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string> EncryptedData { get; init => field = value ?? []; } = [];
}

/// <summary>The Secret to come.</summary>
public sealed record SealedSecretTemplate
{
    /// <summary>Its name.</summary>
    public SecretName Metadata { get; init => field = value ?? new(); } = new();
}

/// <summary>A name and a namespace.</summary>
public sealed record SecretName
{
    /// <summary>The name; empty for the object's own.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The namespace; empty for the object's own.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";
}

/// <summary>What the controller says of a sealed secret.</summary>
public sealed record SealedSecretStatus
{
    /// <summary>The generation that the controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary><c>Synced</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>A secret that is fetched from a store outside (External Secrets Operator).</summary>
public sealed record ExternalSecret : IKubernetesObject<ExternalSecret>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("external-secrets.io", "v1", "externalsecrets", "ExternalSecret", Namespaced: true) { OlderVersion = "v1beta1", IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ExternalSecret> Json => SecretsJson.Default.ExternalSecret;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<ExternalSecret>> ListJson => SecretsJson.Default.ObjectListExternalSecret;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public ExternalSecretSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What it is, by its controller.</summary>
    public ExternalSecretStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>What an external secret should be.</summary>
public sealed record ExternalSecretSpec
{
    /// <summary>What the Secret will be called.</summary>
    public SecretName Target { get; init => field = value ?? new(); } = new();

    /// <summary>The store.</summary>
    public ObjectReference SecretStoreRef { get; init => field = value ?? new(); } = new();
}

/// <summary>What the operator says of it.</summary>
public sealed record ExternalSecretStatus
{
    /// <summary><c>Ready</c> among them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>When it was fetched last.</summary>
    public DateTimeOffset? RefreshTime { get; init; }
}

/// <summary>A store whose secrets volumes show (Secrets Store CSI Driver).</summary>
public sealed record SecretProviderClass : IKubernetesObject<SecretProviderClass>
{
    /// <inheritdoc/>
    public static ResourceType Type { get; } = new("secrets-store.csi.x-k8s.io", "v1", "secretproviderclasses", "SecretProviderClass", Namespaced: true) { IsOptional = true };

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<SecretProviderClass> Json => SecretsJson.Default.SecretProviderClass;

    /// <inheritdoc/>
    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<SecretProviderClass>> ListJson => SecretsJson.Default.ObjectListSecretProviderClass;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it should be.</summary>
    public SecretProviderSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>Which store.</summary>
public sealed record SecretProviderSpec
{
    /// <summary>Such as <c>aws</c>.</summary>
    public string Provider { get; init => field = value ?? ""; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<SealedSecret>))]
[JsonSerializable(typeof(ObjectList<ExternalSecret>))]
[JsonSerializable(typeof(ObjectList<SecretProviderClass>))]
internal sealed partial class SecretsJson : JsonSerializerContext;
