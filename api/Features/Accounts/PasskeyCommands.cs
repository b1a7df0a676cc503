using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>The passkeys of the caller's account.</summary>
internal sealed class PasskeyCommands(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    // No one has more devices.
    private const int Most = 20;

    /// <summary>Adds a passkey that Identity has checked.</summary>
    public Task<Result<Unit>> AddAsync(CurrentUser caller, UserPasskeyInfo info, PasskeyUserEntity of, string name, CancellationToken cancellationToken)
    {
        if (of.Id != caller.User?.ToString())
            return Task.FromResult<Result<Unit>>(Error.Missing);
        return db.WriteAsync<Result<Unit>>(
            async token =>
            {
                if (await db.Users.FirstOrDefaultAsync(u => u.Id == caller.User, token) is not { } user)
                    return Error.Missing;
                if (await db.Passkeys.CountAsync(p => p.UserId == user.Id, token) >= Most)
                    return Error.Of(ProblemKind.Invalid, ApiTexts.Catalog["TooMany", Most]);
                db.Passkeys.Add(PasskeyMaker.Make(user.Id, info, name, time));
                audit.Note(caller, "passkey.added", $"user {user.Email}", course: null, to: name);
                return Unit.Value;
            },
            cancellationToken);
    }

    /// <summary>Gives one another name.</summary>
    public Task<Result<Unit>> RenameAsync(CurrentUser caller, PasskeyId id, string? name, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var read = faults.Text("passkeyName", name, Passkey.LongestName);
        if (faults.Any)
            return Task.FromResult<Result<Unit>>(Error.Invalid(faults.All));
        return db.WriteAsync<Result<Unit>>(
            async token =>
            {
                if (await db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.UserId == caller.User, token) is not { } passkey)
                    return Error.Missing;
                passkey.Rename(read);
                return Unit.Value;
            },
            cancellationToken);
    }

    /// <summary>Removes one, unless it is the only way in.</summary>
    public Task<Result<Unit>> RemoveAsync(CurrentUser caller, PasskeyId id, CancellationToken cancellationToken) => db.WriteAsync<Result<Unit>>(
        async token =>
        {
            if (await db.Users.FirstOrDefaultAsync(u => u.Id == caller.User, token) is not { } user
                || await db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.UserId == user.Id, token) is not { } passkey)
            {
                return Error.Missing;
            }

            if (user.PasswordHash is null && await db.Passkeys.CountAsync(p => p.UserId == user.Id, token) == 1)
                return Error.Of(ProblemKind.Invalid, AccountTexts.Catalog["LastCredential"]);
            db.Passkeys.Remove(passkey);
            // Anyone who removes a lost device's passkey wants the device out.
            user.EndSessions();
            audit.Note(caller, "passkey.removed", $"user {user.Email}", course: null, from: passkey.Name);
            return Unit.Value;
        },
        cancellationToken);
}
