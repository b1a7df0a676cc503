using EksGrader.Api.Auth;
using EksGrader.Db.Ids;
using EksGrader.Jobs.Events;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Endpoints;

/// <summary>
/// For pages: <c>moved</c> whenever the rows of a lease changed, so that the page reads itself anew. The first one, which tells that the
/// stream is there, comes only where the page was made from older rows.
/// </summary>
/// <param name="caller">Who follows; he sees the lease.</param>
/// <param name="lease">The lease.</param>
/// <param name="seen">The version of the row that the page was made from; null to be told in any case.</param>
/// <param name="isOver">Whether the lease has ended: nothing moves any more, so the stream ends after saying that once.</param>
internal sealed class LeaseStream(Caller caller, LeaseId lease, long? seen, bool isOver) : IResult
{
    private const string Moved = "event: moved\ndata: {}\n\n";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

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
                await WriteAllAsync(httpContext.Response, services, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The page has gone, or the service stops: the page comes back and reads itself anew.
            httpContext.Abort();
        }
    }

    private async Task WriteAllAsync(HttpResponse response, IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var changes = services.GetRequiredService<ILeaseEvents>().FollowAsync(lease, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = changes.MoveNextAsync().AsTask();
        var isFirst = true;
        try
        {
            while (true)
            {
                while (await Task.WhenAny(next, Task.Delay(Quiet, time, cancellationToken)) != next)
                    await WriteAsync(response, ": still here\n\n", cancellationToken);
                if (!await next)
                    return;
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

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
