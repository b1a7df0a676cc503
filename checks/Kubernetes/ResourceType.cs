using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A kind of Kubernetes object: where the API serves it and what it is called.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version to ask for.</param>
/// <param name="Plural">The resource's plural name as it stands in paths and RBAC rules.</param>
/// <param name="Kind">The kind as it stands in manifests.</param>
/// <param name="Namespaced">Whether objects live in namespaces.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>An older version of the same shape, asked for where the server does not know <see cref="Version"/>.</summary>
    public string? OlderVersion { get; init; }

    /// <summary><c>plural</c> or <c>plural.group</c>, as RBAC and <c>kubectl</c> write it.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}

/// <summary>A Kubernetes object, as far as checks use it.</summary>
/// <typeparam name="TSelf">The object's own type.</typeparam>
public interface IKubernetesObject<TSelf>
    where TSelf : class, IKubernetesObject<TSelf>
{
    /// <summary>Where the API serves it.</summary>
    static abstract ResourceType Type { get; }

    /// <summary>How one object is read and recorded (source-generated: no reflection).</summary>
    static abstract JsonTypeInfo<TSelf> Json { get; }

    /// <summary>How a list of them is recorded.</summary>
    static abstract JsonTypeInfo<ObjectList<TSelf>> ListJson { get; }

    /// <summary>Name, namespace, times, labels, owners.</summary>
    ObjectMeta Metadata { get; }
}
