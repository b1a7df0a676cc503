using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>Who made an object.</summary>
internal sealed record Owner(ResourceKind Kind, string Name, string Uid);

/// <summary>The metadata of an object.</summary>
internal sealed record Meta
{
    public string? Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required DateTimeOffset Created { get; init; }

    public Labels Labels { get; init; } = Labels.None;

    public Labels Annotations { get; init; } = Labels.None;

    public Owner? Owner { get; init; }

    /// <summary>Counted from 1 for kinds that have a spec; 0 for the others.</summary>
    public int Generation { get; init; }
}

/// <summary>
/// A Kubernetes object. It is written anew for every answer, straight into the response: cheaper than keeping thousands of rendered
/// objects, and always with the right age.
/// </summary>
internal abstract class KubeObject(ResourceKind kind, Meta meta)
{
    public ResourceKind Kind { get; } = kind;

    public Meta Meta { get; } = meta;

    /// <summary>Its place in lists, which the API server keeps sorted as etcd does.</summary>
    public string Key { get; } = meta.Namespace is null ? meta.Name : $"{meta.Namespace}/{meta.Name}";

    /// <summary>The cells of its row.</summary>
    public abstract void WriteCells(CellWriter cells);

    /// <summary>Everything but <c>kind</c>, <c>apiVersion</c> and <c>metadata</c>.</summary>
    protected abstract void WriteBody(Utf8JsonWriter json);

    /// <summary>The value that a field selector compares; null where this kind has no such field.</summary>
    public virtual string? Field(string path) => path switch
    {
        "metadata.name" => Meta.Name,
        "metadata.namespace" => Meta.Namespace ?? "",
        _ => null,
    };

    /// <summary>The managers whose fields every real object lists: most of its weight on the wire.</summary>
    protected virtual ReadOnlySpan<byte> ManagedFields => Objects.ManagedFields.Small;

    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="typed">Whether with <c>kind</c> and <c>apiVersion</c>, which the items of a list leave out.</param>
    public virtual void Write(Utf8JsonWriter json, bool typed)
    {
        json.WriteStartObject();
        if (typed)
        {
            json.WriteString("kind"u8, Kind.Kind);
            json.WriteString("apiVersion"u8, Kind.GroupVersion);
        }

        WriteMetadata(json);
        WriteBody(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the object's metadata alone.</summary>
    public void WritePartial(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "PartialObjectMetadata"u8);
        json.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        WriteMetadata(json);
        json.WriteEndObject();
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, Meta.Name);
        if (Meta.Namespace is { } @namespace)
        {
            json.WriteString("namespace"u8, @namespace);
        }

        json.WriteString("uid"u8, Meta.Uid);
        json.WriteString("resourceVersion"u8, "4711"u8);
        if (Meta.Generation > 0)
        {
            json.WriteNumber("generation"u8, Meta.Generation);
        }

        json.Time("creationTimestamp"u8, Meta.Created);
        json.Labels("labels"u8, Meta.Labels);
        json.Labels("annotations"u8, Meta.Annotations);
        if (Meta.Owner is { } owner)
        {
            json.WriteStartArray("ownerReferences"u8);
            json.WriteStartObject();
            json.WriteString("apiVersion"u8, owner.Kind.GroupVersion);
            json.WriteString("kind"u8, owner.Kind.Kind);
            json.WriteString("name"u8, owner.Name);
            json.WriteString("uid"u8, owner.Uid);
            json.WriteBoolean("controller"u8, true);
            json.WriteBoolean("blockOwnerDeletion"u8, true);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WritePropertyName("managedFields"u8);
        json.WriteRawValue(ManagedFields, skipInputValidation: true);
        json.WriteEndObject();
    }
}
