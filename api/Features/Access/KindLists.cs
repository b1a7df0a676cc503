using EksGrader.Checks.Kubernetes;

namespace EksGrader.Api.Features.Access;

/// <summary>Lists kinds of Kubernetes object by what they are called.</summary>
internal static class KindLists
{
    private static readonly Dictionary<ResourceType, Func<IKubernetesClient, CancellationToken, Task>> Known = new()
    {
        [Node.Type] = ListAsync<Node>,
        [Namespace.Type] = ListAsync<Namespace>,
        [Pod.Type] = ListAsync<Pod>,
        [Service.Type] = ListAsync<Service>,
        [EndpointSlice.Type] = ListAsync<EndpointSlice>,
        [Ingress.Type] = ListAsync<Ingress>,
        [ConfigMap.Type] = ListAsync<ConfigMap>,
        [Deployment.Type] = ListAsync<Deployment>,
        [ReplicaSet.Type] = ListAsync<ReplicaSet>,
        [StatefulSet.Type] = ListAsync<StatefulSet>,
        [DaemonSet.Type] = ListAsync<DaemonSet>,
        [AmazonCloudWatchAgent.Type] = ListAsync<AmazonCloudWatchAgent>,
        [ApiService.Type] = ListAsync<ApiService>,
    };

    /// <summary>Asks for a list; a kind that only a plug-in knows is not asked for.</summary>
    /// <exception cref="Checks.Reads.ReadException">It was refused.</exception>
    public static Task AskAsync(IKubernetesClient client, ResourceType kind, CancellationToken cancellationToken) =>
        Known.TryGetValue(kind, out var list) ? list(client, cancellationToken) : Task.CompletedTask;

    private static Task ListAsync<T>(IKubernetesClient client, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => client.ListAsync<T>(inNamespace: null, cancellationToken);
}
