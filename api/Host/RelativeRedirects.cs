using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>
/// Every redirect names a path and no host (RFC 9110, 10.2.2). The framework builds some from the request's own scheme and host, which are
/// wrong behind a proxy that says neither, and are a stranger's where a stranger chose the host.
/// </summary>
internal static class RelativeRedirects
{
    public static IApplicationBuilder UseRelativeRedirects(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            if (Uri.TryCreate(context.Response.Headers.Location.ToString(), UriKind.Absolute, out var target) && IsOwn(target, context.Request))
                context.Response.Headers[HeaderNames.Location] = PathOf(target);
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    private static bool IsOwn(Uri target, HttpRequest request) =>
        target.Scheme is "http" or "https"
        && Uri.TryCreate($"{target.Scheme}://{request.Host}/", UriKind.Absolute, out var own)
        && string.Equals(own.Authority, target.Authority, StringComparison.OrdinalIgnoreCase);

    // One slash: after two, a browser takes what follows for a host.
    private static string PathOf(Uri target) => "/" + (target.PathAndQuery + target.Fragment).TrimStart('/', '\\');
}
