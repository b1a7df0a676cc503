using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Receipts;

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
