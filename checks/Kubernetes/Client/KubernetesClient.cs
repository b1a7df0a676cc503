using System.Net.Http.Headers;
using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// The live Kubernetes API of one grading: all its reads share one HTTP/2 connection (HTTP/1.1 where the server knows no other), every
/// answer is bounded, and objects come with the table that <c>kubectl get</c> prints in one read.
/// </summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    private readonly KubernetesTarget target;
    private readonly AnswerBudget budget;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker invoker;
    private readonly KubernetesExchange exchange;
    private readonly SharedFate fate = new();

    /// <summary>Makes a client; nothing is connected before the first read.</summary>
    /// <param name="target">Where the API is; stays the caller's.</param>
    /// <param name="connector">Makes guarded connections.</param>
    /// <param name="budget">What the grading may be answered; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    public KubernetesClient(KubernetesTarget target, GuardedConnector connector, AnswerBudget budget, TimeProvider time)
    {
        this.target = target;
        this.budget = budget;
        this.time = time;
        invoker = new HttpMessageInvoker(KubernetesHandler.Create(target, ConnectAsync), disposeHandler: true);
        exchange = new KubernetesExchange(invoker, target, fate, budget, time);

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var attempt = fate.Current;
            var stream = await connector.ConnectAsync(context, cancellationToken);
            attempt.Connected = true;
            return stream;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A kind of the core group is never absent: a server that does not know it is no Kubernetes API.</remarks>
    public async Task<Seen<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var ask = new KubernetesAsk(target.Server.Host, "list", T.Type.ToString(), inNamespace);
        var deadline = time.GetUtcNow() + KubernetesLimits.OneRead;
        foreach (var version in T.Type.OlderVersion is { } older ? new[] { T.Type.Version, older } : [T.Type.Version])
        {
            try
            {
                return await ListVersionAsync<T>(ask, Path(T.Type, version, inNamespace), deadline, cancellationToken);
            }
            catch (StatusException e) when (e.Code == 404 && T.Type.Group.Length > 0)
            {
                // The next version, or none: the list is empty, and that is a fact.
            }
            catch (StatusException e)
            {
                throw new ReadException(KubernetesFaults.Of(e, ask, budget).Fault, e);
            }
        }

        return new(new ObjectList<T> { Absent = true });
    }

    /// <inheritdoc/>
    public Task<Seen<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken) => VersionAsync(KubernetesLimits.Tries, cancellationToken);

    /// <inheritdoc/>
    public Task<Seen<ServerVersion>> TryVersionAsync(CancellationToken cancellationToken) => VersionAsync(tries: 1, cancellationToken);

    private async Task<Seen<ServerVersion>> VersionAsync(int tries, CancellationToken cancellationToken)
    {
        var (bytes, length) = await DocumentAsync(new KubernetesAsk(target.Server.Host, "get", "/version", null), Get, "/version", cancellationToken, tries);
        var version = Parse(bytes, KubernetesJson.Default.ServerVersion) is { GitVersion.Length: > 0 } parsed ? parsed : throw NoSense("/version");
        return new(new ServerVersion { GitVersion = SafeText.Line(version.GitVersion, 100) }, length);
    }

    /// <inheritdoc/>
    public async Task<Seen<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken)
    {
        const string path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new AccessReview { Spec = new AccessReviewSpec(new ResourceAttributes(verb, group, resource)) },
            StatusJson.Default.AccessReview);
        var ask = new KubernetesAsk(target.Server.Host, "create", "selfsubjectaccessreviews.authorization.k8s.io", null);
        var (bytes, length) = await DocumentAsync(ask, address => Post(address, body), path, cancellationToken);
        return Parse(bytes, StatusJson.Default.AccessReview)?.Status?.Allowed is { } allowed
            ? new(new AccessAnswer(allowed), length)
            : throw NoSense(ask.What);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        invoker.Dispose();
        fate.Dispose();
    }

    private static string Path(ResourceType type, string version, string? inNamespace)
    {
        var root = type.Group.Length == 0 ? $"/api/{version}" : $"/apis/{type.Group}/{version}";
        return inNamespace is null || !type.Namespaced ? $"{root}/{type.Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(inNamespace)}/{type.Plural}";
    }

    private static HttpRequestMessage Get(Uri address) => new(HttpMethod.Get, address);

    private static HttpRequestMessage GetTable(Uri address)
    {
        var request = Get(address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        return request;
    }

    private static HttpRequestMessage Post(Uri address, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    // A continue token lives about five minutes; 410 Gone says that it is over, and the list begins again.
    private async Task<Seen<ObjectList<T>>> ListVersionAsync<T>(KubernetesAsk ask, string path, DateTimeOffset deadline, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                return await ListPagesAsync<T>(ask, path, deadline, cancellationToken);
            }
            catch (StatusException e) when (e.Code == 410 && restarts < KubernetesLimits.Restarts)
            {
                // Once more from the first page.
            }
        }
    }

    private async Task<Seen<ObjectList<T>>> ListPagesAsync<T>(KubernetesAsk ask, string path, DateTimeOffset deadline, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var first = await PageAsync<T>(ask, path, "", deadline, cancellationToken);
        var bytes = first.Bytes;
        var page = first;
        for (var pages = 1; page.Continue.Length > 0; pages++)
        {
            if (pages == KubernetesLimits.Pages)
            {
                throw new ReadException(KubernetesFaults.Of(new AnswerTooLargeException(processIsFull: false), ask, budget).Fault);
            }

            page = await PageAsync<T>(ask, path, page.Continue, deadline, cancellationToken);
            first.Items.AddRange(page.Items);
            first.Rows.AddRange(page.Rows);
            bytes += page.Bytes;
        }

        return new(new ObjectList<T> { Items = first.Items, Table = new PrintedTable(first.Columns, first.Rows) }, bytes);
    }

    private Task<TableReader<T>> PageAsync<T>(KubernetesAsk ask, string path, string from, DateTimeOffset deadline, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var query = $"{path}?includeObject=Object&limit={KubernetesLimits.PageSize}";
        return exchange.SendAsync(
            ask,
            GetTable,
            from.Length == 0 ? query : $"{query}&continue={Uri.EscapeDataString(from)}",
            async (stream, token) =>
            {
                var reader = new TableReader<T>(budget);
                await reader.ReadAsync(stream, token);
                return reader;
            },
            deadline,
            cancellationToken);
    }

    private async Task<(ReadOnlyMemory<byte> Bytes, long Length)> DocumentAsync(KubernetesAsk ask, Func<Uri, HttpRequestMessage> make, string path, CancellationToken cancellationToken, int tries = KubernetesLimits.Tries)
    {
        try
        {
            var bytes = await exchange.SendAsync(
                ask,
                make,
                path,
                (stream, token) => StatusReader.ReadAllAsync(stream, budget, cut: false, token),
                time.GetUtcNow() + KubernetesLimits.OneRead,
                cancellationToken,
                tries);
            return (bytes, bytes.Length);
        }
        catch (StatusException e)
        {
            throw new ReadException(KubernetesFaults.Of(e, ask, budget).Fault, e);
        }
    }

    private static T? Parse<T>(ReadOnlyMemory<byte> bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, type);
        }
        catch (JsonException)
        {
            return null; // told as an answer that makes no sense
        }
    }

    private static ReadException NoSense(string what) => new(KubernetesFaults.NoSense(what));
}
