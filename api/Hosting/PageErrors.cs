using System.Diagnostics;
using System.Globalization;
using EksGrader.Api.Application;
using EksGrader.Api.Pages.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Hosting;

/// <summary>Errors as pages, for people; programs get problems (<see cref="ProblemAnswers"/>).</summary>
internal static class PageErrors
{
    // The renderer adds it for a script that is not there, and adds it twice when a page is rendered in place of another.
    private const string EnhancedNavigation = "blazor-enhanced-nav";

    private static readonly string[] ForPrograms = ["/api", "/openapi", "/health", "/.well-known", "/assets"];

    /// <summary>Whether a person looks at the answer: a browser that asks for a page.</summary>
    public static bool IsForPeople(HttpContext context) =>
        !ForPrograms.Any(p => context.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase))
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers with a page that says what happened.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemKind kind)
    {
        // The page that broke may have begun to be rendered, and services of rendering are for one page: this one gets its own.
        var services = context.RequestServices;
        await using var own = services.CreateAsyncScope();
        context.RequestServices = own.ServiceProvider;
        context.Response.Headers.Remove(EnhancedNavigation);
        try
        {
            await PageOf(context, kind).ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    private static RazorComponentResult<ErrorPage> PageOf(HttpContext context, ProblemKind kind)
    {
        var culture = CultureInfo.CurrentUICulture;
        return new RazorComponentResult<ErrorPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ErrorPage.Title)] = kind.Title.In(culture),
            [nameof(ErrorPage.Advice)] = SharedTexts.Text(AdviceOn(kind.Status)),
            [nameof(ErrorPage.Reference)] = kind.Status >= 500 ? Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier : null,
        })
        {
            StatusCode = kind.Status,
        };
    }

    private static string AdviceOn(int status) => status switch
    {
        400 or 403 or 404 or 429 => string.Create(CultureInfo.InvariantCulture, $"Advice_{status}"),
        >= 500 => "Advice_500",
        _ => "Advice_other",
    };
}
