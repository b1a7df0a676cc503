using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Db.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Accounts;

/// <summary>Admins: who is one, who becomes one, who is one no more. The caller is one.</summary>
/// <param name="db">The database.</param>
/// <param name="accounts">People's accounts.</param>
/// <param name="mint">Makes invitations.</param>
/// <param name="audit">The audit trail.</param>
public sealed class Admins(EksGraderDb db, AccountBook accounts, InvitationMint mint, AuditTrail audit)
{
    /// <summary>Makes an admin of somebody.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="name">The person's name, where the account is to be made; null for the address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Answer<RoleGiven>> NameAsync(Caller caller, string? email, string? name, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Refusal.Missing;
        var faults = new FieldFaults();
        var address = faults.Email("email", email);
        var called = string.IsNullOrWhiteSpace(name) ? address : faults.Text("name", name, User.LongestName);
        if (faults.Any)
            return Refusal.Invalid(faults.All);
        return await db.WriteAsync<Answer<RoleGiven>>(
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

    /// <summary>Takes it back from somebody; there is always one left.</summary>
    public async Task<Answer<Done>> DismissAsync(Caller caller, string? email, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Refusal.Missing;
        var normalized = User.Normalize(email ?? "");
        return await db.WriteAsync<Answer<Done>>(
            async token =>
            {
                // Written as they are, and so locked: of two admins who dismiss each other at once, the second waits and finds one left.
                await db.Users.Where(u => u.IsAdmin).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true), token);
                var admins = await db.Users.Where(u => u.IsAdmin).ToListAsync(token);
                if (admins.Find(u => u.NormalizedEmail == normalized) is not { } user)
                    return Refusal.Missing;
                if (admins.Count == 1)
                    return Refusal.Of(ProblemKind.Invalid, AccountTexts.Catalog["LastAdmin"]);
                user.BecomeAdmin(false);
                audit.Note(caller, "role.changed", $"user {user.Email}", course: null, from: "Admin");
                return Done.It;
            },
            cancellationToken);
    }

    /// <summary>A new invitation for an admin, to be passed on.</summary>
    public async Task<Answer<HandedOut>> InviteAsync(Caller caller, string? email, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin)
            return Refusal.Missing;
        var normalized = User.Normalize(email ?? "");
        return await db.WriteAsync<Answer<HandedOut>>(
            async token =>
            {
                if (await db.Users.FirstOrDefaultAsync(u => u.IsAdmin && u.NormalizedEmail == normalized, token) is not { } user)
                    return Refusal.Missing;
                var (code, invitation) = await mint.RenewAsync(user, course: null, InvitationChannel.List, token);
                audit.Note(caller, "invitation.handedOut", $"user {user.Email}", course: null, to: $"{invitation.Channel}, until {invitation.ExpiresAt:u}");
                return new HandedOut(user.Name, user.Email, Number: null, Section: null, code, invitation.ExpiresAt);
            },
            cancellationToken);
    }
}
