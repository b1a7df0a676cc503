using System.Collections.Immutable;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>A user of a Kubernetes API, and what they may do.</summary>
/// <param name="Name">The name as error messages tell it.</param>
/// <param name="Readable">The resources that they may get and list, as <c>deployments.apps</c>; <c>*</c> for everything and to do anything.</param>
internal sealed record KubernetesUser(string Name, ImmutableArray<string> Readable)
{
    public static readonly KubernetesUser Anonymous = new("system:anonymous", []);

    /// <summary>What the instructions of the grader ask for: no Secrets, no Events.</summary>
    public static readonly ImmutableArray<string> GraderReads =
    [
        .. ResourceKinds.WithOperator.AddRange(ResourceKinds.OfTools).Except([ResourceKinds.Events, ResourceKinds.Leases]).Select(k => k.QualifiedName),
    ];

    public bool IsAnonymous => ReferenceEquals(this, Anonymous);

    private bool IsAdmin => Readable is ["*"];

    /// <summary>Whether they may use a verb on a resource; <c>*</c> stands for all of them.</summary>
    public bool May(string verb, string qualifiedResource) =>
        IsAdmin || (verb is "get" or "list" or "watch" && Readable.Contains(qualifiedResource, StringComparer.Ordinal));

    /// <summary>Whether they may get a path that is no resource (the ClusterRoles system:discovery and system:public-info-viewer).</summary>
    public bool MayGetPath(string path) =>
        IsAdmin || path is "/healthz" or "/livez" or "/readyz" or "/version" or "/version/"
        || (!IsAnonymous && (path is "/api" or "/apis" or "/openapi" || path.StartsWith("/api/", StringComparison.Ordinal)
            || path.StartsWith("/apis/", StringComparison.Ordinal) || path.StartsWith("/openapi/", StringComparison.Ordinal)));
}
