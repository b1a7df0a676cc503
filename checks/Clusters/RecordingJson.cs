using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>One line of a recording file: the head, a look, or a read.</summary>
internal sealed record RecordedLine
{
    [JsonPropertyName("recording")]
    public int? Format { get; init; }

    public string? Assignment { get; init; }

    public int? Look { get; init; }

    public DateTimeOffset? At { get; init; }

    public SubmissionTarget? HandIn { get; init; }

    public IReadOnlyList<string>? Checks { get; init; }

    public ClusterIdentity? Identity { get; init; }

    public string? Key { get; init; }

    [JsonPropertyName("ms")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Milliseconds { get; init; }

    /// <summary>The earlier look that answered the same.</summary>
    public int? SameAs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Cut { get; init; }

    public ReadError? Fault { get; init; }

    [JsonConverter(typeof(RawJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ReadOnlyMemory<byte> Answer { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordedLine))]
internal sealed partial class RecordingJson : JsonSerializerContext;

/// <summary>Carries an answer's JSON through as it is.</summary>
internal sealed class RawJsonConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
    }

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        // Written by a serializer a moment ago: nothing to validate.
        writer.WriteRawValue(value.Span, skipInputValidation: true);
}
