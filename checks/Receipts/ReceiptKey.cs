using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Receipts;

/// <summary>A public key that receipts are signed with, as a JWK (RFC 7517; RFC 7518, section 6.2): ECDSA on P-256.</summary>
/// <param name="Kid">Its id: the JWK's SHA-256 thumbprint (RFC 7638). It follows from the key, so it cannot be claimed for another.</param>
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

/// <summary>Reads trusted keys: a JWK set as it is published, one JWK, or a public key as PEM.</summary>
public static class ReceiptKeyFile
{
    /// <summary>The largest file of keys that is read, in bytes.</summary>
    public const int MaximumBytes = 256 * 1024;

    private const string P256 = "1.2.840.10045.3.1.7";
    private const int Coordinate = 32;

    /// <summary>Every key in it; empty where there is none. An id that a file says is not believed: it is computed from the key.</summary>
    /// <param name="file">The file.</param>
    public static IReadOnlyList<ReceiptKey> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > MaximumBytes)
            return [];
        return file.Span.IndexOf("-----BEGIN PUBLIC KEY-----"u8) >= 0 ? ReadPem(Encoding.UTF8.GetString(file.Span)) : ReadJson(file);
    }

    private static IReadOnlyList<ReceiptKey> ReadPem(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? [ReceiptKey.Of(key)] : [];
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return [];
        }
    }

    private static IReadOnlyList<ReceiptKey> ReadJson(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return [];
            return root.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
                ? [.. keys.EnumerateArray().Select(ReadKey).OfType<ReceiptKey>()]
                : ReadKey(root) is { } one ? [one] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static ReceiptKey? ReadKey(JsonElement jwk) =>
        Text(jwk, "kty") == "EC" && Text(jwk, "crv") == "P-256" && Text(jwk, "x") is { } x && Text(jwk, "y") is { } y && IsCoordinate(x) && IsCoordinate(y) ? ReceiptKey.Of(x, y) : null;

    private static string? Text(JsonElement jwk, string name) =>
        jwk.ValueKind == JsonValueKind.Object && jwk.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsCoordinate(string text) => Base64Url.IsValid(text, out var length) && length == Coordinate;
}
