using System.Buffers;
using System.Security.Cryptography;

namespace EksGrader.Checks.Aws;

/// <summary>Whom a role's trust policy lets in beside the caller with the right external id.</summary>
internal enum RoleTrust
{
    /// <summary>The external id decides.</summary>
    Closed,

    /// <summary>It can be assumed without any external id.</summary>
    WithoutExternalId,

    /// <summary>It asks for an external id and takes any, as <c>StringLike</c> with <c>*</c> does.</summary>
    WithAnyExternalId,
}

/// <summary>
/// Whether a role can be assumed by a confused deputy (IAM user guide, "The confused deputy problem"): another student could submit it as
/// their own where it asks for no external id, or takes one that was never agreed on. Both are asked at the same moment as the role itself.
/// </summary>
internal static class RoleProbes
{
    // Of STS (API reference, AssumeRole: ExternalId has 2 to 1224 characters).
    private const int Longest = 1224;

    // 128 bits: no trust policy names it by chance.
    private const int Shortest = 32;

    // What an external id may hold beside letters and digits, in which service's ids have their parts apart.
    private static readonly SearchValues<char> Separators = SearchValues.Create("-_:/.+=,@");

    /// <summary>Probes a role. One open door is enough to know; otherwise a probe without an answer is the caller's exception.</summary>
    /// <param name="canBeAssumed">Whether the role can be assumed with an external id, null for none.</param>
    /// <param name="externalId">The right external id.</param>
    public static async Task<RoleTrust> ProbeAsync(Func<string?, Task<bool>> canBeAssumed, string externalId)
    {
        var without = canBeAssumed(null);
        var withAny = canBeAssumed(Another(externalId));
        await ((Task)Task.WhenAll(without, withAny)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (without is { IsCompletedSuccessfully: true, Result: true })
            return RoleTrust.WithoutExternalId;
        if (withAny is { IsCompletedSuccessfully: true, Result: true })
            return RoleTrust.WithAnyExternalId;
        await Task.WhenAll(without, withAny);
        return RoleTrust.Closed;
    }

    /// <summary>
    /// A random external id in the form of another one: what leads up to its last part stays and its length too, so that patterns such as
    /// <c>eksgrader-*</c> take it as well as <c>*</c> does.
    /// </summary>
    public static string Another(string externalId)
    {
        var lead = externalId[..(externalId.AsSpan().LastIndexOfAny(Separators) + 1)];
        if (lead.Length + Shortest > Longest)
            lead = "";
        return lead + RandomNumberGenerator.GetHexString(Math.Max(Shortest, externalId.Length - lead.Length), lowercase: true);
    }
}
