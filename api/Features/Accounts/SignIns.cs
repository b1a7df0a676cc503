using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Accounts;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Accounts;

/// <summary>
/// Signing in. Whether there is an account is told by neither words nor time: the same sentence for a wrong address and a wrong
/// password, a hash computed for both, and waits for addresses that no one has.
/// </summary>
internal sealed class SignIns(EksGraderDb db, SignInCounter counter, NetworkTries networks, PasswordWork passwords, TimeProvider time)
{
    /// <summary>
    /// Signs in with a password. What is empty or no address counts for nothing; what succeeds, or ends before the password was checked,
    /// gives back what it took.
    /// </summary>
    /// <param name="email">The address as it was typed.</param>
    /// <param name="password">The password as it was typed.</param>
    /// <param name="place">Where the try comes from.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    public async Task<Result<User>> WithPasswordAsync(string? email, string? password, SignInPlace place, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var address = faults.Email("email", email);
        if (string.IsNullOrEmpty(password))
            faults.Add("password", "Missing");
        if (faults.Any)
            return Error.Invalid(faults.All);

        // A browser that the account knows is refused nothing because strangers beside it fail: it is counted by itself alone.
        if (place.IsKnown)
            return await TryAsync(address, password ?? "", place, cancellationToken);
        using var permit = await networks.BeginAsync(place.Network, cancellationToken);
        if (permit is null)
            return Waits(networks.WaitOf(place.Network));
        var isWrong = false;
        try
        {
            var signed = await TryAsync(address, password ?? "", place, cancellationToken);
            isWrong = !signed.IsSuccess && signed.Error.Kind == ProblemKind.Invalid;
            return signed;
        }
        finally
        {
            // Busy, given up or a fault of ours: no password was found wrong.
            if (!isWrong)
                permit.GiveBack();
        }
    }

    /// <summary>Signs in with a passkey that Identity has checked.</summary>
    public Task<User> WithPasskeyAsync(UserId account, UserPasskeyInfo passkey, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var now = time.GetUtcNow();
            var known = await db.Passkeys.FirstAsync(p => p.UserId == account && p.CredentialId == passkey.CredentialId, token);
            known.Seen(passkey.SignCount, passkey.IsUserVerified, passkey.IsBackedUp);
            known.Used(now);
            var user = await db.Users.FirstAsync(u => u.Id == account, token);
            user.SignedIn(now);
            return user;
        },
        cancellationToken);

    /// <summary>Refuses a try until some time has passed.</summary>
    internal static Error Waits(TimeSpan wait) =>
        Error.Of(ProblemKind.TooManyRequests, AccountTexts.Catalog["Wait", Minutes(wait)]) with { RetryAfter = wait };

    internal static string Minutes(TimeSpan wait) => ((int)Math.Ceiling(wait.TotalMinutes)).ToString(CultureInfo.InvariantCulture);

    private async Task<Result<User>> TryAsync(string address, string password, SignInPlace place, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(address);
        var account = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normalized, cancellationToken);
        var (wait, result) = await counter.CheckAsync(
            address, place.Origin, token => passwords.VerifyAsync(account, password, place.IsKnown, token), time, cancellationToken);
        if (wait > TimeSpan.Zero)
            return Waits(wait);
        if (result is null)
            return Error.Of(ProblemKind.Unavailable, AccountTexts.Catalog["Busy"]);
        if (account is null || result == PasswordVerificationResult.Failed)
            return Error.Of(ProblemKind.Invalid, AccountTexts.Catalog["SignInWrong"]);

        await counter.ForgetAsync(address, place.Origin, CancellationToken.None);
        var rehash = result == PasswordVerificationResult.SuccessRehashNeeded ? await passwords.HashAsync(account, password, cancellationToken) : null;
        return await SeenAsync(account, rehash, cancellationToken);
    }

    private Task<Result<User>> SeenAsync(User verified, string? rehash, CancellationToken cancellationToken) => db.WriteAsync<Result<User>>(
        async token =>
        {
            // The check took its time: a password that was changed meanwhile is another one. One statement, so that nothing gets in between.
            var now = time.GetUtcNow();
            var same = db.Users.Where(u => u.Id == verified.Id && u.SecurityStamp == verified.SecurityStamp);
            var hash = rehash ?? verified.PasswordHash;
            if (await same.ExecuteUpdateAsync(set => set.SetProperty(u => u.LastSignedInAt, now).SetProperty(u => u.PasswordHash, hash), token) == 0)
                return Error.Of(ProblemKind.Invalid, AccountTexts.Catalog["SignInWrong"]);
            return await db.Users.FirstAsync(u => u.Id == verified.Id, token);
        },
        cancellationToken);
}
