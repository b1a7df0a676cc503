using Microsoft.AspNetCore.Identity;

namespace EksGrader.Api.Host.Auth;

/// <summary>The ways to sign in.</summary>
internal static class AuthSchemes
{
    /// <summary>Chooses by the request: a header <c>Authorization</c> is a bearer's, everything else a browser's.</summary>
    public const string Any = "EksGrader";

    /// <summary>A browser's session.</summary>
    public static string Cookie => IdentityConstants.ApplicationScheme;

    /// <summary>What the passkey ceremony under way is kept in between its two requests.</summary>
    public static string Ceremony => IdentityConstants.TwoFactorUserIdScheme;
}
