using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using k8s.Autorest;
using k8s.Models;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// The live Kubernetes API of one grading: all its reads share one HTTP/2 connection (HTTP/1.1 where the server knows no other), every
/// answer is bounded, and objects come with the table that <c>kubectl get</c> prints in one read.
/// </summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    private readonly KubernetesTarget target;
    private readonly ResponseBudget budget;
    private readonly TimeProvider time;
    private readonly GuardedKubernetes kubernetes;
    private readonly KubernetesExchange exchange;
    private readonly Lock gate = new();
    private Task<IReadOnlySet<string>?>? groups;

    /// <summary>Makes a client; nothing is connected before the first read.</summary>
    /// <param name="target">Where the API is; stays the caller's.</param>
    /// <param name="connector">Makes guarded connections.</param>
    /// <param name="budget">What the grading may be answered; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    public KubernetesClient(KubernetesTarget target, GuardedConnector connector, ResponseBudget budget, TimeProvider time)
    {
        this.target = target;
        this.budget = budget;
        this.time = time;
        kubernetes = new GuardedKubernetes(target, connector, budget, time);
        exchange = new KubernetesExchange(target, budget, time);
    }

    /// <inheritdoc/>
    /// <remarks>A kind of the core group is never absent: a server that does not know it is no Kubernetes API.</remarks>
    public Task<ReadResult<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => ReadAsync<T>(inNamespace, selector: "", cancellationToken);

    /// <inheritdoc/>
    public Task<ReadResult<ObjectList<T>>> FindAsync<T>(string inNamespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => ReadAsync<T>(inNamespace, $"&fieldSelector={Uri.EscapeDataString($"metadata.name={name}")}", cancellationToken);

    private async Task<ReadResult<ObjectList<T>>> ReadAsync<T>(string? inNamespace, string selector, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var request = new KubernetesRequest(target.Server.Host, "list", T.Type.ToString(), inNamespace);
        var deadline = time.GetUtcNow() + KubernetesLimits.OneRead;
        foreach (var version in await VersionsAsync(T.Type, cancellationToken))
        {
            try
            {
                return await ListVersionAsync<T>(request, $"{Path(T.Type, version, inNamespace)}?includeObject=Object&limit={KubernetesLimits.PageSize}{selector}", deadline, cancellationToken);
            }
            catch (StatusException e) when (e.Code == 404 && T.Type.Group.Length > 0)
            {
                // The next version, or none: the list is empty, and that is a fact.
            }
            catch (StatusException e)
            {
                throw new ReadException(KubernetesErrors.Of(e, request, budget).Fault, e);
            }
        }

        return new(new ObjectList<T> { Absent = true });
    }

    /// <inheritdoc/>
    public Task<ReadResult<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken) => VersionAsync(KubernetesLimits.Tries, cancellationToken);

    /// <inheritdoc/>
    public Task<ReadResult<ServerVersion>> TryVersionAsync(CancellationToken cancellationToken) => VersionAsync(tries: 1, cancellationToken);

    private async Task<ReadResult<ServerVersion>> VersionAsync(int tries, CancellationToken cancellationToken)
    {
        var request = new KubernetesRequest(target.Server.Host, "get", "/version", null);
        var (version, length) = await DocumentAsync(request, token => kubernetes.Version.GetCodeWithHttpMessagesAsync(cancellationToken: token), tries, cancellationToken);
        return version is { GitVersion.Length: > 0 }
            ? new(new ServerVersion { GitVersion = SafeText.Line(version.GitVersion, 100) }, length)
            : throw NoSense(request.What);
    }

    /// <inheritdoc/>
    public async Task<ReadResult<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken)
    {
        var review = new V1SelfSubjectAccessReview
        {
            ApiVersion = $"{V1SelfSubjectAccessReview.KubeGroup}/{V1SelfSubjectAccessReview.KubeApiVersion}",
            Kind = V1SelfSubjectAccessReview.KubeKind,
            Spec = new V1SelfSubjectAccessReviewSpec { ResourceAttributes = new V1ResourceAttributes { Verb = verb, Group = group, Resource = resource } },
        };
        var request = new KubernetesRequest(target.Server.Host, "create", "selfsubjectaccessreviews.authorization.k8s.io", null);
        var (answer, length) = await DocumentAsync(
            request,
            token => kubernetes.AuthorizationV1.CreateSelfSubjectAccessReviewWithHttpMessagesAsync(review, cancellationToken: token),
            KubernetesLimits.Tries,
            cancellationToken);
        return answer?.Status is { } status ? new(new AccessAnswer(status.Allowed), length) : throw NoSense(request.What);
    }

    /// <inheritdoc/>
    public void Dispose() => kubernetes.Dispose();

    // Which versions of a kind to ask for, the newest first; none where the server serves none of them. Where it does not say, all.
    private async Task<IReadOnlyList<string>> VersionsAsync(ResourceType type, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> known = type.OlderVersion is { } older ? [type.Version, older] : [type.Version];
        return type.IsOptional && await ServedAsync(cancellationToken) is { } served ? [.. known.Where(v => served.Contains($"{type.Group}/{v}"))] : known;
    }

    private async Task<IReadOnlySet<string>?> ServedAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlySet<string>?> asking;
        lock (gate)
        {
            asking = groups ??= AskServedAsync();
        }

        return await asking.WaitAsync(cancellationToken);
    }

    // Shared by all reads of the observation, so no single one of them ends it.
    private async Task<IReadOnlySet<string>?> AskServedAsync()
    {
        try
        {
            var request = new KubernetesRequest(target.Server.Host, "get", "/apis", null);
            var (list, _) = await DocumentAsync(request, token => kubernetes.Apis.GetAPIVersionsWithHttpMessagesAsync(cancellationToken: token), KubernetesLimits.Tries, CancellationToken.None);
            return list?.Groups?.SelectMany(g => g.Versions ?? []).Select(v => v.GroupVersion).ToHashSet(StringComparer.Ordinal);
        }
        catch (ReadException)
        {
            // Each list is asked for all the same, and says itself what is wrong.
            return null;
        }
    }

    private static string Path(ResourceType type, string version, string? inNamespace)
    {
        var root = type.Group.Length == 0 ? $"api/{version}" : $"apis/{type.Group}/{version}";
        return inNamespace is null || !type.Namespaced ? $"{root}/{type.Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(inNamespace)}/{type.Plural}";
    }

    // A continue token lives about five minutes; 410 Gone says that it is over, and the list begins again.
    private async Task<ReadResult<ObjectList<T>>> ListVersionAsync<T>(KubernetesRequest request, string path, DateTimeOffset deadline, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                return await ListPagesAsync<T>(request, path, deadline, cancellationToken);
            }
            catch (StatusException e) when (e.Code == 410 && restarts < KubernetesLimits.Restarts)
            {
                // Once more from the first page.
            }
        }
    }

    private async Task<ReadResult<ObjectList<T>>> ListPagesAsync<T>(KubernetesRequest request, string path, DateTimeOffset deadline, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var first = await PageAsync<T>(request, path, "", deadline, cancellationToken);
        var bytes = first.Bytes;
        var page = first;
        for (var pages = 1; page.Continue.Length > 0; pages++)
        {
            if (pages == KubernetesLimits.Pages)
            {
                throw new ReadException(KubernetesErrors.Of(new ResponseTooLargeException(processIsFull: false), request, budget).Fault);
            }

            page = await PageAsync<T>(request, path, page.Continue, deadline, cancellationToken);
            first.Items.AddRange(page.Items);
            first.Rows.AddRange(page.Rows);
            bytes += page.Bytes;
        }

        return new(new ObjectList<T> { Items = first.Items, Table = new PrintedTable(first.Columns, first.Rows) }, bytes);
    }

    private Task<TableReader<T>> PageAsync<T>(KubernetesRequest request, string path, string from, DateTimeOffset deadline, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var page = from.Length == 0 ? path : $"{path}&continue={Uri.EscapeDataString(from)}";
        return exchange.CallAsync(request, token => kubernetes.ReadTableAsync<T>(page, token), deadline, cancellationToken);
    }

    private async Task<(T? Document, long Length)> DocumentAsync<T>(
        KubernetesRequest request, Func<CancellationToken, Task<HttpOperationResponse<T>>> call, int tries, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var answer = await exchange.CallAsync(request, call, time.GetUtcNow() + KubernetesLimits.OneRead, cancellationToken, tries);
            return (answer.Body, answer.Response.Content.Headers.ContentLength ?? 0);
        }
        catch (StatusException e)
        {
            throw new ReadException(KubernetesErrors.Of(e, request, budget).Fault, e);
        }
    }

    private static ReadException NoSense(string what) => new(KubernetesErrors.NoSense(what));
}
