using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EksGrader.Checks.Access;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>Plain HTTP to a Kubernetes API, past every client of the grader.</summary>
internal sealed class KubeClient : IDisposable
{
    private readonly HttpClient http;
    private readonly X509Certificate2? certificate;

    public KubeClient(KubeconfigAccess access)
    {
        certificate = access is { ClientCertificatePem: { } pem, ClientKeyPem: { } key } ? X509Certificate2.CreateFromPem(pem, key) : null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(access.CertificateAuthorityPem);
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
            },
        })
        {
            BaseAddress = access.Server,
            DefaultRequestVersion = HttpVersion.Version20,
        };
        http.DefaultRequestHeaders.Authorization = access.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    /// <summary>Whether the server says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
        return ready.IsSuccessStatusCode;
    }

    /// <summary>Whether the server knows a kind.</summary>
    public async Task<bool> IsServedAsync(Kind kind, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri(kind.Path, UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>All objects of a kind.</summary>
    public async Task<JsonArray> ListAsync(Kind kind, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, kind.Path, body: null, cancellationToken))["items"]?.AsArray() ?? [];

    /// <summary>An object; null where it is not there.</summary>
    public async Task<JsonObject?> FindAsync(Kind kind, string? inNamespace, string name, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri($"{kind.PathIn(inNamespace)}/{name}", UriKind.Relative), cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(answer, cancellationToken);
    }

    /// <summary>Makes an object, and then gives it its status, which the server takes by a path of its own.</summary>
    /// <returns>The object as the server has it.</returns>
    public async Task<JsonObject> CreateAsync(Kind kind, JsonObject described, CancellationToken cancellationToken)
    {
        var path = kind.PathIn(Named(described, "namespace"));
        var made = await SendAsync(HttpMethod.Post, path, described, cancellationToken);
        return described["status"] is { } status
            ? await PutStatusAsync(kind, made, status, cancellationToken)
            : made;
    }

    /// <summary>Gives an object another status.</summary>
    public Task<JsonObject> PutStatusAsync(Kind kind, JsonObject made, JsonNode status, CancellationToken cancellationToken)
    {
        var whole = made.DeepClone().AsObject();
        whole["status"] = status.DeepClone();
        return SendAsync(HttpMethod.Put, $"{kind.PathIn(Named(made, "namespace"))}/{Named(made, "name")}/status", whole, cancellationToken);
    }

    /// <summary>Posts to a path, such as a subresource.</summary>
    public Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>Asks for an object's deletion; a pod with a grace period, or an object with finalizers, stays and is being deleted.</summary>
    public Task DeleteAsync(Kind kind, JsonObject made, int graceSeconds, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, PathOf(kind, made), new JsonObject { ["gracePeriodSeconds"] = graceSeconds }, cancellationToken);

    /// <summary>Takes an object away at once, whatever holds it.</summary>
    public async Task RemoveAsync(Kind kind, JsonObject made, CancellationToken cancellationToken)
    {
        if (made["metadata"]?["finalizers"] is not null)
        {
            await SendAsync(HttpMethod.Patch, PathOf(kind, made), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, cancellationToken);
        }

        var options = new JsonObject { ["gracePeriodSeconds"] = 0, ["propagationPolicy"] = "Background" };
        using var request = Request(HttpMethod.Delete, PathOf(kind, made), options);
        using var answer = await http.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            await ReadAsync(answer, cancellationToken);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        certificate?.Dispose();
    }

    private static string? Named(JsonObject described, string field) => described["metadata"]?[field]?.GetValue<string>();

    private static string PathOf(Kind kind, JsonObject made) => $"{kind.PathIn(Named(made, "namespace"))}/{Named(made, "name")}";

    private static HttpRequestMessage Request(HttpMethod method, string path, JsonObject? body) => new(method, path)
    {
        Content = body is null
            ? null
            : new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json")),
    };

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject read
            ? read
            : throw new InvalidOperationException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath} was answered {(int)answer.StatusCode}: {text}");
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = Request(method, path, body);
        using var answer = await http.SendAsync(request, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }
}
