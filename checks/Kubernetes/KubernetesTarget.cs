using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Where one Kubernetes API is, whom it must prove to be, and who asks. Certificates are parsed once, when this is made.</summary>
public sealed class KubernetesTarget : IDisposable
{
    private readonly X509Certificate2? clientCertificate;

    /// <summary>A target with bearer tokens.</summary>
    /// <param name="server">The API server, <c>https</c>; may hold a path.</param>
    /// <param name="certificateAuthorityPem">The certificates that the server's chain must end in.</param>
    /// <param name="token">Gives the token for a request; asked for every try, so tokens renew. May throw a <see cref="Reads.ReadException"/>.</param>
    /// <exception cref="CryptographicException">The PEM holds no certificate.</exception>
    public KubernetesTarget(Uri server, string certificateAuthorityPem, Func<CancellationToken, ValueTask<string>>? token)
    {
        Server = server;
        Token = token;
        Authorities.ImportFromPem(certificateAuthorityPem);
        if (Authorities.Count == 0)
        {
            throw new CryptographicException("The certificate authority holds no certificate.");
        }
    }

    private KubernetesTarget(KubeconfigAccess access, string certificatePem, string keyPem)
        : this(access.Server, access.CertificateAuthorityPem, token: null)
    {
        clientCertificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        var further = new X509Certificate2Collection();
        further.ImportFromPem(certificatePem);

        // Offline: what a stranger's certificate names must not be downloaded.
        ClientCertificate = SslStreamCertificateContext.Create(clientCertificate, further, offline: true);
    }

    /// <summary>The API server.</summary>
    public Uri Server { get; }

    internal X509Certificate2Collection Authorities { get; } = [];

    internal Func<CancellationToken, ValueTask<string>>? Token { get; }

    internal SslStreamCertificateContext? ClientCertificate { get; }

    /// <summary>The target of an accepted kubeconfig.</summary>
    /// <exception cref="CryptographicException">Its certificates are none (the reader refuses such).</exception>
    public static KubernetesTarget From(KubeconfigAccess access) => access switch
    {
        { Token: { } token } => new KubernetesTarget(access.Server, access.CertificateAuthorityPem, _ => ValueTask.FromResult(token)),
        { ClientCertificatePem: { } certificate, ClientKeyPem: { } key } => new KubernetesTarget(access, certificate, key),
        _ => new KubernetesTarget(access.Server, access.CertificateAuthorityPem, token: null),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        clientCertificate?.Dispose();
        foreach (var authority in Authorities)
        {
            authority.Dispose();
        }
    }
}
