using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>A Kubernetes API whose address is found out when the first check reads; where it cannot be, every read fails with the reason.</summary>
/// <param name="find">Finds the address out.</param>
/// <param name="connect">Makes the client for it.</param>
internal sealed class LazyKubernetesClient(Func<CancellationToken, Task<KubernetesTarget>> find, Func<KubernetesTarget, KubernetesClient> connect) : IKubernetesClient, IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly List<IDisposable> owned = [];
    private Task<KubernetesClient>? opened;

    public async Task<ReadResult<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        await (await OpenAsync(cancellationToken)).ListAsync<T>(inNamespace, cancellationToken);

    public async Task<ReadResult<ObjectList<T>>> FindAsync<T>(string inNamespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> =>
        await (await OpenAsync(cancellationToken)).FindAsync<T>(inNamespace, name, cancellationToken);

    public async Task<ReadResult<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).GetVersionAsync(cancellationToken);

    public async Task<ReadResult<ServerVersion>> TryVersionAsync(CancellationToken cancellationToken) =>
        await ((IKubernetesClient)await OpenAsync(cancellationToken)).TryVersionAsync(cancellationToken);

    public async Task<ReadResult<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).CanIAsync(verb, group, resource, cancellationToken);

    public void Dispose()
    {
        closing.Cancel();
        lock (gate)
        {
            owned.ForEach(o => o.Dispose());
        }

        closing.Dispose();
    }

    private Task<KubernetesClient> OpenAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return (opened ??= FindAsync()).WaitAsync(cancellationToken);
        }
    }

    private async Task<KubernetesClient> FindAsync()
    {
        var target = await find(closing.Token);
        var client = connect(target);
        lock (gate)
        {
            owned.AddRange([client, target]);
        }

        return client;
    }
}
