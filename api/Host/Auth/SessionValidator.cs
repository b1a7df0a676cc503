using System.Security.Claims;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Host.Auth;

/// <summary>Whether someone who was let in a while ago would be let in now: for answers that go on for minutes.</summary>
internal sealed class SessionValidator(EksGraderDb db, TimeProvider time)
{
    /// <summary>The caller in the role of now; null where the session was ended, or the token was revoked or has expired.</summary>
    /// <param name="principal">The claims of the sign-in.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<CurrentUser?> AskAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        // The admin of the environment variable is so as long as the process lives.
        if (CurrentUser.Of(principal) is not { User: { } id } caller)
            return CurrentUser.Of(principal);
        var (stamp, secret, now) = (principal.FindFirstValue(AccountPrincipal.StampClaim), principal.FindFirstValue(BearerHandler.HashClaim), time.GetUtcNow());
        var session = Sessions.Of(principal);
        var account = await db.Users.AsNoTracking().Where(u => u.Id == id)
            .Select(u => new
            {
                u.SecurityStamp,
                u.IsAdmin,
                HasSession = session != null && db.Sessions.Any(s => s.Id == session && s.UserId == id && s.EndsAt > now),
                HasToken = secret != null && db.ApiTokens.Any(t => t.Hash == secret && t.UserId == id && t.RevokedAt == null && t.ExpiresAt > now),
            })
            .FirstOrDefaultAsync(cancellationToken);
        var holds = account is not null && (secret is null ? account.HasSession && account.SecurityStamp == stamp : account.HasToken);
        return holds ? caller with { IsAdmin = account?.IsAdmin ?? false } : null;
    }
}
