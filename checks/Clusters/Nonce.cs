using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// A word that stands in one request of one observation and in no other: where it comes up in logs, that request was logged. It names
/// no person.
/// </summary>
/// <param name="Text">16 characters of base32.</param>
public sealed record Nonce(string Text)
{
    /// <summary>The name under which a request carries it.</summary>
    public const string Parameter = "eksgrader";

    private const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 16;

    /// <summary>A new one.</summary>
    public static Nonce Make() => new(RandomNumberGenerator.GetString(Letters, Length));

    /// <summary>An address with it as its query, <c>?eksgrader=…</c>, after what the query holds already.</summary>
    public Uri On(Uri address)
    {
        var query = address.Query.TrimStart('?');
        return new UriBuilder(address) { Query = query.Length == 0 ? $"{Parameter}={Text}" : $"{query}&{Parameter}={Text}" }.Uri;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Nonce))]
internal sealed partial class NonceJson : JsonSerializerContext;
