using System.Security.Cryptography;
using System.Text;

namespace EksGrader.Api.Host.Auth;

/// <summary>The admin's bearer token of the environment variable <c>EKSGRADER_ADMIN_TOKEN</c>: for automation and tests.</summary>
public sealed class AdminToken
{
    /// <summary>The variable.</summary>
    public const string Variable = "EKSGRADER_ADMIN_TOKEN";

    /// <summary>The fewest characters it has.</summary>
    public const int MinimumLength = 32;

    /// <summary>What a token that is too short is answered with at the start.</summary>
    public const string TooShort = "EKSGRADER_ADMIN_TOKEN has fewer than 32 characters: anyone could guess it. Make one with: openssl rand -hex 32";

    /// <summary>The token; null or empty for none.</summary>
    public string? Secret { get; set; }

    /// <summary>Whether there is one.</summary>
    public bool IsSet => !string.IsNullOrEmpty(Secret);

    /// <summary>Whether something is the token. Takes the same time whatever is asked.</summary>
    public bool Is(string candidate) =>
        CryptographicOperations.FixedTimeEquals(Hash(Secret ?? ""), Hash(candidate)) && IsSet;

    /// <summary>Whether there is one, never which.</summary>
    public override string ToString() => IsSet ? "set" : "not set";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
