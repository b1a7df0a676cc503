using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Receipts;

/// <summary>A public key that receipts are signed with, as a JWK (RFC 7517; RFC 7518, section 6.2): ECDSA on P-256.</summary>
/// <param name="Kid">Its id: the JWK's SHA-256 thumbprint (RFC 7638). It follows from the key, so nobody can claim another's.</param>
/// <param name="X">The x coordinate, 32 bytes in base64url.</param>
/// <param name="Y">The y coordinate, 32 bytes in base64url.</param>
public sealed record ReceiptKey(string Kid, string X, string Y)
{
    /// <summary>The kind of key.</summary>
    public string Kty { get; } = "EC";

    /// <summary>The curve.</summary>
    public string Crv { get; } = "P-256";

    /// <summary>What it is for.</summary>
    public string Use { get; } = "sig";

    /// <summary>The one algorithm that it is used with.</summary>
    public string Alg { get; } = "ES256";

    /// <summary>The public part of a key pair.</summary>
    public static ReceiptKey Of(ECDsa pair)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return Of(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    /// <summary>The key of two coordinates.</summary>
    public static ReceiptKey Of(string x, string y)
    {
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}"""));
        return new ReceiptKey(Base64Url.EncodeToString(thumbprint), x, y);
    }

    /// <summary>The key, ready to verify.</summary>
    /// <exception cref="CryptographicException">The coordinates are no point of the curve.</exception>
    /// <exception cref="FormatException">They are no base64url.</exception>
    public ECDsa Open() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
    });
}

/// <summary>Every key that receipts were ever signed with, as a JWK set (RFC 7517, section 5): the newest first.</summary>
/// <param name="Keys">The keys.</param>
public sealed record ReceiptKeySet([property: JsonPropertyName("keys")] IReadOnlyList<ReceiptKey> Keys);
