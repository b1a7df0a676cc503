using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Hands out invitations. A newer one takes the place of the one before, so handing out again is renewing.</summary>
internal sealed class Invitations(EksGraderDb db, CourseAccess access, InvitationIssuer mint, InvitationSender post, AuditTrail audit)
{
    private sealed record Invitee(User User, string? Number, string? Section);

    /// <summary>Hands out to students on the roster of a course; the caller is its instructor.</summary>
    public async Task<Result<InvitationSheet>> ToStudentsAsync(CurrentUser caller, string course, InvitationRequest request, Uri address, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is not { } found)
            return Error.Missing;
        return await HandOutAsync(caller, found, request, address, PeopleAsync, cancellationToken);

        async Task<List<Invitee>> PeopleAsync(IQueryable<User> users, CancellationToken token) =>
            [.. (await db.Students.Where(s => s.CourseId == found.Id && s.LeftAt == null).OrderBy(s => s.Section).ThenBy(s => s.Number)
                .Join(users, s => s.UserId, u => u.Id, (s, u) => new { User = u, s.Number, s.Section })
                .ToListAsync(token)).Select(x => new Invitee(x.User, x.Number, x.Section))];
    }

    /// <summary>Hands out to those who teach a course; the caller is an admin.</summary>
    public async Task<Result<InvitationSheet>> ToTeachersAsync(CurrentUser caller, string course, InvitationRequest request, Uri address, CancellationToken cancellationToken)
    {
        if (!caller.IsAdmin || await db.Courses.AsNoTracking().FirstOrDefaultAsync(c => c.Slug == course, cancellationToken) is not { } found)
            return Error.Missing;
        return await HandOutAsync(caller, found, request, address, PeopleAsync, cancellationToken);

        async Task<List<Invitee>> PeopleAsync(IQueryable<User> users, CancellationToken token) =>
            [.. (await db.Memberships.Where(m => m.CourseId == found.Id).Join(users, m => m.UserId, u => u.Id, (_, u) => u).OrderBy(u => u.Email).ToListAsync(token))
                .Select(u => new Invitee(u, null, null))];
    }

    /// <summary>Whether invitations can be mailed.</summary>
    public bool CanMail => post.IsConfigured;

    /// <summary>Mails an invitation to an assistant of a course that the caller instructs, where the account has neither password nor passkey; how many were made.</summary>
    public async Task<int> ToAssistantAsync(CurrentUser caller, Course course, string email, Uri address, CancellationToken cancellationToken)
    {
        return (await HandOutAsync(caller, course, new InvitationRequest([email], InvitationChannel.Mail), address, PeopleAsync, cancellationToken)).Value?.Made.Count ?? 0;

        async Task<List<Invitee>> PeopleAsync(IQueryable<User> users, CancellationToken token) =>
            [.. (await users.WithoutCredentials(db).AssistingOnly(db, caller.Viewer)
                .Where(u => db.Memberships.Any(m => m.CourseId == course.Id && m.UserId == u.Id && m.Role == CourseRole.Assistant)).ToListAsync(token))
                .Select(u => new Invitee(u, null, null))];
    }

    private async Task<Result<InvitationSheet>> HandOutAsync(
        CurrentUser caller, Course course, InvitationRequest request, Uri address, Func<IQueryable<User>, CancellationToken, Task<List<Invitee>>> people, CancellationToken cancellationToken)
    {
        if (request.Channel == InvitationChannel.Mail && !post.IsConfigured)
            return Error.Invalid("channel", AccountTexts.Catalog["MailOff"]);
        var mails = new List<SentInvitation>();
        var sheet = await db.WriteAsync(
            async token =>
            {
                mails.Clear();
                var invitees = await people(Wanted(request), token);
                var reach = request.Channel == InvitationChannel.Mail ? null : await ReachAsync(caller, invitees, token);
                var made = new List<HandedOut>();
                foreach (var invitee in invitees.Where(i => reach?.Contains(i.User.Id) != false))
                {
                    var (code, invitation) = await mint.RenewAsync(invitee.User, course.Id, request.Channel, token);
                    if (request.Channel == InvitationChannel.Mail)
                        mails.Add(new SentInvitation(invitation.Id, invitee.User.Name, invitee.User.Email, course.Title, code, invitation.ExpiresAt, address) { TimeZone = course.TimeZone });
                    made.Add(new HandedOut(invitee.User.Name, invitee.User.Email, invitee.Number, invitee.Section, reach is null ? null : code, invitation.ExpiresAt));
                    audit.Note(caller, "invitation.handedOut", $"user {invitee.User.Email}", course.Id, to: $"{request.Channel}, until {invitation.ExpiresAt:u}");
                }

                return new InvitationSheet(course, made, [.. invitees.Where(i => reach?.Contains(i.User.Id) == false).Select(i => i.User.Email)]);
            },
            cancellationToken);
        foreach (var invitation in mails)
            post.Send(invitation);
        return sheet;
    }

    private IQueryable<User> Wanted(InvitationRequest request)
    {
        if (request.People is null)
            return db.Users.WithoutCredentials(db);
        var wanted = request.People.Select(User.Normalize).ToList();
        return db.Users.Where(u => wanted.Contains(u.NormalizedEmail));
    }

    private async Task<HashSet<UserId>> ReachAsync(CurrentUser caller, List<Invitee> invitees, CancellationToken cancellationToken)
    {
        var ids = invitees.Select(i => i.User.Id).ToList();
        return [.. await db.Users.Where(u => ids.Contains(u.Id)).WithinReachOf(db, caller.Viewer).Select(u => u.Id).ToListAsync(cancellationToken)];
    }
}
