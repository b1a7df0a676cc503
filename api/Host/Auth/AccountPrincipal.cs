using System.Security.Claims;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Host.Auth;

/// <summary>Makes the claims of a session: those of every caller, the person's name to be shown, and the stamp by which it ends.</summary>
internal sealed class AccountPrincipal : IUserClaimsPrincipalFactory<User>
{
    /// <summary>The claim with the account's security stamp.</summary>
    public const string StampClaim = "stamp";

    /// <summary>The claim with the id of the session's row.</summary>
    public const string SessionClaim = "session";

    public Task<ClaimsPrincipal> CreateAsync(User user) => Task.FromResult(Of(user));

    /// <summary>The claims of a session that was looked up.</summary>
    public static ClaimsPrincipal Of(User user, SessionId session)
    {
        var principal = Of(user);
        principal.AddIdentity(new ClaimsIdentity([new Claim(SessionClaim, session.ToString())]));
        return principal;
    }

    private static ClaimsPrincipal Of(User user)
    {
        var principal = CurrentUser.Of(user).ToPrincipal(AuthSchemes.Cookie);
        principal.AddIdentity(new ClaimsIdentity([new Claim(ClaimTypes.GivenName, user.Name), new Claim(StampClaim, user.SecurityStamp)]));
        return principal;
    }
}

/// <summary>What pages show of the person who is signed in.</summary>
internal static class PrincipalName
{
    /// <summary>The person's name; what the audit trail calls a caller without one.</summary>
    public static string? DisplayName(this ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.GivenName) ?? CurrentUser.Of(principal)?.Name;
}
