using System.Security.Claims;
using EksGrader.Api.Hosting;
using EksGrader.Db;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Auth;

/// <summary>What happens to a browser's session with each request.</summary>
internal sealed class SessionCookie : CookieAuthenticationEvents
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>The query's parameter with where they wanted to go.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>
    /// Asks the database every time, one row by its key: a session that was ended, and a role that was taken back, are so with the next
    /// request and not minutes later.
    /// </summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        // Resolved when it is needed: what answers these events lives as long as the request does, which for a stream is minutes.
        var account = context.Principal is { } principal && Caller.Of(principal)?.User is { } id
            ? await context.HttpContext.RequestServices.GetRequiredService<EksGraderDb>().Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, context.HttpContext.RequestAborted)
            : null;
        if (account is null || context.Principal?.FindFirstValue(AccountPrincipal.StampClaim) != account.SecurityStamp)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(AuthSchemes.Cookie);
            return;
        }

        context.ReplacePrincipal(AccountPrincipal.Of(account));
    }

    /// <summary>A page leads to signing in; everything else is told that nobody is signed in.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsPage(context.Request))
            return base.RedirectToLogin(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers[HeaderNames.WWWAuthenticate] = BearerHandler.SchemeName;
        return Task.CompletedTask;
    }

    /// <summary>Signing in again does not help whoever may not.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    // A script that fetches a fragment must not get the page of signing in for it.
    private static bool IsPage(HttpRequest request) =>
        PageErrors.IsForPeople(request.HttpContext)
        && !request.Path.StartsWithSegments("/fragments", StringComparison.OrdinalIgnoreCase)
        && !request.Query.ContainsKey("fragment")
        && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";
}
