using System.Globalization;
using System.Text.Json;
using EksGrader.Api.Application;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using EksGrader.Db.Ids;
using EksGrader.Jobs.Events;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Endpoints;

/// <summary>
/// A submission as server-sent events (HTML standard, "Server-sent events"). A client that comes back gets everything known again, so
/// <c>Last-Event-ID</c> need not be read. Comments keep proxies from closing a quiet stream.
/// </summary>
/// <param name="caller">Who follows; he sees the submission.</param>
/// <param name="submission">The submission.</param>
internal abstract class EventStream(Caller caller, SubmissionId submission) : IResult
{
    public const string MediaType = "text/event-stream";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(10);

    /// <summary>Who follows.</summary>
    protected Caller Caller => caller;

    /// <summary>The submission.</summary>
    protected SubmissionId Submission => submission;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var counted = services.GetRequiredService<EventStreamCounter>().Enter(caller);
        if (counted is null)
        {
            await RefuseAsync(httpContext);
            return;
        }

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

    /// <summary>Writes what happened; tells whether more can follow.</summary>
    protected abstract Task<bool> WriteAsync(HttpResponse response, IServiceProvider services, GradingEvent happened, CancellationToken cancellationToken);

    /// <summary>Writes one event. JSON holds no line breaks of its own, so one data line is the whole.</summary>
    protected static Task WriteEventAsync<T>(HttpResponse response, string name, T data, CancellationToken cancellationToken) =>
        WriteAsync(response, $"event: {name}\ndata: {JsonSerializer.Serialize(data, ApiJson.Options)}\n\n", cancellationToken);

    private async Task WriteAllAsync(HttpResponse response, IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var events = services.GetRequiredService<IGradingEvents>().WatchAsync(submission, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (await IsQuietAsync(next, time, cancellationToken))
                    await WriteAsync(response, ": still here\n\n", cancellationToken);
                if (!await next || !await WriteInScopeAsync(response, services, events.Current, cancellationToken))
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

    // A stream lives for minutes: what it reads with lives as long as one event.
    private async Task<bool> WriteInScopeAsync(HttpResponse response, IServiceProvider services, GradingEvent happened, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await WriteAsync(response, scope.ServiceProvider, happened, cancellationToken);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = Full.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return ProblemAnswers.WriteAsync(context, ProblemAnswers.Of(ProblemKind.TooManyRequests, ApiTexts.Catalog["TooManyStreams"], CultureInfo.CurrentUICulture));
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

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
