using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>The metadata of an object, cut to what checks use.</summary>
/// <remarks>
/// Setters put the empty value in place of null: Kubernetes writes <c>null</c> for empty lists, and source-generated readers pass null
/// for what a document leaves out.
/// </remarks>
public sealed record ObjectMeta
{
    /// <summary>The name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The namespace; empty for objects that live in none.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>The unique id.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Changes with every write of the object, its status included. Only APIServices are read with it; empty for every other kind.</summary>
    [JsonIgnore]
    public string ResourceVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Counts the changes of the specification.</summary>
    public long Generation { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When its deletion was asked for; null where it was not.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? NoText; } = NoText;

    /// <summary>The few annotations that a recording may hold (<see cref="KeptAnnotations"/>); all others are dropped while reading.</summary>
    [JsonConverter(typeof(KeptAnnotationsConverter))]
    public IReadOnlyDictionary<string, string> Annotations { get; init => field = value ?? NoText; } = NoText;

    /// <summary>The owners.</summary>
    public IReadOnlyList<OwnerReference> OwnerReferences { get; init => field = value ?? []; } = [];

    /// <summary>Whether the object is being deleted.</summary>
    [JsonIgnore]
    public bool IsBeingDeleted => DeletionTimestamp is not null;

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    internal static IReadOnlyDictionary<string, string> NoText { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A reference to an owner.</summary>
public sealed record OwnerReference
{
    /// <summary>The owner's kind.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>The owner's name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The owner's unique id.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is the controller.</summary>
    public bool Controller { get; init; }
}

/// <summary>The version that the API server tells.</summary>
public sealed record ServerVersion
{
    /// <summary>The full version, such as <c>v1.33.1-eks-595af52</c>.</summary>
    public string GitVersion { get; init => field = value ?? ""; } = "";
}

/// <summary>The answer to a SelfSubjectAccessReview.</summary>
/// <param name="Allowed">Whether the credential may do it.</param>
public sealed record AccessAnswer(bool Allowed);

/// <summary>A condition of a node, pod or workload.</summary>
public sealed record Condition
{
    /// <summary>What it is about, such as <c>Ready</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>One word why.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>A sentence why.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>When it was last written, where it is written again and again: a kubelet does, every 5 minutes at least.</summary>
    public DateTimeOffset? LastHeartbeatTime { get; init; }

    /// <summary>Whether the condition is <c>True</c>.</summary>
    [JsonIgnore]
    public bool IsTrue => string.Equals(Status, "True", StringComparison.Ordinal);
}

/// <summary>The annotations that a recording may hold. Every other one is dropped: <c>last-applied-configuration</c> alone can carry secrets.</summary>
public static class KeptAnnotations
{
    /// <summary>The names, as lifecycle rules list them.</summary>
    public static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "deployment.kubernetes.io/revision",
        "service.beta.kubernetes.io/aws-load-balancer-name",
        "service.beta.kubernetes.io/aws-load-balancer-type",
        "service.beta.kubernetes.io/aws-load-balancer-scheme",
        "argocd.argoproj.io/tracking-id",
        "moniker.spinnaker.io/application",
        "skaffold.dev/run-id",
    };
}

/// <summary>Reads annotations and keeps the few that may be recorded.</summary>
public sealed class KeptAnnotationsConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Annotations are an object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name is not null && KeptAnnotations.Names.Contains(name))
            {
                kept[name] = reader.GetString() ?? "";
            }
            else
            {
                reader.Skip();
            }
        }

        return kept;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}
