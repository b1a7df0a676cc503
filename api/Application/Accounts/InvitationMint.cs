using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Db.Identity;
using EksGrader.Db.Ids;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Application.Accounts;

/// <summary>Makes invitations and ends them, in the caller's transaction.</summary>
/// <param name="db">The database.</param>
/// <param name="site">How long they are open.</param>
/// <param name="time">The clock.</param>
public sealed class InvitationMint(EksGraderDb db, IOptions<SiteOptions> site, TimeProvider time)
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
        var made = new Invitation(
            Id.New<InvitationId>(time), InvitationKind.Account, user.Id, course, channel, InvitationCode.HashOf(code), now, now + site.Value.InvitationLife);
        db.Invitations.Add(made);
        return (code, made);
    }

    /// <summary>Ends those that somebody else has seen: their people were given a role, and an instructor of another course may hold one.</summary>
    public async Task EndSeenAsync(IReadOnlyList<UserId> people, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var open in await db.Invitations.Where(i => i.UserId != null && people.Contains(i.UserId.Value) && i.ClosedAt == null && i.Channel != InvitationChannel.Mail).ToListAsync(cancellationToken))
            open.Close(now);
    }
}
