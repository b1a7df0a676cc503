using System.Security.Claims;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host.Auth;

/// <summary>What happens to a browser's session with each request.</summary>
internal sealed class SessionCookie : CookieAuthenticationEvents
{
    /// <summary>Where people sign in.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>The query's parameter with where they wanted to go.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>
    /// Asks the database every time, one session by its key with its account: a session that was ended, and a role that was taken back, are so with the next
    /// request and not minutes later.
    /// </summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var session = context.Principal is { } principal ? Sessions.Of(principal) : null;
        if (session is not { } id || await AccountAsync(context.HttpContext, id) is not { } account
            || context.Principal?.FindFirstValue(AccountPrincipal.StampClaim) != account.SecurityStamp)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(AuthSchemes.Cookie);
            return;
        }

        context.ReplacePrincipal(AccountPrincipal.Of(account, id));
    }

    /// <summary>A page leads to signing in; everything else is told that no one is signed in.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsPage(context.Request))
            return base.RedirectToLogin(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers[HeaderNames.WWWAuthenticate] = BearerHandler.SchemeName;
        return Task.CompletedTask;
    }

    /// <summary>Signing in again does not help a person who may not.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    // Resolved when it is needed: what answers these events lives as long as the request does, which for a stream is minutes.
    private static Task<User?> AccountAsync(HttpContext context, SessionId session)
    {
        var db = context.RequestServices.GetRequiredService<EksGraderDb>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return db.Sessions.AsNoTracking().Where(s => s.Id == session && s.EndsAt > now).Join(db.Users, s => s.UserId, u => u.Id, (_, u) => u)
            .FirstOrDefaultAsync(context.RequestAborted);
    }

    // A script that fetches a fragment must not get the page of signing in for it.
    private static bool IsPage(HttpRequest request) =>
        PageErrors.IsForPeople(request.HttpContext)
        && !request.Path.StartsWithSegments("/fragments", StringComparison.OrdinalIgnoreCase)
        && !request.Query.ContainsKey("fragment")
        && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";
}
