using System.Text;
using System.Threading.RateLimiting;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Host.Auth;

/// <summary>
/// Hashes and verifies passwords, which costs a processor a tenth of a second each, on half of the processors at most: a class that
/// signs in at once, or someone who guesses, waits for its turn and leaves the rest to the gradings.
/// </summary>
internal sealed class PasswordWork : IDisposable
{
    private readonly IPasswordHasher<User> hasher;
    private readonly string absentHash;
    private readonly User absent;

    // Several hundred wait half a minute; anyone who comes then is told to come again.
    private readonly ConcurrencyLimiter turns = Turns(Math.Max(1, Environment.ProcessorCount / 2));

    // Browsers that an account knows, and new passwords of who is in already: strangers who guess do not stand before them.
    private readonly ConcurrencyLimiter turnsOfKnown = Turns(1);

    public PasswordWork(IServiceScopeFactory scopes, TimeProvider time)
    {
        using var scope = scopes.CreateScope();
        hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<User>>();
        absent = new User(Id.New<UserId>(time), "", "", time.GetUtcNow());
        absentHash = hasher.HashPassword(absent, "");
    }

    /// <summary>Whether a password is an account's; null where too many wait. Takes as long where there is no account, or none with a password.</summary>
    /// <param name="account">The account; null for none.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="isKnown">Whether it was typed in a browser that the account knows.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn. A check that has begun runs to its end, and its result counts.</param>
    public Task<PasswordVerificationResult?> VerifyAsync(User? account, string password, bool isKnown, CancellationToken cancellationToken) => TakeTurnAsync<PasswordVerificationResult?>(
        isKnown ? turnsOfKnown : turns,
        () =>
        {
            var result = hasher.VerifyHashedPassword(account ?? absent, account?.PasswordHash ?? absentHash, Composed(password));
            return account?.PasswordHash is null ? PasswordVerificationResult.Failed : result;
        },
        cancellationToken);

    /// <summary>The hash of a new password; null where too many wait.</summary>
    public Task<string?> HashAsync(User account, string password, CancellationToken cancellationToken) =>
        TakeTurnAsync<string?>(turnsOfKnown, () => hasher.HashPassword(account, Composed(password)), cancellationToken);

    public void Dispose()
    {
        turns.Dispose();
        turnsOfKnown.Dispose();
    }

    private static ConcurrencyLimiter Turns(int atOnce) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce,
        QueueLimit = 400,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    // One keyboard types a letter whole, another in parts (NIST SP 800-63B 3.1.1.2). Half a surrogate pair is no character, nor is U+FFFE: both stay as they are.
    private static string Composed(string password) =>
        password.EnumerateRunes().Any(r => r == Rune.ReplacementChar || r.Value == 0xFFFE) ? password : password.Normalize(NormalizationForm.FormKC);

    private static async Task<T?> TakeTurnAsync<T>(ConcurrencyLimiter turns, Func<T> work, CancellationToken cancellationToken)
    {
        using var turn = await turns.AcquireAsync(1, cancellationToken);
        return turn.IsAcquired ? await Task.Run(work, CancellationToken.None) : default;
    }
}
