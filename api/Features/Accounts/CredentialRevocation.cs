using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>
/// Takes back every way into an account that is there, in the caller's transaction: someone else may hold one. Sessions, the password,
/// passkeys and access tokens end alike, since each of them would be enough to come back by.
/// </summary>
internal sealed class CredentialRevocation(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    /// <summary>Takes them all back, the password too. Tells whether there were any.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="user">Whose account it is.</param>
    /// <param name="course">In which course; null for none.</param>
    /// <param name="why">Why, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<bool> AllAsync(CurrentUser caller, User user, CourseId? course, string why, CancellationToken cancellationToken)
    {
        // Before the account is taken over there is no one to put out, and its tokens were made by an admin.
        if (user.PasswordHash is null && !await db.Passkeys.AnyAsync(p => p.UserId == user.Id, cancellationToken))
            return false;
        var had = user.PasswordHash is null ? "" : "password, ";
        user.ForgetPassword();
        var (passkeys, tokens) = await BesidesPasswordAsync(user, cancellationToken);
        audit.Note(caller, "credentials.reset", $"user {user.Email}", course, from: FormattableString.Invariant($"{had}{passkeys} passkeys, {tokens} access tokens"), why: why);
        return true;
    }

    /// <summary>Takes passkeys and access tokens back; how many there were of each.</summary>
    public async Task<(int Passkeys, int Tokens)> BesidesPasswordAsync(User user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var passkeys = await db.Passkeys.Where(p => p.UserId == user.Id).ToListAsync(cancellationToken);
        db.Passkeys.RemoveRange(passkeys);
        var tokens = await db.ApiTokens.Where(t => t.UserId == user.Id && t.RevokedAt == null && t.ExpiresAt > now).ToListAsync(cancellationToken);
        foreach (var token in tokens)
            token.Revoke(now);
        return (passkeys.Count, tokens.Count);
    }
}
