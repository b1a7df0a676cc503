using System.Globalization;
using System.Text.Json;
using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Db.Ids;
using EksGrader.Jobs.Events;

namespace EksGrader.Api.Endpoints;

/// <summary>
/// A submission as server-sent events (HTML standard, "Server-sent events"). A client that comes back gets everything known again, so
/// <c>Last-Event-ID</c> need not be read. Comments keep proxies from closing a quiet stream.
/// </summary>
/// <param name="caller">Who follows.</param>
/// <param name="submission">The submission.</param>
/// <param name="culture">The language.</param>
internal sealed class EventStream(Caller caller, SubmissionId submission, CultureInfo culture) : IResult
{
    public const string MediaType = "text/event-stream";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            // The headers go at once: a client waits for them, and the first verdict can take half a minute.
            await httpContext.Response.Body.FlushAsync(over.Token);
            await WriteAllAsync(httpContext.Response, services, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The client has gone, or the service stops: the client comes back and gets everything known.
            httpContext.Abort();
        }
    }

    private async Task WriteAllAsync(HttpResponse response, IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var queries = services.GetRequiredService<SubmissionQueries>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var events = services.GetRequiredService<IGradingEvents>().WatchAsync(submission, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (await IsQuietAsync(next, time, cancellationToken))
                    await WriteAsync(response, ": still here\n\n", cancellationToken);
                if (!await next || !await WriteAsync(response, queries, events.Current, cancellationToken))
                    return;
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator cannot be disposed in the middle of a step: the step ends first, however it ends.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Tells whether more can follow.
    private async Task<bool> WriteAsync(HttpResponse response, SubmissionQueries queries, GradingEvent fallen, CancellationToken cancellationToken)
    {
        switch (fallen)
        {
            case GradingEvent.Verdict verdict:
                var given = (await queries.OverridesAsync(submission, cancellationToken)).GetValueOrDefault(verdict.Result.Check);
                await WriteEventAsync(response, "verdict", CheckView.Of(verdict.Result, culture, given), cancellationToken);
                return true;
            case GradingEvent.Graded:
                if (await queries.FindAsync(caller, submission, culture, cancellationToken) is { } view)
                    await WriteEventAsync(response, "graded", view, cancellationToken);
                return false;
            default:
                return true;
        }
    }

    private static async Task<bool> IsQuietAsync(Task next, TimeProvider time, CancellationToken cancellationToken)
    {
        if (next.IsCompleted)
            return false;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var silence = Task.Delay(Quiet, time, waiting.Token);
        var first = await Task.WhenAny(next, silence);
        await waiting.CancelAsync();
        return first == silence && silence.IsCompletedSuccessfully;
    }

    // JSON holds no line breaks of its own, so one data line is the whole.
    private static Task WriteEventAsync<T>(HttpResponse response, string name, T data, CancellationToken cancellationToken) =>
        WriteAsync(response, $"event: {name}\ndata: {JsonSerializer.Serialize(data, ApiJson.Options)}\n\n", cancellationToken);

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
