using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EksGrader.Simulator.Net;

/// <summary>What the three listeners answer.</summary>
internal interface IPracticeHandlers
{
    /// <summary>The certificate of the API server at an address; null where there is no such cluster.</summary>
    SslServerAuthenticationOptions? Tls(IPAddress address);

    /// <summary>A request to a Kubernetes API.</summary>
    Task KubernetesAsync(HttpContext context);

    /// <summary>A request to an AWS API.</summary>
    Task AwsAsync(HttpContext context);

    /// <summary>A request to a load balancer.</summary>
    Task WebAsync(HttpContext context);
}

/// <summary>
/// Kestrel with three listeners on loopback: every Kubernetes API, every AWS API, every load balancer. Which cluster is meant follows
/// from the address that was connected to. An empty builder: no configuration, variable or log of the process that it runs in counts.
/// </summary>
internal sealed class PracticeHost : IAsyncDisposable
{
    private readonly WebApplication application;
    private ListenOptions? kubernetes;
    private ListenOptions? aws;
    private ListenOptions? web;

    private PracticeHost(PracticeClassOptions options, IPracticeHandlers handlers)
    {
        var trips = new RoundTrips(options.RoundTripDelay, options.TimeProvider);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.CreateBoundListenSocket = LoopbackSockets.Bind;
            sockets.Backlog = 4096;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
            kestrel.Listen(IPAddress.Any, options.KubernetesPort, listen =>
            {
                kubernetes = listen;
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                Distance(listen, trips, 2);
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = handshake => handlers.Tls(LocalAddress(handshake.Connection)) is { } tls
                        ? ValueTask.FromResult(tls)
                        : throw new AuthenticationException("No cluster has this address."),
                });
            });
            kestrel.Listen(IPAddress.Any, options.AwsPort, listen =>
            {
                aws = listen;
                listen.Protocols = HttpProtocols.Http1;
                Distance(listen, trips, 1);
            });
            kestrel.Listen(IPAddress.Any, options.WebPort, listen =>
            {
                web = listen;
                listen.Protocols = HttpProtocols.Http1;
                Distance(listen, trips, 1);
            });
        });
        application = builder.Build();
        application.Run(async context =>
        {
            await trips.WaitAsync(1, context.RequestAborted);
            var port = context.Connection.LocalPort;
            await (port == KubernetesPort ? handlers.KubernetesAsync(context) : port == AwsPort ? handlers.AwsAsync(context) : handlers.WebAsync(context));
        });
    }

    public int KubernetesPort { get; private set; }

    public int AwsPort { get; private set; }

    public int WebPort { get; private set; }

    /// <summary>Binds and listens. Requests may come at once.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<PracticeHost> StartAsync(PracticeClassOptions options, IPracticeHandlers handlers, CancellationToken cancellationToken)
    {
        var host = new PracticeHost(options, handlers);
        await host.application.StartAsync(cancellationToken);
        host.KubernetesPort = PortOf(host.kubernetes);
        host.AwsPort = PortOf(host.aws);
        host.WebPort = PortOf(host.web);
        return host;
    }

    /// <summary>Stops listening and drops what is still being answered: a hanging response must not delay the end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    private static int PortOf(ListenOptions? options) => options?.IPEndPoint?.Port ?? throw new InvalidOperationException("The listener has not started.");

    private static IPAddress LocalAddress(ConnectionContext connection) =>
        connection.LocalEndPoint is IPEndPoint { Address: var address } ? address : IPAddress.None;

    /// <summary>A new connection costs its round trips before anything is said on it.</summary>
    private static void Distance(ListenOptions listen, RoundTrips trips, int roundTrips) => listen.Use(next => async connection =>
    {
        if (!IPAddress.IsLoopback(LocalAddress(connection)))
        {
            // This machine's own other addresses lead through the loopback device too.
            connection.Abort();
            return;
        }

        await trips.WaitAsync(roundTrips, connection.ConnectionClosed);
        await next(connection);
    });
}

/// <summary>
/// The lifetime of a host within another program: it ends when it is disposed, and leaves the process's signals alone. The default one
/// would swallow the program's SIGTERM and Ctrl+C.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
