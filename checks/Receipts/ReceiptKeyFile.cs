using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EksGrader.Checks.Receipts;

/// <summary>Reads the keys that somebody trusts: a JWK set as it is published, one JWK, or a public key as PEM.</summary>
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
