using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>The way into a service that nobody can sign in to yet: a link that is used once and ends after a day.</summary>
/// <param name="db">The database.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstAdmin(EksGraderDb db, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>A new code, which takes the place of those of earlier starts; null where there is an admin.</summary>
    public Task<string?> OfferAsync(CancellationToken cancellationToken) => db.WriteAsync<string?>(
        async token =>
        {
            var now = time.GetUtcNow();
            foreach (var earlier in await db.Invitations.Where(i => i.Kind == InvitationKind.FirstAdmin && i.ClosedAt == null).ToListAsync(token))
                earlier.Close(now);
            if (await db.Users.AnyAsync(u => u.IsAdmin, token))
                return null;
            var code = InvitationCode.New();
            db.Invitations.Add(new Invitation(
                Id.New<InvitationId>(time), InvitationKind.FirstAdmin, userId: null, courseId: null, InvitationChannel.Console, InvitationCode.HashOf(code), now, now + Life));
            return code;
        },
        cancellationToken);
}
