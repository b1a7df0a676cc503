using System.Security.Cryptography;
using System.Text;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Accounts;

/// <summary>
/// Counts failed sign-ins by account and origin: guesses from one place never keep the account's owner out at another. After five the
/// next has to wait a minute, and twice as long after each further one, a quarter of an hour at most. All networks together have fifty:
/// who guesses from ever new addresses has to wait too, while browsers that the account knows go on.
/// </summary>
public sealed class SignInCounter(EksGraderDb db, TimeProvider time)
{
    /// <summary>How many failures of one origin are forgiven.</summary>
    public const int Forgiven = 5;

    /// <summary>How many failures of all networks together are forgiven. One network, such as a classmate's, cannot come to so many: it waits after five.</summary>
    public const int ForgivenNetworks = 50;

    /// <summary>The longest wait, and how long a failure is remembered after it.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Counts a try before it is made, so that a hundred at once are no more than a hundred one after the other.</summary>
    /// <param name="email">The address as it was typed.</param>
    /// <param name="origin">The origin.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How long the next try has to wait; zero where this one may be made.</returns>
    public Task<TimeSpan> BeginAsync(string email, SignInOrigin origin, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var (now, account) = (time.GetUtcNow(), Hash(email));
            var before = now - (2 * LongestWait);
            await db.FailedSignIns.Where(f => f.LastAt < before).ExecuteDeleteAsync(token);
            var own = await db.FailedSignIns.FindAsync([account, origin.Name], token);
            var all = origin.IsNetwork ? await db.FailedSignIns.FindAsync([account, SignInOrigin.Networks.Name], token) : null;
            var (wait, waitOfAll) = (WaitOf(own, Forgiven, now), WaitOf(all, ForgivenNetworks, now));
            if (wait > TimeSpan.Zero || waitOfAll > TimeSpan.Zero)
                return wait > waitOfAll ? wait : waitOfAll;
            Add(own, account, origin, now);
            if (origin.IsNetwork)
                Add(all, account, SignInOrigin.Networks, now);
            return TimeSpan.Zero;
        },
        cancellationToken);

    /// <summary>Forgets the failures of an account at an origin: its owner got in. Of all networks together, only the try itself is taken back: the others may be a stranger's.</summary>
    public Task ForgetAsync(string email, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var account = Hash(email);
        return db.WriteAsync(
            async token =>
            {
                await db.FailedSignIns.Where(f => f.Account == account && f.Origin == origin.Name).ExecuteDeleteAsync(token);
                if (origin.IsNetwork)
                    (await db.FailedSignIns.FindAsync([account, SignInOrigin.Networks.Name], token))?.TakeBack();
            },
            cancellationToken);
    }

    /// <summary>Takes back one try alone, at its origin and of all networks together: its password was not checked. The failures before it stay.</summary>
    /// <param name="email">The address as it was typed.</param>
    /// <param name="origin">The origin.</param>
    /// <param name="begun">When the try had begun: just after <see cref="BeginAsync"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task TakeBackAsync(string email, SignInOrigin origin, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var account = Hash(email);
        return db.WriteAsync(
            async token =>
            {
                TakeBack(await db.FailedSignIns.FindAsync([account, origin.Name], token), Forgiven, begun);
                if (origin.IsNetwork)
                    TakeBack(await db.FailedSignIns.FindAsync([account, SignInOrigin.Networks.Name], token), ForgivenNetworks, begun);
            },
            cancellationToken);
    }

    private static void TakeBack(FailedSignIns? known, int forgiven, DateTimeOffset begun)
    {
        if (known is null)
            return;
        known.TakeBack();

        // It was let in, so the wait before it was over; it starts none of its own. A later try's wait stays.
        if (known.Count >= forgiven && known.LastAt <= begun)
            known.SetBack(begun - WaitAfter(known.Count - forgiven));
    }

    private static TimeSpan WaitOf(FailedSignIns? known, int forgiven, DateTimeOffset now) =>
        known is not null && known.Count >= forgiven && known.LastAt + WaitAfter(known.Count - forgiven) - now is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static TimeSpan WaitAfter(int furtherFailures)
    {
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(furtherFailures, 10)));
        return wait < LongestWait ? wait : LongestWait;
    }

    private static string Hash(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(User.Normalize(email))));

    private void Add(FailedSignIns? known, string account, SignInOrigin origin, DateTimeOffset now)
    {
        if (known is null)
            db.FailedSignIns.Add(known = new FailedSignIns(account, origin.Name, now));
        known.Add(now, afresh: known.LastAt + LongestWait < now);
    }
}

/// <summary>Where tries to sign in to an account are counted together.</summary>
/// <param name="Name">What tells it from others.</param>
/// <param name="IsNetwork">Whether it is a network, where strangers may try. All networks together have a limit of their own.</param>
public readonly record struct SignInOrigin(string Name, bool IsNetwork)
{
    /// <summary>Every network together.</summary>
    internal static readonly SignInOrigin Networks = new("networks", IsNetwork: false);

    /// <summary>A browser that the account was signed in with before.</summary>
    public static SignInOrigin Browser(string id) => new($"browser {id}", IsNetwork: false);

    /// <summary>A client's network.</summary>
    public static SignInOrigin Network(string network) => new($"network {network}", IsNetwork: true);

    /// <summary>Something else that is counted by the account alone.</summary>
    public static SignInOrigin Of(string name) => new(name, IsNetwork: false);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
