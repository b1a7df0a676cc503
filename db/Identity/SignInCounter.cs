using System.Security.Cryptography;
using System.Text;
using EksGrader.Db.Courses;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Identity;

/// <summary>
/// Counts failed sign-ins by account and origin: guesses from one place never keep the account's owner out at another. After five the
/// next has to wait a minute, and twice as long after each further one, a quarter of an hour at most.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="time">The clock.</param>
public sealed class SignInCounter(EksGraderDb db, TimeProvider time)
{
    /// <summary>How many failures are forgiven.</summary>
    public const int Forgiven = 5;

    /// <summary>The longest wait, and how long a failure is remembered after it.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Counts a try before it is made, so that a hundred at once are no more than a hundred one after the other.</summary>
    /// <param name="email">The address as it was typed.</param>
    /// <param name="origin">The origin.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How long the next try has to wait; zero where this one may be made.</returns>
    public Task<TimeSpan> BeginAsync(string email, string origin, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var (now, account) = (time.GetUtcNow(), Hash(email));
            var before = now - (2 * LongestWait);
            await db.FailedSignIns.Where(f => f.LastAt < before).ExecuteDeleteAsync(token);
            var known = await db.FailedSignIns.FindAsync([account, origin], token);
            if (known is { Count: >= Forgiven } && known.LastAt + WaitAfter(known.Count) - now is { Ticks: > 0 } left)
                return left;
            if (known is null)
                db.FailedSignIns.Add(known = new FailedSignIns(account, origin, now));
            known.Add(now, afresh: known.LastAt + LongestWait < now);
            return TimeSpan.Zero;
        },
        cancellationToken);

    /// <summary>Forgets the failures of an account at an origin: its owner got in.</summary>
    public Task ForgetAsync(string email, string origin, CancellationToken cancellationToken)
    {
        var account = Hash(email);
        return db.FailedSignIns.Where(f => f.Account == account && f.Origin == origin).ExecuteDeleteAsync(cancellationToken);
    }

    private static TimeSpan WaitAfter(int failures)
    {
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(failures - Forgiven, 10)));
        return wait < LongestWait ? wait : LongestWait;
    }

    private static string Hash(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(User.Normalize(email))));
}
