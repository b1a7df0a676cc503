using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Someone was given a role.</summary>
/// <param name="WasReset">Whether the person can sign in by a new invitation only: someone else may have used an earlier one.</param>
public sealed record RoleGiven(bool WasReset);

/// <summary>Admins: who is one, who becomes one, who is one no more. The caller is one.</summary>
internal sealed class Admins(EksGraderDb db, AccountRegistry accounts, InvitationIssuer mint, AuditTrail audit)
{
    /// <summary>Makes a person an admin.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="name">The person's name, where the account is to be made; null for the address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<RoleGiven>> NameAsync(CurrentUser caller, string? email, string? name, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Error.Missing;
        var faults = new FieldErrors();
        var address = faults.Email("email", email);
        var called = string.IsNullOrWhiteSpace(name) ? address : faults.Text("name", name, User.LongestName);
        if (faults.Any)
            return Error.Invalid(faults.All);
        return await db.WriteAsync<Result<RoleGiven>>(
            async token =>
            {
                var user = (await accounts.FindOrMakeAsync([(address, called)], token))[User.Normalize(address)];
                if (user.IsAdmin)
                    return new RoleGiven(WasReset: false);
                user.BecomeAdmin(true);
                var wasReset = await mint.EvictSeenAsync(caller, [user.Id], course: null, token);
                audit.Note(caller, "role.changed", $"user {user.Email}", course: null, to: "Admin");
                return new RoleGiven(wasReset);
            },
            cancellationToken);
    }

    /// <summary>Takes the role back; there is always one left.</summary>
    public async Task<Result<Unit>> DismissAsync(CurrentUser caller, string? email, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Error.Missing;
        var normalized = User.Normalize(email ?? "");
        return await db.WriteAsync<Result<Unit>>(
            async token =>
            {
                // Written as they are, and so locked: of two admins who dismiss each other at once, the second waits and finds one left.
                await db.Users.Where(u => u.IsAdmin).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true), token);
                var admins = await db.Users.Where(u => u.IsAdmin).ToListAsync(token);
                if (admins.Find(u => u.NormalizedEmail == normalized) is not { } user)
                    return Error.Missing;
                if (admins.Count == 1)
                    return Error.Of(ProblemKind.Invalid, AccountTexts.Catalog["LastAdmin"]);
                user.BecomeAdmin(false);
                audit.Note(caller, "role.changed", $"user {user.Email}", course: null, from: "Admin");
                return Unit.Value;
            },
            cancellationToken);
    }

    /// <summary>A new invitation for an admin, to be passed on.</summary>
    public async Task<Result<HandedOut>> InviteAsync(CurrentUser caller, string? email, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Error.Missing;
        var normalized = User.Normalize(email ?? "");
        return await db.WriteAsync<Result<HandedOut>>(
            async token =>
            {
                if (await db.Users.FirstOrDefaultAsync(u => u.IsAdmin && u.NormalizedEmail == normalized, token) is not { } user)
                    return Error.Missing;
                var (code, invitation) = await mint.RenewAsync(user, course: null, InvitationChannel.List, token);
                audit.Note(caller, "invitation.handedOut", $"user {user.Email}", course: null, to: $"{invitation.Channel}, until {invitation.ExpiresAt:u}");
                return new HandedOut(user.Name, user.Email, Number: null, Section: null, code, invitation.ExpiresAt);
            },
            cancellationToken);
    }
}
