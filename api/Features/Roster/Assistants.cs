using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Roster;

/// <summary>A person who is to assist a course.</summary>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Name">The person's name, where the account is to be made; the address where nothing is said.</param>
public sealed record AssistantEntry(string? Email, string? Name);

/// <summary>An assistant who was named.</summary>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="Invited">Whether an invitation is on its way by e-mail. It goes to the person alone, and only where the account has no password and no passkey.</param>
/// <param name="WasReset">Whether password, passkeys and tokens of the account were removed, since an earlier invitation was shown to another person.</param>
/// <param name="NeedsInvitation">Whether the account still needs an invitation that only an admin can hand out.</param>
public sealed record AssistantView(string Email, bool Invited, bool WasReset, bool NeedsInvitation);

/// <summary>
/// Assistants whom instructors name for their own courses. An instructor gives no role but this one, takes none but this one, and never
/// sees an invitation to an account that has a role: it is mailed to its owner.
/// </summary>
internal sealed class Assistants(
    EksGraderDb db, CourseAccess access, AccountRegistry accounts, InvitationIssuer issuer, Invitations invitations, AuditTrail audit, TimeProvider time)
{
    private const int Most = 100;

    /// <summary>Names an assistant and mails the invitation, where the account needs one.</summary>
    /// <param name="caller">Who asks: an instructor of the course.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="entry">The person.</param>
    /// <param name="address">Where people open the service.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<AssistantView>> NameAsync(CurrentUser caller, string course, AssistantEntry entry, Uri address, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var faults = new FieldErrors();
        var email = faults.Email("email", entry.Email);
        var name = string.IsNullOrWhiteSpace(entry.Name) ? email : faults.Text("name", entry.Name, User.LongestName);
        if (faults.Any)
            return Error.Invalid(faults.All);

        var given = await db.WriteAsync<Result<RoleGiven>>(
            async token => await ObjectionAsync(caller, found, email, token) is { } objection
                ? Error.Invalid("email", objection)
                : new RoleGiven(await GiveAsync(caller, found, email, name, token)),
            cancellationToken);
        if (!given.IsSuccess)
            return given.Error;

        var isInvited = invitations.CanMail && await invitations.ToAssistantAsync(caller, found, email, address, cancellationToken) > 0;
        var waits = !isInvited && await db.Users.Where(u => u.NormalizedEmail == User.Normalize(email)).WithoutCredentials(db).AnyAsync(cancellationToken);
        return new AssistantView(email, isInvited, given.Value.WasReset, waits);
    }

    /// <summary>Takes the role of an assistant back. The account stays, and so do its other roles.</summary>
    public async Task<Result<Unit>> RemoveAsync(CurrentUser caller, string course, string? email, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        var wanted = User.Normalize(email ?? "");
        return await db.WriteAsync<Result<Unit>>(
            async token =>
            {
                var assistant = await db.Memberships.Where(m => m.CourseId == found.Id && m.Role == CourseRole.Assistant)
                    .Join(db.Users.Where(u => u.NormalizedEmail == wanted), m => m.UserId, u => u.Id, (m, u) => new { Membership = m, u.Email }).FirstOrDefaultAsync(token);
                if (assistant is null)
                    return Error.Missing;
                db.Memberships.Remove(assistant.Membership);
                audit.Note(caller, "role.changed", $"user {assistant.Email}", found.Id, nameof(CourseRole.Assistant));
                return Unit.Value;
            },
            cancellationToken);
    }

    // Why the caller may not name this person; null where they may.
    private async Task<LocalizedText?> ObjectionAsync(CurrentUser caller, Course course, string email, CancellationToken cancellationToken)
    {
        var wanted = User.Normalize(email);
        if (await db.Memberships.CountAsync(m => m.CourseId == course.Id, cancellationToken) >= Most)
            return ApiTexts.Catalog["TooMany", Most];
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == wanted, cancellationToken) is not { } user)
            return null;
        if (await db.Memberships.AnyAsync(m => m.CourseId == course.Id && m.UserId == user.Id && m.Role == CourseRole.Instructor, cancellationToken))
            return RosterTexts.Catalog["AssistantTeaches"];

        // Someone whose own work is graded here would give themselves points.
        if (await db.Students.AnyAsync(s => s.CourseId == course.Id && s.UserId == user.Id && s.LeftAt == null, cancellationToken))
            return RosterTexts.Catalog["AssistantLearns"];

        // Given a role, an account whose invitation others saw is put out (InvitationIssuer). No one does that to a stranger's student, nor
        // to anyone who would not get a new invitation at once.
        if (caller.IsAdmin || !await issuer.WasShownAsync(user.Id, cancellationToken))
            return null;
        return await issuer.WasShownOutsideAsync(user.Id, caller, cancellationToken) ? RosterTexts.Catalog["AssistantOfOthers"]
            : invitations.CanMail ? null : RosterTexts.Catalog["AssistantNeedsMail"];
    }

    private async Task<bool> GiveAsync(CurrentUser caller, Course course, string email, string name, CancellationToken cancellationToken)
    {
        var user = (await accounts.FindOrMakeAsync([(email, name)], cancellationToken))[User.Normalize(email)];
        if (await db.Memberships.AnyAsync(m => m.CourseId == course.Id && m.UserId == user.Id, cancellationToken))
            return false;
        var wasReset = await issuer.EvictSeenAsync(caller, [user.Id], course.Id, cancellationToken);
        db.Memberships.Add(new Membership(course.Id, user.Id, CourseRole.Assistant, time.GetUtcNow()));
        audit.Note(caller, "role.changed", $"user {user.Email}", course.Id, to: nameof(CourseRole.Assistant));
        return wasReset;
    }
}
