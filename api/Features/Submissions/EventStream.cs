using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Features.Submissions;

/// <summary>
/// A submission as server-sent events (HTML standard, "Server-sent events"). A client that comes back gets everything known again, so
/// <c>Last-Event-ID</c> need not be read. Comments keep proxies from closing a quiet stream. Who follows is asked for again with each of
/// them: a session that was ended, a token that was revoked and a role that was taken back end the stream.
/// </summary>
internal abstract class EventStream(CurrentUser caller, SubmissionId submission) : IResult
{
    public const string MediaType = "text/event-stream";
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(10);

    /// <summary>Who follows, in the role of when that was last asked.</summary>
    protected CurrentUser Caller { get; private set; } = caller;

    /// <summary>The submission.</summary>
    protected SubmissionId Submission => submission;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var counted = services.GetRequiredService<EventStreamCounter>().Enter(Caller);
        if (counted is null)
        {
            await RefuseAsync(httpContext);
            return;
        }

        services = await services.GetRequiredService<StreamServices>().InsteadOfRequestsAsync(httpContext);
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            // The headers go at once: a client waits for them, and the first verdict can take half a minute.
            await httpContext.Response.Body.FlushAsync(over.Token);
            await WriteAllAsync(httpContext, over.Token);
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

    private async Task WriteAllAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (response, services) = (context.Response, context.RequestServices);
        var (time, beat) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<EventStreamOptions>>().Value.BeatEvery);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var events = services.GetRequiredService<IGradingEvents>().WatchAsync(submission, ending.Token).GetAsyncEnumerator(ending.Token);
        var (next, asked) = (events.MoveNextAsync().AsTask(), time.GetTimestamp());
        try
        {
            while (true)
            {
                var isQuiet = await IsQuietAsync(next, time, beat, cancellationToken);
                if (isQuiet || time.GetElapsedTime(asked) >= beat)
                {
                    if (!await InScopeAsync(services, s => MayFollowAsync(context, s, cancellationToken)))
                        return;
                    asked = time.GetTimestamp();
                }

                if (isQuiet)
                {
                    await WriteAsync(response, ": still here\n\n", cancellationToken);
                    continue;
                }

                if (!await next || !await InScopeAsync(services, s => WriteAsync(response, s, events.Current, cancellationToken)))
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

    private async Task<bool> MayFollowAsync(HttpContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<SessionValidator>().AskAsync(context.User, cancellationToken) is not { } now)
            return false;
        Caller = now;
        return await services.GetRequiredService<SubmissionQueries>().IsSeenAsync(now, submission, cancellationToken);
    }

    // A stream lives for minutes: what it reads with lives as long as one event.
    private static async Task<bool> InScopeAsync(IServiceProvider services, Func<IServiceProvider, Task<bool>> work)
    {
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = Full.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return ProblemResponses.WriteAsync(context, ProblemResponses.Of(ProblemKind.TooManyRequests, ApiTexts.Catalog["TooManyStreams"], CultureInfo.CurrentUICulture));
    }

    private static async Task<bool> IsQuietAsync(Task next, TimeProvider time, TimeSpan beat, CancellationToken cancellationToken)
    {
        if (next.IsCompleted)
            return false;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var silence = Task.Delay(beat, time, waiting.Token);
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

/// <summary>The section <c>EventStreams</c> of the configuration.</summary>
internal sealed class EventStreamOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "EventStreams";

    /// <summary>
    /// After how long without an event a comment is written, so that no proxy closes the connection, and how often it is asked whether who
    /// follows still may.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00", ErrorMessage = "EventStreams:BeatEvery lies between 50 milliseconds and 5 minutes.")]
    public TimeSpan BeatEvery { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// What streams live on. A request keeps all that was resolved for it until it ends, which for a stream is minutes: a thousand of them would each
/// hold a database context that no one asks any more. A stream lives on what the application keeps, and opens a scope for what it reads.
/// </summary>
internal sealed class StreamServices(IServiceProvider application)
{
    /// <summary>Gives back what was resolved for a request, whose services are the application's from here on.</summary>
    /// <returns>The services of the application: those of a scope cannot be resolved from them.</returns>
    public async ValueTask<IServiceProvider> InsteadOfRequestsAsync(HttpContext context)
    {
        if (context.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable own)
            await own.DisposeAsync();
        context.RequestServices = application;
        return application;
    }
}
