using System.Text.Json.Serialization;
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

    /// <summary>
    /// Whether a server may lack its group or version: what is served is asked first (<c>GET /apis</c>), since RBAC answers 403, not 404, for
    /// a kind that is not there.
    /// </summary>
    public bool IsOptional { get; init; }

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

/// <summary>The answer to one list: the objects and, row by row beside them, the table that <c>kubectl get</c> prints.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
public sealed record ObjectList<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>Whether the server does not know the kind at all (404 of the resource): the list is empty, and that is a fact.</summary>
    public bool Absent { get; init; }

    /// <summary>The objects in the server's order.</summary>
    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = [];

    /// <summary>The printed table; its rows stand in the order of <see cref="Items"/>.</summary>
    public PrintedTable Table { get; init => field = value ?? PrintedTable.Empty; } = PrintedTable.Empty;
}

/// <summary>A table as the API server prints it for <c>kubectl get</c>.</summary>
/// <param name="Columns">The columns; those with a priority above 0 are the ones of <c>-o wide</c>.</param>
/// <param name="Rows">The cells of each row, as text, in the order of the columns.</param>
public sealed record PrintedTable(IReadOnlyList<PrintedColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A table with nothing in it.</summary>
    public static PrintedTable Empty { get; } = new([], []);
}

/// <summary>A column of a printed table.</summary>
/// <param name="Name">The heading, such as <c>Status</c>.</param>
/// <param name="Priority">0 for the columns that are always shown, more for those of <c>-o wide</c>.</param>
public sealed record PrintedColumn(string Name, int Priority);

/// <summary>How what is no list of objects is read and recorded: source-generated, unknown fields dropped while reading. Each kind has its own context in its file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ServerVersion))]
[JsonSerializable(typeof(AccessAnswer))]
[JsonSerializable(typeof(AgentConfiguration))]
[JsonSerializable(typeof(PodTemplateSpec))]
public sealed partial class KubernetesJson : JsonSerializerContext;
