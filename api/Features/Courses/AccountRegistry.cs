using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Courses;

/// <summary>Finds people's accounts by e-mail address, and makes those that are not there yet. One person has one account in all courses.</summary>
internal sealed class AccountRegistry(EksGraderDb db, TimeProvider time)
{
    /// <summary>The accounts of some people, by normalized address, in the caller's transaction.</summary>
    public async Task<IReadOnlyDictionary<string, User>> FindOrMakeAsync(IReadOnlyList<(string Email, string Name)> people, CancellationToken cancellationToken)
    {
        var wanted = people.Select(p => User.Normalize(p.Email)).ToList();
        var known = new Dictionary<string, User>(StringComparer.Ordinal);
        foreach (var some in wanted.Chunk(500))
        {
            foreach (var user in await db.Users.Where(u => some.Contains(u.NormalizedEmail)).ToListAsync(cancellationToken))
                known[user.NormalizedEmail] = user;
        }

        foreach (var (email, name) in people)
        {
            if (!known.ContainsKey(User.Normalize(email)))
            {
                var user = new User(Id.New<UserId>(time), email, name, time.GetUtcNow());
                db.Users.Add(user);
                known[user.NormalizedEmail] = user;
            }
        }

        return known;
    }
}
