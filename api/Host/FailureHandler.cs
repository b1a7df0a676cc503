using System.Globalization;
using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>Turns exceptions into problems: what cannot be read into 400, limits into 413, a database that is busy into 503, everything else of ours into 500 with a number to quote.</summary>
internal sealed class FailureHandler : IExceptionHandler
{
    private const string SecondsWhileUnavailable = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // No one is there to answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        // What other processes do to the database passes.
        if (KindOf(exception) == ProblemKind.Unavailable)
            httpContext.Response.Headers[HeaderNames.RetryAfter] = SecondsWhileUnavailable;
        if (PageErrors.IsForPeople(httpContext))
        {
            await PageErrors.WriteAsync(httpContext, KindOf(exception));
            return true;
        }

        var culture = CultureInfo.CurrentUICulture;
        var problem = exception switch
        {
            BadHttpRequestException bad => ProblemResponses.Of(Refuse(bad), culture),
            _ => ProblemResponses.OfOurs(KindOf(exception), httpContext, culture),
        };
        await ProblemResponses.WriteAsync(httpContext, problem);
        return true;
    }

    /// <summary>Whether an exception is the request's fault, and so no matter for the log of errors.</summary>
    public static bool IsRequestsFault(Exception exception) => exception is BadHttpRequestException or OperationCanceledException;

    private static ProblemKind KindOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => ProblemKind.OfStatus(bad.StatusCode),
        _ when StorageErrors.IsFull(exception) => ProblemKind.StorageFull,
        _ when StorageErrors.IsUnavailable(exception) => ProblemKind.Unavailable,
        _ => ProblemKind.Internal,
    };

    private static Error Refuse(BadHttpRequestException exception)
    {
        var kind = ProblemKind.OfStatus(exception.StatusCode);
        return kind == ProblemKind.BadRequest ? Read(exception) : Error.Of(kind);
    }

    private static Error Read(BadHttpRequestException exception)
    {
        if (exception.InnerException is not JsonException json)
            return Error.Of(ProblemKind.BadRequest, ApiTexts.Catalog["BadQuery"]);

        // The path is the caller's own words; the exception's message names types of ours.
        var line = json.LineNumber is { } number ? (int)number + 1 : (int?)null;
        var path = SafeText.Line(json.Path?.TrimStart('$', '.') ?? "", 200);
        return new Error(ProblemKind.BadRequest, null, [new ValidationError(path, ApiTexts.Catalog["BadJson", path.Length > 0 ? path : "$"], line)]);
    }
}
