using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Sets up the handler that one client's requests share: one HTTP/2 connection, strict TLS, nothing that leads elsewhere.</summary>
internal static class KubernetesTransport
{
    private const int HeaderKilobytes = 32;

    /// <summary>Hardens a handler that the package made: its own settings follow redirects, ask a proxy and know no bounds.</summary>
    /// <param name="handler">The handler, before its first request.</param>
    /// <param name="target">Whom the server must prove to be, and who asks.</param>
    /// <param name="connect">Makes guarded connections.</param>
    public static void Harden(SocketsHttpHandler handler, KubernetesTarget target, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect)
    {
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = target.ClientCertificate,

            // A policy, not a callback: it also rejects a wrong host name. The defaults would fetch what a stranger's certificate names.
            CertificateChainPolicy = Policy(target.Authorities),
        };
        handler.ConnectCallback = connect;
        handler.ConnectTimeout = TimeSpan.FromSeconds(9);
        handler.UseProxy = false;
        handler.UseCookies = false;
        handler.AllowAutoRedirect = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.MaxResponseHeadersLength = HeaderKilobytes;
        handler.EnableMultipleHttp2Connections = false;
        handler.MaxConnectionsPerServer = 4;
        handler.MaxResponseDrainSize = 0;
        handler.ResponseDrainTimeout = TimeSpan.Zero;
        handler.ActivityHeadersPropagator = null;

        // A list of a small cluster then needs no further round trip to be let through.
        handler.InitialHttp2StreamWindowSize = 1 << 20;

        // A connection that died is found out while a try still has time for another.
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(5);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
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
