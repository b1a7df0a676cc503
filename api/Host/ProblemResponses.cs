using System.Diagnostics;
using System.Globalization;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.Mvc;

namespace EksGrader.Api.Host;

/// <summary>Words refusals as problems (RFC 9457) in the caller's language.</summary>
internal static class ProblemResponses
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem.</summary>
    public static ProblemDetails Of(Error refusal, CultureInfo culture)
    {
        var problem = Of(refusal.Kind, refusal.Detail, culture);
        if (refusal.Errors.Count > 0)
        {
            problem.Extensions["errors"] = refusal.Errors
                .Select(f => new ErrorView(f.Field, f.Message.In(culture), f.Line, SuggestionView.Of(f.Suggestion)))
                .ToList();
        }

        return problem;
    }

    /// <summary>A problem without fields.</summary>
    public static ProblemDetails Of(ProblemKind kind, LocalizedText? detail, CultureInfo culture) => new()
    {
        Type = kind.Type,
        Title = kind.Title.In(culture),
        Status = kind.Status,
        Detail = detail?.In(culture),
    };

    /// <summary>A problem of ours, with a number to quote: that of the request in the logs and traces.</summary>
    public static ProblemDetails OfOurs(ProblemKind kind, HttpContext context, CultureInfo culture)
    {
        var reference = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        var problem = Of(kind, ApiTexts.Catalog["Quote", reference], culture);
        problem.Extensions["reference"] = reference;
        return problem;
    }

    /// <summary>Writes a problem as the whole answer.</summary>
    public static Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsJsonAsync(problem, ApiJson.Options, MediaType, context.RequestAborted);
    }
}
