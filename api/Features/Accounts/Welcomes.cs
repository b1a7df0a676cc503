using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>What a person types who follows an invitation.</summary>
/// <param name="Code">The code.</param>
/// <param name="Email">The address; for the first admin only.</param>
/// <param name="Name">The name; for the first admin only.</param>
/// <param name="Password">The new password.</param>
/// <param name="Repeated">The same again.</param>
public sealed record Acceptance(string? Code, string? Email, string? Name, string? Password, string? Repeated)
{
    /// <summary>Neither code nor password.</summary>
    public override string ToString() => $"acceptance {Email}";
}

/// <summary>Accepts invitations.</summary>
internal sealed class Welcomes(EksGraderDb db, NetworkTries networks, NewPasswords passwords, CredentialRevocation credentials, AuditTrail audit, TimeProvider time)
{
    /// <summary>
    /// Opens an invitation. One that is open is never refused because others fail: its code has 80 random bits. A wrong one counts as a
    /// failure of its network; what has not the form of a code counts for nothing.
    /// </summary>
    /// <param name="typed">The code as it was typed.</param>
    /// <param name="network">Where from.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<OpenInvitation>> OpenAsync(string? typed, string network, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return Error.Invalid("typed", ApiTexts.Catalog["Missing"]);
        if (await FindAsync(typed, cancellationToken) is { } open)
            return open;
        return InvitationCode.Read(typed) is not null && networks.IsTooMuch(network) ? SignIns.Waits(networks.WaitOf(network)) : Ended();
    }

    /// <summary>An invitation that is open; null where the code is none, was used or has ended.</summary>
    public async Task<OpenInvitation?> FindAsync(string? typed, CancellationToken cancellationToken)
    {
        if (InvitationCode.Read(typed) is not { } code || await Open(code).AsNoTracking().FirstOrDefaultAsync(cancellationToken) is not { } invitation)
            return null;
        var account = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == invitation.UserId, cancellationToken);
        return new OpenInvitation(invitation.Kind, account, code);
    }

    /// <summary>Accepts with a password; the account.</summary>
    public async Task<Result<User>> WithPasswordAsync(Acceptance accepted, CancellationToken cancellationToken)
    {
        if (await FindAsync(accepted.Code, cancellationToken) is not { } invitation)
            return Ended();
        var faults = new FieldErrors();
        var isFirst = invitation.Kind == InvitationKind.FirstAdmin;
        var email = isFirst ? faults.Email("email", accepted.Email) : "";
        var name = isFirst ? faults.Text("name", accepted.Name, User.LongestName) : "";
        var account = invitation.Account ?? new User(Id.New<UserId>(time), email, name, time.GetUtcNow());
        var password = await passwords.ReadAsync(account, accepted.Password, accepted.Repeated, cancellationToken);
        if (!password.IsSuccess)
            faults.AddRange(password.Error.Errors);
        if (faults.Any)
            return Error.Invalid(faults.All);
        if (!password.IsSuccess)
            return password.Error;
        return await AcceptAsync(invitation, isFirst ? account : null, user => user.SetPassword(password.Value.Hash), cancellationToken);
    }

    /// <summary>Accepts with a passkey that Identity has checked; the account.</summary>
    public async Task<Result<User>> WithPasskeyAsync(string? code, UserPasskeyInfo info, PasskeyUserEntity of, string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(code, cancellationToken) is not { Account: { } account } invitation || of.Id != account.Id.ToString())
            return Ended();
        return await AcceptAsync(
            invitation,
            newcomer: null,
            user => db.Passkeys.Add(PasskeyMaker.Make(user.Id, info, name, time)),
            cancellationToken);
    }

    private static Error Ended() => Error.Of(ProblemKind.NotFound, AccountTexts.Catalog["InvitationEnded"]);

    private IQueryable<Invitation> Open(string code)
    {
        var (hash, now) = (InvitationCode.HashOf(code), time.GetUtcNow());
        return db.Invitations.Where(i => i.Hash == hash && i.ClosedAt == null && i.ExpiresAt > now);
    }

    // Of two who follow one link at once, one closes it first; the other's work is done again and finds it closed.
    private Task<Result<User>> AcceptAsync(OpenInvitation invitation, User? newcomer, Action<User> credential, CancellationToken cancellationToken) => db.WriteAsync<Result<User>>(
        async token =>
        {
            var now = time.GetUtcNow();
            if (await Open(invitation.Code).FirstOrDefaultAsync(token) is not { } open)
                return Ended();
            if (newcomer is not null && await db.Users.AnyAsync(u => u.IsAdmin, token))
                return Ended();
            open.Close(now);
            var user = await AccountAsync(open, newcomer, token);
            foreach (var other in await db.Invitations.Where(i => i.UserId == user.Id && i.ClosedAt == null && i.Id != open.Id).ToListAsync(token))
                other.Close(now);

            // Anyone who gets in again by an invitation may do so because someone else got in before.
            await credentials.AllAsync(CurrentUser.Of(user), user, open.CourseId, "an invitation was accepted", token);
            credential(user);
            user.SignedIn(now);
            if (newcomer is not null)
            {
                user.BecomeAdmin(true);
                user.Rename(newcomer.Name);
                audit.Note(CurrentUser.Of(user), "admin.named", $"user {user.Email}", course: null, to: "Admin", why: "the one-time link of the first start");
            }

            audit.Note(CurrentUser.Of(user), "invitation.accepted", $"user {user.Email}", open.CourseId);
            return user;
        },
        cancellationToken);

    private async Task<User> AccountAsync(Invitation invitation, User? newcomer, CancellationToken cancellationToken)
    {
        if (newcomer is null)
            return await db.Users.FirstAsync(u => u.Id == invitation.UserId, cancellationToken);
        if (await db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == newcomer.NormalizedEmail, cancellationToken) is { } known)
            return known;
        db.Users.Add(newcomer);
        return newcomer;
    }
}
