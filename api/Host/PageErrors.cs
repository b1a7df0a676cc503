namespace EksGrader.Api.Host;

/// <summary>Errors as pages, for people; programs get problems (<see cref="ProblemResponses"/>).</summary>
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
            await own.ServiceProvider.GetRequiredService<IErrorPage>().WriteAsync(context, kind);
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}

/// <summary>Renders the page of an error.</summary>
internal interface IErrorPage
{
    /// <summary>Writes the page, with the status of the error.</summary>
    Task WriteAsync(HttpContext context, ProblemKind kind);
}
