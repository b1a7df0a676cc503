using System.Net;
using Amazon.Runtime;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>
/// The one HTTP client through which every AWS call of the process goes, with any credentials: pooled connections are
/// shared by all gradings, each connection is opened by the address guard, no redirect is followed and no proxy is used.
/// </summary>
public sealed class AwsHttp : HttpClientFactory, IDisposable
{
    private readonly HttpClient client;

    /// <summary>Makes the client.</summary>
    /// <param name="connect">Opens connections: <see cref="EksGrader.Checks.Web.GuardedConnector.ConnectAsync(SocketsHttpConnectionContext, CancellationToken)"/>.</param>
    /// <param name="limits">How long and how large an answer may be.</param>
    /// <param name="time">The clock of the timeouts.</param>
    public AwsHttp(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect, AwsHttpLimits limits, TimeProvider time)
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = connect,
            ConnectTimeout = limits.ConnectTimeout,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            // AWS moves its endpoints' addresses: names are asked for again now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        client = new HttpClient(new BoundedResponseHandler(sockets, limits, time)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}

/// <summary>How long an AWS call may take and how large its answer may be.</summary>
public sealed record AwsHttpLimits
{
    /// <summary>For name, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one try, its whole answer included; three tries stay below the 30 s of a check.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The bytes of one answer; the largest page that is asked for has about 1 MiB.</summary>
    public int AnswerBytes { get; init; } = 4 * 1024 * 1024;
}
