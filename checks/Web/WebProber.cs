using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Web;

/// <summary>
/// The live network: names, and single GETs that follow no redirect, keep no cookie, use no proxy and judge no certificate. Every GET
/// has a connection of its own, so nothing passes from one student to another.
/// </summary>
/// <param name="resolver">Turns names into addresses.</param>
/// <param name="guard">Which addresses may be probed: <see cref="NetworkUse.Probes"/>.</param>
/// <param name="connector">Makes connections under that guard.</param>
/// <param name="time">The clock.</param>
public sealed class WebProber(IHostResolver resolver, AddressGuard guard, GuardedConnector connector, TimeProvider time) : IWebProber
{
    /// <summary>How long a GET may take from the name look-up to the last byte that is read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes of a body are read, and how many characters of headers are kept.</summary>
    public const int Kept = 4096;

    /// <inheritdoc/>
    public async Task<ReadResult<NameResult>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await resolver.ResolveAsync(host, cancellationToken);
        return new(new NameResult(addresses.Count > 0, [.. addresses.Select(a => new GuardedAddress(a.ToString(), guard.BlockedBecause(a)))]));
    }

    /// <inheritdoc/>
    public async Task<ReadResult<WebResponse>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            return new(new WebResponse { Failure = WebFailure.NotHttp });
        }

        // Checks choose ports that browsers open; this is for a plug-in that does not.
        if (BadPorts.Contains(address.Port))
        {
            return new(new WebResponse { Failure = WebFailure.Blocked });
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        IPAddress? contacted = null;
        using var client = new HttpMessageInvoker(ProbeHandler.Create(async (context, token) =>
        {
            var connection = await connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, token);
            contacted = connection.Address;
            return connection.Stream;
        }));
        try
        {
            using var request = Request(address);
            using var response = await client.SendAsync(request, both.Token);
            return await AnswerAsync(response, contacted, both.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(new WebResponse { Failure = WebFailure.TimedOut, Address = contacted?.ToString() });
        }
        catch (HttpRequestException e)
        {
            return new(new WebResponse { Failure = ProbeFailures.Of(e), Address = contacted?.ToString() });
        }
    }

    /// <inheritdoc/>
    public IWebProber For(string student) => new WebProber(resolver.For(student), guard, connector.For(student), time);

    private static HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("EksGrader", "1.0"));
        request.Headers.Accept.ParseAdd("*/*");
        request.Headers.AcceptEncoding.ParseAdd("identity");
        request.Headers.ConnectionClose = true;
        return request;
    }

    // A status is an answer: a body that hangs, breaks or never ends takes nothing from it.
    private static async Task<ReadResult<WebResponse>> AnswerAsync(HttpResponseMessage response, IPAddress? contacted, CancellationToken both, CancellationToken cancellationToken)
    {
        var bytes = new byte[Kept];
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(both);
            int read;
            while (length < Kept && (read = await stream.ReadAsync(bytes.AsMemory(length), both)) > 0)
            {
                length += read;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over: what came is the evidence.
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Broken off or out of form: what came is the evidence.
        }

        var answer = new WebResponse
        {
            Status = (int)response.StatusCode,
            Address = contacted?.ToString(),
            Headers = ProbeText.Headers(response, Kept),
            Body = ProbeText.Body(bytes.AsSpan(0, length), response.Content.Headers),
        };
        return new(answer, length);
    }
}

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
