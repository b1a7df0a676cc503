using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>Times in JSON answers: seconds since 1970 with a fraction (Smithy's <c>epoch-seconds</c>), or RFC 3339 where a service sends that.</summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e11 => DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000)),
        JsonTokenType.String when reader.TryGetDateTimeOffset(out var time) => time,
        _ => throw new JsonException("Not a time."),
    };

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
        {
            writer.WriteNumberValue(time.ToUnixTimeMilliseconds() / 1000.0);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
