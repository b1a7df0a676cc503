using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Accounts;

/// <summary>Makes invitations and ends them, in the caller's transaction.</summary>
internal sealed class InvitationIssuer(EksGraderDb db, CredentialRevocation credentials, IOptions<SiteOptions> site, TimeProvider time)
{
    /// <summary>A new one, which takes the place of those before.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="course">The course that it is handed out for; null for none.</param>
    /// <param name="channel">How it reaches its person.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <returns>The code, and what is kept of it.</returns>
    public async Task<(string Code, Invitation Invitation)> RenewAsync(User user, CourseId? course, InvitationChannel channel, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var earlier in await db.Invitations.Where(i => i.UserId == user.Id && i.ClosedAt == null).ToListAsync(cancellationToken))
            earlier.Close(now);
        var code = InvitationCode.New();
        var made = new Invitation
        {
            Id = Id.New<InvitationId>(time),
            Kind = InvitationKind.Account,
            UserId = user.Id,
            CourseId = course,
            Channel = channel,
            Hash = InvitationCode.HashOf(code),
            CreatedAt = now,
            ExpiresAt = now + site.Value.InvitationLife,
        };
        db.Invitations.Add(made);
        return (code, made);
    }

    /// <summary>
    /// Ends what someone else has seen: its people are given a role. An instructor of another course may hold an invitation, or may have
    /// used one before, so anyone who had no role until now and was ever invited for a course other than by e-mail gets in by a new one only.
    /// </summary>
    /// <param name="caller">Who gives the role.</param>
    /// <param name="people">Who get it; it is not stored yet.</param>
    /// <param name="course">In which course; null for all.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <returns>Whether anyone was put out, and so needs a new invitation.</returns>
    public async Task<bool> EvictSeenAsync(CurrentUser caller, IReadOnlyList<UserId> people, CourseId? course, CancellationToken cancellationToken)
    {
        await EndAsync(Shown().Where(i => i.UserId != null && people.Contains(i.UserId.Value)), cancellationToken);

        // Invitations of those who have a role already were shown to admins alone (see InvitationVisibility).
        var suspects = await Suspects(people).ToListAsync(cancellationToken);
        var isAny = false;
        foreach (var user in suspects)
            isAny |= await credentials.AllAsync(caller, user, course, "a role was given, and an earlier invitation was shown to someone else", cancellationToken);
        return isAny;
    }

    /// <summary>Whether giving a person a role puts their account out, where anyone got into it: an invitation to it was shown to someone else.</summary>
    public Task<bool> WasShownAsync(UserId person, CancellationToken cancellationToken) => Suspects([person]).AnyAsync(cancellationToken);

    /// <summary>Whether an invitation to an account was shown for a course that the caller does not instruct.</summary>
    public Task<bool> WasShownOutsideAsync(UserId person, CurrentUser caller, CancellationToken cancellationToken) => ShownOfCourses()
        .AnyAsync(i => i.UserId == person && !db.Memberships.Any(m => m.CourseId == i.CourseId && m.UserId == caller.User && m.Role == CourseRole.Instructor), cancellationToken);

    /// <summary>Ends those that were shown for other courses: their people join this one, and are out of the reach of those who saw them.</summary>
    public async Task EndSeenElsewhereAsync(IReadOnlyList<UserId> people, CourseId course, CancellationToken cancellationToken)
    {
        foreach (var some in people.Chunk(500))
            await EndAsync(Shown().Where(i => i.UserId != null && some.Contains(i.UserId.Value) && i.CourseId != course), cancellationToken);
    }

    // Without a role until now, and once invited for a course other than by e-mail.
    private IQueryable<User> Suspects(IReadOnlyList<UserId> people) => db.Users
        .Where(u => people.Contains(u.Id) && !u.IsAdmin && !db.Memberships.Any(m => m.UserId == u.Id) && ShownOfCourses().Any(i => i.UserId == u.Id));

    private IQueryable<Invitation> ShownOfCourses() =>
        db.Invitations.Where(i => i.Kind == InvitationKind.Account && i.Channel != InvitationChannel.Mail && i.CourseId != null);

    private IQueryable<Invitation> Shown() => db.Invitations.Where(i => i.UserId != null && i.ClosedAt == null && i.Channel != InvitationChannel.Mail);

    private async Task EndAsync(IQueryable<Invitation> invitations, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var open in await invitations.ToListAsync(cancellationToken))
            open.Close(now);
    }
}
