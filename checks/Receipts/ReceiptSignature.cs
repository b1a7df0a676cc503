using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Receipts;

/// <summary>
/// Signs receipts: a JWS (RFC 7515) with ES256 (RFC 7518, section 3.4) in the flattened JSON serialization, which every JOSE library
/// verifies. What is signed are the very bytes of header and payload that stand in the file.
/// </summary>
public static class ReceiptSignature
{
    /// <summary>The type in the header: a signature over anything else is none over a receipt.</summary>
    public const string Type = "eksgrader-receipt+jws";

    /// <summary>The media type of a receipt (RFC 7515, section 9.2.1).</summary>
    public const string MediaType = "application/jose+json";

    internal const string Algorithm = "ES256";

    /// <summary>The signed receipt: one line of JSON.</summary>
    /// <param name="receipt">What it says.</param>
    /// <param name="pair">The key pair.</param>
    public static string Sign(DeletionReceipt receipt, ECDsa pair)
    {
        var header = new ReceiptHeader(Algorithm, ReceiptKey.Of(pair).Kid, Type);
        var head = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header, ReceiptJson.Default.ReceiptHeader));
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(receipt, ReceiptJson.Default.DeletionReceipt));
        var signature = pair.SignData(Input(head, payload), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return JsonSerializer.Serialize(new ReceiptEnvelope(payload, head, Base64Url.EncodeToString(signature)), ReceiptJson.Default.ReceiptEnvelope);
    }

    /// <summary>What a receipt says that this service made and kept itself; verifies nothing.</summary>
    /// <param name="document">The signed receipt.</param>
    /// <exception cref="JsonException">It is no receipt.</exception>
    public static DeletionReceipt Read(string document)
    {
        var envelope = JsonSerializer.Deserialize(document, ReceiptJson.Default.ReceiptEnvelope) ?? throw new JsonException("A stored receipt is null.");
        return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(envelope.Payload), ReceiptJson.Default.DeletionReceipt) ?? throw new JsonException("A stored receipt says null.");
    }

    /// <summary>The public keys as they are published.</summary>
    public static string Publish(ReceiptKeySet keys) => JsonSerializer.Serialize(keys, ReceiptJson.Default.ReceiptKeySet);

    internal static byte[] Input(string header, string payload) => Encoding.ASCII.GetBytes($"{header}.{payload}");
}

/// <summary>How receipts are written: members in one order, no white space, so that the same facts are the same bytes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16,
    Converters = [typeof(ReceiptWord<ReceiptProof>), typeof(ReceiptWord<Outcome>), typeof(ReceiptWord<FaultDomain>), typeof(ReceiptWord<ExistenceAnswer>), typeof(ReceiptWord<LeftoverKind>)])]
[JsonSerializable(typeof(DeletionReceipt))]
[JsonSerializable(typeof(ReceiptHeader))]
[JsonSerializable(typeof(ReceiptEnvelope))]
[JsonSerializable(typeof(ReceiptKeySet))]
internal sealed partial class ReceiptJson : JsonSerializerContext;

/// <summary>The protected header (RFC 7515, section 4).</summary>
internal sealed record ReceiptHeader(string Alg, string Kid, string Typ);

/// <summary>A JWS in the flattened JSON serialization (RFC 7515, section 7.2.2).</summary>
internal sealed record ReceiptEnvelope(string Payload, string Protected, string Signature);

/// <summary>Words instead of numbers: a number would mean something else once a word is put in between.</summary>
internal sealed class ReceiptWord<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
