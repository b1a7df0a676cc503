using EksGrader.Jobs.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EksGrader.Api.Host;

/// <summary>
/// Sends traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to (OpenTelemetry specification, "OTLP Exporter
/// Configuration"); the other <c>OTEL_*</c> settings hold too, from whichever source of configuration. Without it nothing is collected.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Without the server's name and address: every cluster and page of a student is one.
    private static readonly string[] TagsOfHttpClients =
        ["error.type", "http.connection.state", "http.request.method", "http.response.status_code", "network.protocol.version", "url.scheme"];

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint]))
            return;

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("eksgrader").AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddSource("Npgsql", "EksGrader.*")
                .AddProcessor(new SpanRedaction())
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                // All of ASP.NET Core's and of the sockets, where the instrumentation names some.
                .AddMeter("Microsoft.AspNetCore.*", "System.Net.*", "Npgsql", JobMetrics.MeterName)
                .AddView(instrument => instrument.Meter.Name == "System.Net.Http" ? new MetricStreamConfiguration { TagKeys = TagsOfHttpClients } : null)
                .AddOtlpExporter());
    }
}
