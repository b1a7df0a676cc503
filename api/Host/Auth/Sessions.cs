using System.Security.Claims;
using EksGrader.Db.Accounts;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host.Auth;

/// <summary>Begins and ends the session of a browser: a row here, and a cookie that names it.</summary>
internal sealed class Sessions(EksGraderDb db, SignInManager<User> signIns, SignInOrigins origins, IOptions<SessionLimits> limits, TimeProvider time)
{
    /// <summary>Signs the browser in, in a session of its own. The cookie ends with the browser: many sit at a school's computers.</summary>
    public async Task BeginAsync(HttpContext context, User account)
    {
        var (before, now) = (Of(context.User), time.GetUtcNow());
        var session = new BrowserSession(Id.New<SessionId>(time), account.Id, now, now + limits.Value.AbsoluteTimeout);
        await db.WriteAsync(
            async token =>
            {
                // The one before in this browser ends; those whose time is up are of no use.
                await db.Sessions.Where(s => s.Id == before || s.EndsAt < now).ExecuteDeleteAsync(token);
                db.Sessions.Add(session);
            },
            context.RequestAborted);
        await signIns.SignInWithClaimsAsync(account, isPersistent: false, [new Claim(AccountPrincipal.SessionClaim, session.Id.ToString())]);
        origins.Remember(context, account.Email);
        if (account.Language is { } language)
            PageLanguage.Remember(context, language);
    }

    /// <summary>Signs the browser out. Its cookie, and every copy of it, is worth nothing any more.</summary>
    public async Task EndAsync(HttpContext context)
    {
        // Also where the browser has gone: it was told to sign out.
        if (Of(context.User) is { } session)
            await db.WriteAsync(token => db.Sessions.Where(s => s.Id == session).ExecuteDeleteAsync(token), CancellationToken.None);
        await context.SignOutAsync(AuthSchemes.Cookie);
    }

    /// <summary>Where a session's own tries of the password are counted: by themselves, apart from tries to sign in.</summary>
    public static SignInPlace PlaceOf(HttpContext context) =>
        new(SignInOrigin.Of($"session {Of(context.User)}"), SignInOrigins.NetworkOf(context));

    /// <summary>The session that claims tell of; null where there is none.</summary>
    public static SessionId? Of(ClaimsPrincipal principal) =>
        Id.TryParse<SessionId>(principal.FindFirstValue(AccountPrincipal.SessionClaim), out var id) ? id : null;
}
