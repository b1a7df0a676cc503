using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Features.Clusters;

/// <summary>
/// For pages: <c>moved</c> whenever the rows of a lease changed, so that the page reads itself anew. The first one, which tells that the
/// stream is there, comes only where the page was made from older rows. Who follows is asked for again with each comment that keeps a quiet
/// stream open, and as often with a lively one.
/// </summary>
internal sealed class LeaseStream(CurrentUser caller, LeaseId lease, long? seen, bool isOver) : IResult
{
    private const string Moved = "event: moved\ndata: {}\n\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var counted = services.GetRequiredService<EventStreamCounter>().Enter(caller);
        if (counted is null)
        {
            httpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            httpContext.Response.Headers[HeaderNames.RetryAfter] = "10";
            return;
        }

        services = await services.GetRequiredService<StreamServices>().InsteadOfRequestsAsync(httpContext);
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        httpContext.Response.ContentType = EventStream.MediaType;
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await httpContext.Response.Body.FlushAsync(over.Token);
            if (isOver)
                await WriteAsync(httpContext.Response, Moved, over.Token);
            else
                await WriteAllAsync(httpContext, services, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The page has gone, or the service stops: the page comes back and reads itself anew.
            httpContext.Abort();
        }
    }

    private async Task WriteAllAsync(HttpContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        var (response, time) = (context.Response, services.GetRequiredService<TimeProvider>());
        var beat = services.GetRequiredService<IOptions<EventStreamOptions>>().Value.BeatEvery;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var changes = services.GetRequiredService<ILeaseEvents>().FollowAsync(lease, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = changes.MoveNextAsync().AsTask();
        var (isFirst, asked) = (true, time.GetTimestamp());
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(beat, time, cancellationToken)) != next)
                {
                    if (!await MayFollowAsync(context, services, cancellationToken))
                        return;
                    asked = time.GetTimestamp();
                    await WriteAsync(response, ": still here\n\n", cancellationToken);
                    continue;
                }

                if (!await next)
                    return;
                if (time.GetElapsedTime(asked) >= beat)
                {
                    if (!await MayFollowAsync(context, services, cancellationToken))
                        return;
                    asked = time.GetTimestamp();
                }

                // What the page shows already is no news. Later on even the same version is: rows beside the lease's own changed.
                if (!isFirst || changes.Current != seen)
                    await WriteAsync(response, Moved, cancellationToken);
                isFirst = false;
                next = changes.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator cannot be disposed in the middle of a step: the step ends first, however it ends.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A session that was ended, a token that was revoked, a student who left: the stream ends, as a submission's does.
    private async Task<bool> MayFollowAsync(HttpContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<SessionValidator>().AskAsync(context.User, cancellationToken) is not { } now)
            return false;
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        return await db.Leases.VisibleTo(db, now.Viewer).AnyAsync(l => l.Id == lease, cancellationToken);
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
