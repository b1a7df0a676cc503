using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EksGrader.Checks.Core;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>The package's own client for a real API server, past every client of the grader: what tests put there does not depend on what they test.</summary>
internal sealed class KubeClient : IDisposable
{
    private readonly X509Certificate2? certificate;

    public KubeClient(KubeconfigAccess access)
    {
        certificate = access is { ClientCertificatePem: { } pem, ClientKeyPem: { } key } ? X509Certificate2.CreateFromPem(pem, key) : null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(access.CertificateAuthorityPem);
        var configuration = new KubernetesClientConfiguration
        {
            Host = access.Server.AbsoluteUri,
            AccessToken = access.Token,
            FirstMessageHandlerSetup = handler =>
            {
                handler.UseProxy = false;
                handler.SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = policy,
                    ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
                };
            },
        };
#pragma warning disable RS0030 // for a server of our own, on loopback
        Api = new k8s.Kubernetes(configuration);
#pragma warning restore RS0030
    }

    /// <summary>The typed operations.</summary>
    public k8s.Kubernetes Api { get; }

    private ICustomObjectsOperations Objects => Api.CustomObjects;

    /// <summary>Whether the server says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var ready = await Api.HttpClient.GetAsync(new Uri(Api.BaseUri, "readyz"), cancellationToken);
        return ready.IsSuccessStatusCode;
    }

    /// <summary>Whether the server knows a kind.</summary>
    public async Task<bool> IsServedAsync(Kind kind, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Objects.ListClusterCustomObjectWithHttpMessagesAsync(kind.Group, kind.Version, kind.Plural, limit: 1, cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException)
        {
            return false;
        }
    }

    /// <summary>An object; null where it is not there.</summary>
    public async Task<T?> FindAsync<T>(Kind kind, string? inNamespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await BodyOf(kind.Namespaced
                ? Objects.GetNamespacedCustomObjectWithHttpMessagesAsync<T>(kind.Group, kind.Version, inNamespace, kind.Plural, name, cancellationToken: cancellationToken)
                : Objects.GetClusterCustomObjectWithHttpMessagesAsync<T>(kind.Group, kind.Version, kind.Plural, name, cancellationToken: cancellationToken));
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Makes an object, and then gives it its status, which the server takes by a path of its own.</summary>
    /// <returns>The object as the server has it.</returns>
    public async Task<T> CreateAsync<T>(Kind kind, T described, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        (described.ApiVersion, described.Kind) = (kind.ApiVersion, kind.Name);
        var made = await BodyOf(kind.Namespaced
            ? Objects.CreateNamespacedCustomObjectWithHttpMessagesAsync<T>(described, kind.Group, kind.Version, described.Namespace(), kind.Plural, cancellationToken: cancellationToken)
            : Objects.CreateClusterCustomObjectWithHttpMessagesAsync<T>(described, kind.Group, kind.Version, kind.Plural, cancellationToken: cancellationToken));
        return typeof(T).GetProperty("Status")?.GetValue(described) is { } status
            ? await PutStatusAsync(kind, made, status, cancellationToken)
            : made;
    }

    /// <summary>Gives an object another status.</summary>
    public Task<T> PutStatusAsync<T>(Kind kind, T made, object status, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var patch = new V1Patch(new Dictionary<string, object>(StringComparer.Ordinal) { ["status"] = status }, V1Patch.PatchType.MergePatch);
        return BodyOf(kind.Namespaced
            ? Objects.PatchNamespacedCustomObjectStatusWithHttpMessagesAsync<T>(patch, kind.Group, kind.Version, made.Namespace(), kind.Plural, made.Name(), cancellationToken: cancellationToken)
            : Objects.PatchClusterCustomObjectStatusWithHttpMessagesAsync<T>(patch, kind.Group, kind.Version, kind.Plural, made.Name(), cancellationToken: cancellationToken));
    }

    /// <summary>Asks for an object's deletion; a pod with a grace period, or an object with finalizers, stays and is being deleted.</summary>
    public async Task DeleteAsync(Kind kind, IKubernetesObject<V1ObjectMeta> made, V1DeleteOptions options, CancellationToken cancellationToken)
    {
        using var answer = await (kind.Namespaced
            ? Objects.DeleteNamespacedCustomObjectWithHttpMessagesAsync(kind.Group, kind.Version, made.Namespace(), kind.Plural, made.Name(), options, cancellationToken: cancellationToken)
            : Objects.DeleteClusterCustomObjectWithHttpMessagesAsync(kind.Group, kind.Version, kind.Plural, made.Name(), options, cancellationToken: cancellationToken));
    }

    /// <summary>Takes an object away at once, whatever holds it.</summary>
    public async Task RemoveAsync(Kind kind, IKubernetesObject<V1ObjectMeta> made, CancellationToken cancellationToken)
    {
        try
        {
            if (made.Finalizers() is not null)
            {
                await LetGoAsync(kind, made, cancellationToken);
            }

            await DeleteAsync(kind, made, new V1DeleteOptions { GracePeriodSeconds = 0, PropagationPolicy = "Background" }, cancellationToken);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // It is gone, as it is to be.
        }
    }

    public void Dispose()
    {
        Api.Dispose();
        certificate?.Dispose();
    }

    private static async Task<T> BodyOf<T>(Task<HttpOperationResponse<T>> answering)
    {
        using var answer = await answering;
        return answer.Body;
    }

    private async Task LetGoAsync(Kind kind, IKubernetesObject<V1ObjectMeta> made, CancellationToken cancellationToken)
    {
        var patch = new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch);
        using var answer = await (kind.Namespaced
            ? Objects.PatchNamespacedCustomObjectWithHttpMessagesAsync(patch, kind.Group, kind.Version, made.Namespace(), kind.Plural, made.Name(), cancellationToken: cancellationToken)
            : Objects.PatchClusterCustomObjectWithHttpMessagesAsync(patch, kind.Group, kind.Version, kind.Plural, made.Name(), cancellationToken: cancellationToken));
    }
}
