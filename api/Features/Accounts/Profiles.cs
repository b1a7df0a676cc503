using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Accounts;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>A person's account as the person sees it.</summary>
/// <param name="Email">The e-mail address.</param>
/// <param name="Name">The name.</param>
/// <param name="Language">The language that was chosen; null for the browser's.</param>
/// <param name="HasPassword">Whether there is a password.</param>
/// <param name="Passkeys">The passkeys.</param>
/// <param name="Tokens">The access tokens that work.</param>
public sealed record AccountView(
    string Email, string Name, string? Language, bool HasPassword, IReadOnlyList<PasskeyView> Passkeys, IReadOnlyList<OwnToken> Tokens);

/// <summary>A passkey.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it last signed in.</param>
/// <param name="IsSynced">Whether it is kept on several devices.</param>
public sealed record PasskeyView(PasskeyId Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool IsSynced);

/// <summary>An access token, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Scopes">What it may do; empty for all that its owner may.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="LastUsedAt">When it was last used.</param>
public sealed record OwnToken(ApiTokenId Id, string Name, string Scopes, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>What is typed to change a password.</summary>
/// <param name="Current">The one before.</param>
/// <param name="Password">The new one.</param>
/// <param name="Repeated">The new one again.</param>
/// <param name="EndOthers">Whether passkeys and access tokens end too.</param>
public sealed record PasswordChange(string? Current, string? Password, string? Repeated, bool EndOthers = false)
{
    /// <summary>No password.</summary>
    public override string ToString() => "a change of password";
}

/// <summary>What people do to their own account.</summary>
internal sealed class Profiles(EksGraderDb db, SignInCounter counter, PasswordWork passwords, NewPasswords rules, CredentialRevocation credentials, AuditTrail audit, TimeProvider time)
{
    /// <summary>The caller's account; missing where the caller is no person.</summary>
    public async Task<Result<AccountView>> ShowAsync(CurrentUser caller, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.User, cancellationToken) is not { } user)
            return Error.Missing;
        var now = time.GetUtcNow();
        return new AccountView(
            user.Email,
            user.Name,
            user.Language,
            user.PasswordHash is not null,
            await db.Passkeys.Where(p => p.UserId == user.Id).OrderBy(p => p.Id)
                .Select(p => new PasskeyView(p.Id, p.Name, p.CreatedAt, p.LastUsedAt, p.IsBackedUp)).ToListAsync(cancellationToken),
            await db.ApiTokens.Where(t => t.UserId == user.Id && t.RevokedAt == null && t.ExpiresAt > now).OrderBy(t => t.Id)
                .Select(t => new OwnToken(t.Id, t.Name, t.Scopes, t.ExpiresAt, t.LastUsedAt)).ToListAsync(cancellationToken));
    }

    /// <summary>Gives another name and language.</summary>
    public Task<Result<User>> DescribeAsync(CurrentUser caller, string? name, string? language, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var read = faults.Text("name", name, User.LongestName);
        var spoken = string.IsNullOrEmpty(language) ? null : language;
        if (spoken is not (null or "ko" or "en"))
            faults.AddRange([new Checks.Input.ValidationError("language", AccountTexts.Catalog["LanguageUnknown"])]);
        if (faults.Any)
            return Task.FromResult<Result<User>>(Error.Invalid(faults.All));
        return ChangeAsync(
            caller,
            user =>
            {
                if (user.Name != read)
                    audit.Note(caller, "account.renamed", $"user {user.Email}", course: null, user.Name, read);
                user.Rename(read);
                user.Speak(spoken);
            },
            cancellationToken);
    }

    /// <summary>Sets a new password, by the one before where there is one. Every session ends; the caller's begins anew.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="change">What was typed.</param>
    /// <param name="place">Where the try comes from: the password before can be guessed here too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<User>> SetPasswordAsync(CurrentUser caller, PasswordChange change, SignInPlace place, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == caller.User, cancellationToken) is not { } account)
            return Error.Missing;
        var faults = await rules.FaultsAsync(account, change.Password, change.Repeated);
        if (faults.Count > 0)
            return Error.Invalid(faults);
        if (account.PasswordHash is not null && await CheckAsync(account, change.Current, place, cancellationToken) is { } wrong)
            return wrong;
        var password = await rules.ReadAsync(account, change.Password, change.Repeated, cancellationToken);
        if (!password.IsSuccess)
            return password.Error;
        return await db.WriteAsync<Result<User>>(
            async token =>
            {
                // The check took its time: anyone who was put out meanwhile does not get in again by it.
                // The row is written at once, and so locked: nothing gets in between.
                var same = db.Users.Where(u => u.Id == account.Id && u.SecurityStamp == account.SecurityStamp);
                if (await same.ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, account.SecurityStamp), token) == 0)
                    return Error.Missing;
                var user = await db.Users.FirstAsync(u => u.Id == account.Id, token);
                user.SetPassword(password.Value.Hash);
                audit.Note(caller, "password.changed", $"user {user.Email}", course: null);
                if (change.EndOthers)
                {
                    var (passkeys, tokens) = await credentials.BesidesPasswordAsync(user, token);
                    audit.Note(caller, "credentials.reset", $"user {user.Email}", course: null, from: FormattableString.Invariant($"{passkeys} passkeys, {tokens} access tokens"));
                }

                return user;
            },
            cancellationToken);
    }

    /// <summary>Ends every session of the caller, this one too. Access tokens go on.</summary>
    public Task<Result<User>> EndSessionsAsync(CurrentUser caller, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        user =>
        {
            user.EndSessions();
            audit.Note(caller, "sessions.ended", $"user {user.Email}", course: null);
        },
        cancellationToken);

    private Task<Result<User>> ChangeAsync(CurrentUser caller, Action<User> change, CancellationToken cancellationToken) => db.WriteAsync<Result<User>>(
        async token =>
        {
            if (await db.Users.FirstOrDefaultAsync(u => u.Id == caller.User, token) is not { } user)
                return Error.Missing;
            change(user);
            return user;
        },
        cancellationToken);

    private async Task<Error?> CheckAsync(User account, string? current, SignInPlace place, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(current))
            return Error.Invalid("current", ApiTexts.Catalog["Missing"]);
        var (wait, result) = await counter.CheckAsync(
            account.Email, place.Origin, token => passwords.VerifyAsync(account, current ?? "", isKnown: true, token), time, cancellationToken);
        if (wait > TimeSpan.Zero)
            return SignIns.Waits(wait);
        if (result is null)
            return Error.Of(ProblemKind.Unavailable, AccountTexts.Catalog["Busy"]);
        if (result == PasswordVerificationResult.Failed)
            return Error.Invalid("current", AccountTexts.Catalog["PasswordWrong"]);
        await counter.ForgetAsync(account.Email, place.Origin, CancellationToken.None);
        return null;
    }
}
