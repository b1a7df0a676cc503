using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace EksGrader.Checks.Web;

/// <summary>Makes the handler of one GET: everything that could lead elsewhere or take without end is off.</summary>
internal static class ProbeHandler
{
    private const int HeaderKilobytes = 32;

    public static SocketsHttpHandler Create(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        ConnectCallback = connect,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = HeaderKilobytes,
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions
        {
            // Whether the student's page is exposed is asked, not who vouches for it (docs/checks.md, "load-balancer", fact 5).
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        },
    };
}
