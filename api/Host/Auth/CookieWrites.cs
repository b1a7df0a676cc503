using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Endpoints;

namespace EksGrader.Api.Host.Auth;

/// <summary>
/// Refuses writes that a browser's cookie signed and no page of ours sent. Pages check their own forms; this is for everything else, so
/// that no endpoint can forget it. A bearer's token is no cookie: no browser adds it by itself. But one that is limited to reading or
/// submitting sends no forms.
/// </summary>
internal sealed class CookieWrites(RequestDelegate next, IAntiforgery antiforgery)
{
    /// <summary>The header that scripts send the page's token in.</summary>
    public const string Header = "X-CSRF-Token";

    public Task InvokeAsync(HttpContext context) => IsWrite(context.Request) ? CheckAsync(context) : next(context);

    private async Task CheckAsync(HttpContext context)
    {
        if (IsForm(context) && CurrentUser.Of(context.User) is { Scopes.Count: > 0 } limited && !limited.Scopes.Contains(TokenScopes.Manage, StringComparer.Ordinal))
        {
            await context.ForbidAsync();
            return;
        }

        var isChecked = context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true };
        if (isChecked || !IsCookie(context) || await antiforgery.IsRequestValidAsync(context))
            await next(context);
        else
            await ProblemResponses.WriteAsync(context, ProblemResponses.Of(ProblemKind.Antiforgery, detail: null, CultureInfo.CurrentUICulture));
    }

    private static bool IsWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method) && !HttpMethods.IsTrace(request.Method);

    // Endpoints say which scope they ask for; a page is one for all its forms.
    private static bool IsForm(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static bool IsCookie(HttpContext context) => context.User.Identities.Any(i => i.IsAuthenticated && i.AuthenticationType == AuthSchemes.Cookie);
}
