using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Host.Auth;

/// <summary>
/// Shows ASP.NET Core Identity the accounts as they are (docs/decisions/0008). Identity reads by it: the rules of passwords, the
/// passkey ceremonies and the stamps of sessions are Identity's. What changes an account is a command of the application, in its
/// transaction and with its entry in the audit trail, so nothing is written here.
/// </summary>
internal sealed class AccountStore(EksGraderDb db) : IUserSecurityStampStore<User>, IUserPasswordStore<User>, IUserPasskeyStore<User>
{
    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task<string?> GetSecurityStampAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public async Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Id.TryParse<UserId>(userId, out var id) ? await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken) : null;

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normalizedUserName, cancellationToken);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken) =>
        [.. (await db.Passkeys.AsNoTracking().Where(p => p.UserId == user.Id).OrderBy(p => p.Id).ToListAsync(cancellationToken)).Select(Info)];

    public Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().FirstOrDefaultAsync(u => db.Passkeys.Any(p => p.CredentialId == credentialId && p.UserId == u.Id), cancellationToken);

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        await db.Passkeys.AsNoTracking().FirstOrDefaultAsync(p => p.UserId == user.Id && p.CredentialId == credentialId, cancellationToken) is { } passkey
            ? Info(passkey)
            : null;

    public Task SetSecurityStampAsync(User user, string stamp, CancellationToken cancellationToken) => throw Refuse();

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => throw Refuse();

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => throw Refuse();

    public Task SetPasswordHashAsync(User user, string? passwordHash, CancellationToken cancellationToken) => throw Refuse();

    public Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken) => throw Refuse();

    public Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken) => throw Refuse();

    public Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken) => throw Refuse();

    public Task AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw Refuse();

    public Task RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) => throw Refuse();

    public void Dispose()
    {
        // The database is its scope's.
    }

    private static NotSupportedException Refuse() => new("Accounts are changed by the commands of Application/Accounts, not through Identity's managers.");

    private static UserPasskeyInfo Info(Passkey passkey) => new(
        passkey.CredentialId,
        passkey.PublicKey,
        passkey.CreatedAt,
        (uint)passkey.SignCount,
        passkey.Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        passkey.IsUserVerified,
        passkey.IsBackupEligible,
        passkey.IsBackedUp,
        passkey.AttestationObject,
        passkey.ClientDataJson)
    {
        Name = passkey.Name,
    };
}
