using System.Diagnostics;
using OpenTelemetry;

namespace EksGrader.Api.Host;

/// <summary>
/// Takes out of spans what readers of traces must not learn: queries, and the addresses of calls, whose paths name students' clusters.
/// The requests to clusters, to students' pages and to webhooks make no spans at all (their handlers have no propagator).
/// </summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    private static readonly string[] Tags = ["url.full", "url.query", "http.url", "http.target"];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var tag in Tags)
            data.SetTag(tag, null);
    }
}
