using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>What a person types who follows a link to a new password.</summary>
/// <param name="Code">The link's code.</param>
/// <param name="Password">The new password.</param>
/// <param name="Repeated">The same again.</param>
/// <param name="EndOthers">Whether passkeys and access tokens end too.</param>
public sealed record PasswordReset(string? Code, string? Password, string? Repeated, bool EndOthers = false)
{
    /// <summary>Neither code nor password.</summary>
    public override string ToString() => "a new password";
}

/// <summary>Sets a new password for a person who follows a link that was mailed to them (<see cref="PasswordLinks"/>).</summary>
internal sealed class PasswordResets(
    EksGraderDb db, UserManager<User> users, NewPasswords rules, CredentialRevocation credentials, AuditTrail audit, TimeProvider time)
{
    /// <summary>What stands between the account and its token in a link's code.</summary>
    public const char Between = '.';

    private const int LongestCode = 1000;

    /// <summary>The account that a link is for; null where the link is none, was used, has ended, or the password is another one since.</summary>
    public async Task<User?> FindAsync(string? code, CancellationToken cancellationToken)
    {
        if (code is not { Length: <= LongestCode } || code.Split(Between) is not [var number, var token] || !Id.TryParse<UserId>(number, out var id))
            return null;
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken) is { } account
            && TokenOf(token) is { } read
            && await users.VerifyUserTokenAsync(account, users.Options.Tokens.PasswordResetTokenProvider, UserManager<User>.ResetPasswordTokenPurpose, read)
            ? account
            : null;
    }

    /// <summary>Sets the new password; the account. Every session ends, and so does every other link.</summary>
    public async Task<Result<User>> SetAsync(PasswordReset reset, CancellationToken cancellationToken)
    {
        if (await FindAsync(reset.Code, cancellationToken) is not { } account)
            return Ended();
        var password = await rules.ReadAsync(account, reset.Password, reset.Repeated, cancellationToken);
        if (!password.IsSuccess)
            return password.Error;
        return await db.WriteAsync<Result<User>>(
            async token =>
            {
                // Of two who follow one link at once, one changes the stamp first; the row is written at once, and so locked.
                var same = db.Users.Where(u => u.Id == account.Id && u.SecurityStamp == account.SecurityStamp);
                if (await same.ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, account.SecurityStamp), token) == 0)
                    return Ended();
                var (now, user) = (time.GetUtcNow(), await db.Users.FirstAsync(u => u.Id == account.Id, token));
                user.SetPassword(password.Value.Hash);
                user.SignedIn(now);
                foreach (var invitation in await db.Invitations.Where(i => i.UserId == user.Id && i.ClosedAt == null).ToListAsync(token))
                    invitation.Close(now);
                audit.Note(CurrentUser.Of(user), "password.changed", $"user {user.Email}", course: null, why: "by a link that was mailed");
                if (reset.EndOthers)
                {
                    var (passkeys, tokens) = await credentials.BesidesPasswordAsync(user, token);
                    audit.Note(CurrentUser.Of(user), "credentials.reset", $"user {user.Email}", course: null, from: FormattableString.Invariant($"{passkeys} passkeys, {tokens} access tokens"));
                }

                return user;
            },
            cancellationToken);
    }

    private static Error Ended() => Error.Of(ProblemKind.Invalid, AccountTexts.Catalog["LinkEnded"]);

    private static string? TokenOf(string code)
    {
        try
        {
            return Convert.ToBase64String(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            // Cut off on its way, or made up: the code of no link.
            return null;
        }
    }
}
