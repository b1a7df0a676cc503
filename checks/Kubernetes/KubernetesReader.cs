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

    /// <summary>One object by its name; null where there is none. Asked for as a list of one: the right to list is the only one that a grading asks for.</summary>
    /// <typeparam name="T">The kind of object. Several may be read of one kind of the API, each with the fields that it is about.</typeparam>
    /// <param name="inNamespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">The API did not answer.</exception>
    public async Task<T?> FindAsync<T>(string inNamespace, string name, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T>
    {
        var list = await log.ReadAsync($"kubernetes find {T.Type} {inNamespace}/{name} as {typeof(T).Name}", T.ListJson, async token =>
        {
            var (found, bytes) = await Live.FindAsync<T>(inNamespace, name, token);
            return new ReadResult<ObjectList<T>>(new ObjectList<T> { Absent = found.Absent, Items = Named(found) }, bytes);
        }, cancellationToken);
        return Named(list).FirstOrDefault();

        // A server may not know the selector, or not heed it.
        List<T> Named(ObjectList<T> all) => [.. all.Items.Where(o => o.Metadata.Name == name && o.Metadata.Namespace == inNamespace).Take(1)];
    }

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

    /// <summary>Lists the objects of a kind that have a name (field selector <c>metadata.name</c>).</summary>
    Task<ReadResult<ObjectList<T>>> FindAsync<T>(string inNamespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>;

    /// <summary>Reads <c>/version</c>.</summary>
    Task<ReadResult<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Reads <c>/version</c> with a single try, over a single connection: whether there is such a server at all.</summary>
    Task<ReadResult<ServerVersion>> TryVersionAsync(CancellationToken cancellationToken) => GetVersionAsync(cancellationToken);

    /// <summary>Asks a SelfSubjectAccessReview.</summary>
    Task<ReadResult<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken);
}
