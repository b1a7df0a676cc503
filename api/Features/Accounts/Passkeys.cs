using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Features.Accounts;

/// <summary>The ceremonies of passkeys, as pages use them. What a browser sends is a stranger's: whatever it is, it is at worst refused.</summary>
internal static class Passkeys
{
    // The longest that an authenticator says, attestation included, is far shorter.
    private const int Longest = 64 * 1024;

    public static async Task<PasskeyAssertionResult<User>?> AssertAsync(SignInManager<User> identity, string? credential)
    {
        if (credential is not { Length: > 0 and <= Longest })
            return null;
        try
        {
            return await identity.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // The ceremony's cookie is gone: it took too long, or was ended already.
            return null;
        }
    }

    public static async Task<PasskeyAttestationResult?> AttestAsync(SignInManager<User> identity, string? credential)
    {
        if (credential is not { Length: > 0 and <= Longest })
            return null;
        try
        {
            return await identity.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Makes rows of what Identity knows of a new passkey.</summary>
internal static class PasskeyMaker
{
    public static Passkey Make(UserId owner, UserPasskeyInfo info, string name, TimeProvider time)
    {
        var passkey = new Passkey(Id.New<PasskeyId>(time), owner, info.CredentialId, info.PublicKey, name, time.GetUtcNow())
        {
            Transports = string.Join(' ', info.Transports ?? []),
            IsBackupEligible = info.IsBackupEligible,
            AttestationObject = info.AttestationObject,
            ClientDataJson = info.ClientDataJson,
        };
        passkey.Seen(info.SignCount, info.IsUserVerified, info.IsBackedUp);
        return passkey;
    }
}
