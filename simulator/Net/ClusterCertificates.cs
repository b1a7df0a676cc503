using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Net;

/// <summary>A cluster's own CA and the certificate of its API server, ECDSA P-256, made when first needed.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    // Fixed, so that a class under a clock of its own still has certificates that today's clients take.
    private static readonly DateTimeOffset From = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 authority;
    private readonly Lazy<SslStreamCertificateContext> server;

    public ClusterCertificates(PracticeIdentity identity)
    {
        var request = new CertificateRequest("CN=kubernetes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        authority = request.CreateSelfSigned(From, Until);
        AuthorityPem = authority.ExportCertificatePem() + "\n";
        server = new(() => SslStreamCertificateContext.Create(Issue("CN=kube-apiserver", "1.3.6.1.5.5.7.3.1", names =>
        {
            names.AddIpAddress(identity.ServerAddress);
            names.AddIpAddress(IPAddress.Parse("10.100.0.1"));
            names.AddDnsName(identity.ServerHost);
            names.AddDnsName("kubernetes.default.svc");
        }), additionalCertificates: null, offline: true));
    }

    /// <summary>The CA as PEM.</summary>
    public string AuthorityPem { get; }

    /// <summary>A client certificate and its key as PEM.</summary>
    public (string Certificate, string Key) IssueClient(string user)
    {
        using var certificate = Issue($"O=eks-graders, CN={user}", "1.3.6.1.5.5.7.3.2", names: null);
        using var clientKey = certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("A certificate issued here has its key.");
        return (certificate.ExportCertificatePem() + "\n", clientKey.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>How the API server speaks TLS. Like a real one it asks for client certificates and never demands them.</summary>
    public SslServerAuthenticationOptions ServerOptions(bool clientCertificates) => new()
    {
        ServerCertificateContext = server.Value,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ClientCertificateRequired = clientCertificates,
        CertificateChainPolicy = clientCertificates ? OwnClients() : null,
        RemoteCertificateValidationCallback = clientCertificates ? static (_, certificate, _, errors) => certificate is null || errors == SslPolicyErrors.None : null,
    };

    private X509ChainPolicy OwnClients()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    public void Dispose()
    {
        if (server.IsValueCreated)
        {
            server.Value.TargetCertificate.Dispose();
        }

        authority.Dispose();
        key.Dispose();
    }

    private X509Certificate2 Issue(string subject, string usage, Action<SubjectAlternativeNameBuilder>? names)
    {
        using var ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, ownKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (names is not null)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            names(alternatives);
            request.CertificateExtensions.Add(alternatives.Build());
        }

        using var certificate = request.Create(authority, From, Until, RandomNumberGenerator.GetBytes(12));
        return certificate.CopyWithPrivateKey(ownKey);
    }
}
