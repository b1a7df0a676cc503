using EksGrader.Api.Auth;
using EksGrader.Db;
using EksGrader.Db.Identity;
using EksGrader.Db.Ids;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Accounts;

/// <summary>The passkeys of the caller's account.</summary>
/// <param name="db">The database.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="time">The clock.</param>
internal sealed class PasskeyCommands(EksGraderDb db, AuditTrail audit, TimeProvider time)
{
    // Nobody has more devices.
    private const int Most = 20;

    /// <summary>Adds a passkey that Identity has checked.</summary>
    public Task<Answer<Done>> AddAsync(Caller caller, UserPasskeyInfo info, PasskeyUserEntity of, string name, CancellationToken cancellationToken)
    {
        if (of.Id != caller.User?.ToString())
            return Task.FromResult<Answer<Done>>(Refusal.Missing);
        return db.WriteAsync<Answer<Done>>(
            async token =>
            {
                if (await db.Users.FirstOrDefaultAsync(u => u.Id == caller.User, token) is not { } user)
                    return Refusal.Missing;
                if (await db.Passkeys.CountAsync(p => p.UserId == user.Id, token) >= Most)
                    return Refusal.Of(ProblemKind.Invalid, ApiTexts.Catalog["TooMany", Most]);
                db.Passkeys.Add(PasskeyMaker.Make(user.Id, info, name, time));
                audit.Note(caller, "passkey.added", $"user {user.Email}", course: null, to: name);
                return Done.It;
            },
            cancellationToken);
    }

    /// <summary>Gives one another name.</summary>
    public Task<Answer<Done>> RenameAsync(Caller caller, PasskeyId id, string? name, CancellationToken cancellationToken)
    {
        var faults = new FieldFaults();
        var read = faults.Text("passkeyName", name, Passkey.LongestName);
        if (faults.Any)
            return Task.FromResult<Answer<Done>>(Refusal.Invalid(faults.All));
        return db.WriteAsync<Answer<Done>>(
            async token =>
            {
                if (await db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.UserId == caller.User, token) is not { } passkey)
                    return Refusal.Missing;
                passkey.Rename(read);
                return Done.It;
            },
            cancellationToken);
    }

    /// <summary>Removes one, unless it is the only way in.</summary>
    public Task<Answer<Done>> RemoveAsync(Caller caller, PasskeyId id, CancellationToken cancellationToken) => db.WriteAsync<Answer<Done>>(
        async token =>
        {
            if (await db.Users.FirstOrDefaultAsync(u => u.Id == caller.User, token) is not { } user
                || await db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.UserId == user.Id, token) is not { } passkey)
            {
                return Refusal.Missing;
            }

            if (user.PasswordHash is null && await db.Passkeys.CountAsync(p => p.UserId == user.Id, token) == 1)
                return Refusal.Of(ProblemKind.Invalid, AccountTexts.Catalog["LastCredential"]);
            db.Passkeys.Remove(passkey);
            // Whoever removes a lost device's passkey wants the device out.
            user.EndSessions();
            audit.Note(caller, "passkey.removed", $"user {user.Email}", course: null, from: passkey.Name);
            return Done.It;
        },
        cancellationToken);
}
