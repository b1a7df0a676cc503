using System.Net.Http.Headers;
using System.Text.Json;
using EksGrader.Checks.Web;
using k8s;
using k8s.Authentication;
using k8s.Autorest;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// The package's client, made of a <see cref="KubernetesTarget"/> and nothing else: its typed operations, over a handler of ours. The package's own
/// kubeconfig loaders, its TLS callback and its constructor are banned symbols (BannedSymbols.txt says why), so this is the only one that there is.
/// </summary>
internal sealed class GuardedKubernetes : k8s.Kubernetes
{
    private static readonly Dictionary<string, IReadOnlyList<string>> TableHeaders = new(StringComparer.Ordinal) { ["Accept"] = [KubernetesResponseHandler.Table] };

    private readonly ResponseBudget budget;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    /// <param name="target">Where the API is; stays the caller's.</param>
    /// <param name="connector">Makes guarded connections.</param>
    /// <param name="budget">What may be answered; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    public GuardedKubernetes(KubernetesTarget target, GuardedConnector connector, ResponseBudget budget, TimeProvider time)
        : this(target, connector, budget, new KubernetesResponseHandler(budget, time))
    {
    }

#pragma warning disable RS0030 // the one place where the package's client is made
    private GuardedKubernetes(KubernetesTarget target, GuardedConnector connector, ResponseBudget budget, KubernetesResponseHandler answers)
        : base(Configuration(target, answers.Connecting(connector)), answers)
#pragma warning restore RS0030
    {
        this.budget = budget;

        // The package opens web sockets by a client of its own, past the guard and the bounds; no call of ours needs one.
        CreateWebSocketBuilder = () => throw new NotSupportedException("Web sockets go past the guard.");
    }

    /// <summary>Reads a page of a list with its printed table, row by row while it comes.</summary>
    /// <typeparam name="T">The kind of object.</typeparam>
    /// <param name="path">The path and query, without a slash before it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<TableReader<T>> ReadTableAsync<T>(string path, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        using var response = await SendRequest<object?>(path, HttpMethod.Get, TableHeaders, body: null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var reader = new TableReader<T>(budget);
        try
        {
            await reader.ReadAsync(stream, cancellationToken);
            return reader;
        }
        catch (OperationCanceledException e)
        {
            throw new LateException(answerBegan: true, connection: null, e);
        }
    }

    // The package asks for "version/", which a role that grants /version alone refuses.
    protected override async Task<HttpResponseMessage> SendRequest<T>(
        string relativeUri, HttpMethod method, IReadOnlyDictionary<string, IReadOnlyList<string>>? customHeaders, T body, CancellationToken cancellationToken)
    {
        var response = await base.SendRequest(relativeUri.TrimEnd('/'), method, customHeaders, body, cancellationToken);
        return response is RefusedAnswer refused ? throw refused.Reason : response;
    }

    protected override async Task<HttpOperationResponse<T>> CreateResultAsync<T>(
        HttpRequestMessage httpRequest, HttpResponseMessage httpResponse, bool? watch, CancellationToken cancellationToken)
    {
        // A delete is answered with the object or with a Status, as the server likes; the package expects one of the two, and nothing here reads either.
        if (httpRequest.Method == HttpMethod.Delete)
        {
            return new HttpOperationResponse<T> { Request = httpRequest, Response = httpResponse };
        }

        HttpOperationResponse<T>? read = null;
        try
        {
            read = await base.CreateResultAsync<T>(httpRequest, httpResponse, watch, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException or OverflowException)
        {
            // Told below: the package's own messages hold parts of the document.
            httpResponse.Dispose();
        }

        return read ?? throw new JsonException("The answer is not the document that was asked for.");
    }

    // The package forgets its HttpClient, and a call that is just being tried again would fail on null: the disposed one says what it is.
    protected override void Dispose(bool disposing)
    {
        var disposed = HttpClient;
        base.Dispose(disposing);
        HttpClient = disposed;
    }

    private static KubernetesClientConfiguration Configuration(KubernetesTarget target, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        Host = target.Server.GetLeftPart(UriPartial.Path),
        UserAgent = "EksGrader/1.0",
        TokenProvider = target.Token is { } token ? new BearerTokens(token) : null,

        // The bounds on time are those of the exchange and the handler, by the injected clock.
        HttpClientTimeout = Timeout.InfiniteTimeSpan,
        FirstMessageHandlerSetup = handler => KubernetesTransport.Harden(handler, target, connect),
    };

    private sealed class BearerTokens(Func<CancellationToken, ValueTask<string>> token) : ITokenProvider
    {
        public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) => new("Bearer", await token(cancellationToken));
    }
}
