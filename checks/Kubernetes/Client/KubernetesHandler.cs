using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Makes the handler that one client's requests share: one HTTP/2 connection, strict TLS, nothing that leads elsewhere.</summary>
internal static class KubernetesHandler
{
    private const int HeaderKilobytes = 32;

    public static SocketsHttpHandler Create(KubernetesTarget target, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect)
    {
        var ssl = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = target.ClientCertificate,

            // A policy, not a callback: it also rejects a wrong host name. The defaults would fetch what a stranger's certificate names.
            CertificateChainPolicy = Policy(target.Authorities),
        };
        return new SocketsHttpHandler
        {
            ConnectCallback = connect,
            SslOptions = ssl,
            ConnectTimeout = TimeSpan.FromSeconds(9),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxResponseHeadersLength = HeaderKilobytes,
            MaxConnectionsPerServer = 4,
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            ActivityHeadersPropagator = null,

            // A list of a small cluster then needs no further round trip to be let through.
            InitialHttp2StreamWindowSize = 1 << 20,

            // A connection that died is found out while a try still has time for another.
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
