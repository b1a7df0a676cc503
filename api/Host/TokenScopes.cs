namespace EksGrader.Api.Host;

/// <summary>What a personal access token can be limited to. Every scope can read.</summary>
internal static class TokenScopes
{
    /// <summary>The claim that carries one.</summary>
    public const string ClaimType = "scope";

    /// <summary>Reads what its owner may see.</summary>
    public const string Read = "read";

    /// <summary>Submits, tries access, asks to look again.</summary>
    public const string Submit = "submit";

    /// <summary>Does what its owner may do as an instructor or admin.</summary>
    public const string Manage = "manage";

    /// <summary>Every scope.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Submit, Manage];
}
