using EksGrader.Db.Model;
using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Features.Accounts;

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
