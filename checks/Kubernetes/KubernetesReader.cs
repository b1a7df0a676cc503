using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Kubernetes;

/// <summary>The Kubernetes API as a check sees it: every list is read once per observation and recorded.</summary>
/// <param name="log">Where reads go through.</param>
/// <param name="client">The live API; null when replaying, where the log answers.</param>
public sealed class KubernetesReader(IReadLog log, IKubernetesClient? client)
{
    /// <summary>Every object of a kind, in one namespace or in all. A kind that the server does not know gives an empty list.</summary>
    /// <typeparam name="T">The kind of object.</typeparam>
    /// <param name="inNamespace">The namespace; null for all of them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">The API did not answer.</exception>
    public Task<ObjectList<T>> ListAsync<T>(string? inNamespace = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        log.ReadAsync(
            inNamespace is null ? $"kubernetes list {T.Type}" : $"kubernetes list {T.Type} in {inNamespace}",
            T.ListJson,
            token => Live.ListAsync<T>(inNamespace, token),
            cancellationToken);

    /// <summary>Every object of a kind, read anew: what a second witness contradicts is asked twice, each time with a fresh list.</summary>
    /// <typeparam name="T">The kind of object.</typeparam>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">The API did not answer.</exception>
    public Task<ObjectList<T>> ListAgainAsync<T>(CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T> =>
        log.ReadAsync($"kubernetes list {T.Type} again", T.ListJson, token => Live.ListAsync<T>(null, token), cancellationToken);

    /// <summary>The server's version: <c>gitVersion</c> holds <c>-eks-</c> on EKS.</summary>
    /// <exception cref="ReadException">The API did not answer.</exception>
    public Task<ServerVersion> GetVersionAsync(CancellationToken cancellationToken = default) =>
        log.ReadAsync("kubernetes version", KubernetesJson.Default.ServerVersion, token => Live.GetVersionAsync(token), cancellationToken);

    /// <summary>Whether the credential may do something (SelfSubjectAccessReview). <c>*</c> stands for everything.</summary>
    /// <exception cref="ReadException">The API did not answer.</exception>
    public async Task<bool> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken = default)
    {
        var answer = await log.ReadAsync(
            $"kubernetes can-i {verb} {resource}.{group}",
            KubernetesJson.Default.AccessAnswer,
            token => Live.CanIAsync(verb, group, resource, token),
            cancellationToken);
        return answer.Allowed;
    }

    private IKubernetesClient Live => client ?? throw new InvalidOperationException("A replay has no live API: its log answers every read.");
}

/// <summary>The live Kubernetes API, as far as checks need it. Every method throws <see cref="ReadException"/> and nothing else but cancellation.</summary>
public interface IKubernetesClient
{
    /// <summary>Lists a kind with its printed table, page by page, within the bounds on answers.</summary>
    Task<ReadResult<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Reads <c>/version</c>.</summary>
    Task<ReadResult<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Reads <c>/version</c> with a single try, over a single connection: whether there is such a server at all.</summary>
    Task<ReadResult<ServerVersion>> TryVersionAsync(CancellationToken cancellationToken) => GetVersionAsync(cancellationToken);

    /// <summary>Asks a SelfSubjectAccessReview.</summary>
    Task<ReadResult<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken);
}
