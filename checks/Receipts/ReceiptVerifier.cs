using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Receipts;

/// <summary>
/// Verifies receipts with trusted keys, offline. A key inside the file itself would prove nothing, so none is
/// read from it: the header only names its key's id. One encoding is accepted of each part, so no bit of a file can change unseen.
/// </summary>
public static class ReceiptVerifier
{
    /// <summary>The largest receipt that is read, in bytes.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    private static readonly TextCatalog Texts = TextCatalog.Beside(typeof(ReceiptVerifier), "ReceiptTexts");
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Verifies one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keys">The keys that are trusted.</param>
    public static ReceiptCheck Verify(ReadOnlyMemory<byte> file, IReadOnlyList<ReceiptKey> keys)
    {
        if (file.Length > MaximumBytes)
            return new ReceiptCheck.Refused(Texts["TooLarge", MaximumBytes / 1024 / 1024]);
        if (!TryReadEnvelope(file, out var envelope))
            return new ReceiptCheck.Refused(Texts["NoReceipt"]);
        if (!TryDecode(envelope.Protected, out var header) || ReadHeader(header) is not { } head)
            return new ReceiptCheck.NotGenuine(Texts["Header"]);
        if (keys.FirstOrDefault(k => k.Kid == head.Kid) is not { } key)
            return new ReceiptCheck.NotGenuine(Texts["OtherKey", SafeText.Line(head.Kid, 100)]);
        if (!TryDecode(envelope.Payload, out var payload) || !TryDecode(envelope.Signature, out var signature) || !IsSigned(envelope, signature, key))
            return new ReceiptCheck.NotGenuine(Texts["Changed"]);
        return ReadReceipt(payload) is { } receipt
            ? new ReceiptCheck.Genuine(receipt, key.Kid)
            : new ReceiptCheck.NotGenuine(Texts["OtherForm", DeletionReceipt.CurrentForm]);
    }

    /// <summary>The id of the key that a receipt says it was signed with; null where it says none. It is not trusted: anyone can write it.</summary>
    public static string? KidOf(ReadOnlyMemory<byte> file) =>
        file.Length <= MaximumBytes && TryReadEnvelope(file, out var envelope) && TryDecode(envelope.Protected, out var header) ? ReadHeader(header)?.Kid : null;

    private static bool IsSigned(ReceiptEnvelope envelope, byte[] signature, ReceiptKey key)
    {
        try
        {
            using var open = key.Open();
            return open.VerifyData(
                ReceiptSignature.Input(envelope.Protected, envelope.Payload), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // A key whose coordinates are no point of the curve signed nothing.
            return false;
        }
    }

    private static bool TryReadEnvelope(ReadOnlyMemory<byte> file, [NotNullWhen(true)] out ReceiptEnvelope? envelope)
    {
        envelope = null;
        try
        {
            using var document = JsonDocument.Parse(file, Options);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && TextIn(root, "payload") is { } payload && TextIn(root, "protected") is { } head && TextIn(root, "signature") is { } signature)
                envelope = new ReceiptEnvelope(payload, head, signature);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A text that is not UTF-8, or half a surrogate pair.
            return false;
        }

        return envelope is not null;
    }

    private static string? TextIn(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // base64url without padding has spare bits at its end, and decoders pass over white space: only the spelling of the encoder counts.
    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
            return Base64Url.EncodeToString(bytes) == text;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // What a header asks for beyond this form ("crit" and the like) is not understood here, so it is not accepted.
    private static ReceiptHeader? ReadHeader(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.GetPropertyCount() == 3
                && TextIn(root, "alg") == ReceiptSignature.Algorithm && TextIn(root, "typ") == ReceiptSignature.Type && TextIn(root, "kid") is { } kid
                ? new ReceiptHeader(ReceiptSignature.Algorithm, kid, ReceiptSignature.Type)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static DeletionReceipt? ReadReceipt(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize(Strict.GetString(payload), ReceiptJson.Default.DeletionReceipt) is { Form: DeletionReceipt.CurrentForm } receipt ? receipt : null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>What verifying a receipt came to.</summary>
public abstract record ReceiptCheck
{
    private ReceiptCheck()
    {
    }

    /// <summary>One of the given keys signed exactly what the file says.</summary>
    /// <param name="Receipt">What it says.</param>
    /// <param name="Kid">The key's id.</param>
    public sealed record Genuine(DeletionReceipt Receipt, string Kid) : ReceiptCheck;

    /// <summary>None of the given keys signed what the file says.</summary>
    /// <param name="Why">Why that is known.</param>
    public sealed record NotGenuine(LocalizedText Why) : ReceiptCheck;

    /// <summary>It is no receipt, so nothing was verified.</summary>
    /// <param name="Why">What is wrong with it.</param>
    public sealed record Refused(LocalizedText Why) : ReceiptCheck;
}
