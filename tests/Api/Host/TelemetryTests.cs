using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.SecurityToken;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Web;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Metrics;
using EksGrader.Jobs.Reminders;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace EksGrader.Tests.Api.Host;

/// <summary>What leaves the service by OTLP, as a collector on loopback receives it.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutAnEndpoint_NothingIsCollected()
    {
        await using var service = await Service.StartAsync();

        Assert.Null(service.Services.GetService<TracerProvider>());
        Assert.Null(service.Services.GetService<MeterProvider>());
    }

    [Fact]
    public async Task Requests_AreExportedByTheirRoute_WithoutQueriesAndTokens()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await Service.StartAsync(collector.Settings))
        {
            Assert.Equal(404, (await service.Admin().GetAsync("/api/courses/traced-course?password=hunter-2-hunter")).Status);
        }

        var (spans, figures) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.Contains("eksgrader", spans, StringComparison.Ordinal);
        Assert.Contains("GET /api/courses/{course}", spans, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", spans, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", figures, StringComparison.Ordinal);
        Assert.Contains("dotnet.gc.collections", figures, StringComparison.Ordinal);
        Assert.All((string[])["hunter-2-hunter", Service.AdminToken, "url.query"], secret =>
        {
            Assert.DoesNotContain(secret, spans, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, figures, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task OwnMeterAndSource_AreExported()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await Service.StartAsync(collector.Settings))
        {
            service.Services.GetRequiredService<IMeterFactory>().Create(JobMetrics.MeterName).CreateCounter<int>("eksgrader.of_a_test").Add(1);
            using var source = new ActivitySource("EksGrader.Jobs");
            source.StartActivity("a job of a test")?.Dispose();
        }

        Assert.Contains("eksgrader.of_a_test", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("a job of a test", collector.Received("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallsToStudentsAndWebhooks_LeaveNoNameAndNoPath()
    {
        await using var collector = await Collector.StartAsync();
        await using var page = Answering();
        var names = new FakeResolver().With("kim-minji.example", "127.0.0.1").With("hooks.example", "127.0.0.1");
        string[] settings = [.. collector.Settings, .. Service.Beside("127.0.0.0/8"), "--Network:Webhooks:0=127.0.0.0/8"];
        await using (var service = await Service.StartAsync(settings, configure: services => services.AddSingleton<IHostResolver>(names)))
        {
            var seen = await service.Services.GetRequiredService<IWebProber>().GetAsync(new Uri($"http://kim-minji.example:{page.Port}/path-of-the-page?id=7"), Token);
            Assert.Equal(200, seen.Answer.Status);
            var posted = await service.Services.GetRequiredService<IWebhookSender>().PostAsync(new Uri($"http://hooks.example:{page.Port}/services/SECRET-OF-THE-HOOK"), ReminderId.From(Guid.NewGuid()), "hello", Token);
            Assert.Equal(DeliveryOutcome.Taken, posted.Outcome);
        }

        var (spans, figures) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.Contains("http.client.request.duration", figures, StringComparison.Ordinal); // they are counted
        Assert.All((string[])["kim-minji", "path-of-the-page", "hooks.example", "SECRET-OF-THE-HOOK"], secret =>
        {
            Assert.DoesNotContain(secret, spans, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, figures, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task CallsToAws_AreSpans_WithoutTheClustersNameInTheirPath()
    {
        await using var collector = await Collector.StartAsync();
        await using var aws = Answering();
        var names = new FakeResolver().With("eks.ap-northeast-2.example", "127.0.0.1");
        string[] settings = [.. collector.Settings, .. Service.Beside("127.0.0.0/8")];
        await using (var service = await Service.StartAsync(settings, configure: services => services.AddSingleton<IHostResolver>(names)))
        {
            using var answer = await service.Services.GetRequiredService<AwsHttp>().CreateHttpClient(new AmazonSecurityTokenServiceConfig())
                .GetAsync(new Uri($"http://eks.ap-northeast-2.example:{aws.Port}/clusters/cluster-of-kim?nextToken=token-of-a-page"), Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var spans = collector.Received("/v1/traces");
        Assert.Contains("eks.ap-northeast-2.example", spans, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster-of-kim", spans, StringComparison.Ordinal);
        Assert.DoesNotContain("token-of-a-page", spans, StringComparison.Ordinal);
    }

    // By hand: the spans of a server of ASP.NET Core in this process would be the service's own.
    private static RudeServer Answering() => new(static async socket =>
    {
        var heard = new byte[8192];
        if (await socket.ReceiveAsync(heard) == 0)
            return;
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(heard) > 0)
        {
            // Until the client has closed: what it still sends would otherwise be answered with a reset.
        }
    });

    /// <summary>A collector that takes OTLP by HTTP, and keeps what came as text: names and values stand in protobuf as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Text)> bodies = new();
        private LoopbackServer? server;

        public string[] Settings =>
        [
            $"--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{server?.Port}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        ];

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            collector.server = await LoopbackServer.StartAsync(null, collector.TakeAsync);
            return collector;
        }

        /// <summary>Everything that came for a signal. The service hands over the rest when it stops.</summary>
        public string Received(string path) => string.Concat(bodies.Where(b => b.Path == path).Select(b => b.Text));

        public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            bodies.Enqueue((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
        }
    }
}
