using System.Buffers.Text;
using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>What objects write again and again.</summary>
internal static class JsonWriting
{
    /// <summary>A time in RFC 3339, whole seconds, UTC.</summary>
    public static void Time(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out _, 'O');
        text[19] = (byte)'Z';
        json.WriteString(name, text[..20]);
    }

    /// <summary>Labels; nothing where there are none.</summary>
    public static void Labels(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Labels labels)
    {
        if (labels.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in labels)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>A selector with <c>matchLabels</c>.</summary>
    public static void Selector(this Utf8JsonWriter json, Labels labels)
    {
        json.WriteStartObject("selector"u8);
        json.Labels("matchLabels"u8, labels);
        json.WriteEndObject();
    }

    /// <summary>A fixed piece of JSON.</summary>
    public static void Raw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    /// <summary>One condition of a status.</summary>
    public static void Condition(this Utf8JsonWriter json, string type, bool? holds, DateTimeOffset since, string? reason = null, string? message = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("status"u8, holds switch { true => "True", false => "False", null => "Unknown" });
        json.Time("lastTransitionTime"u8, since);
        if (reason is not null)
        {
            json.WriteString("reason"u8, reason);
        }

        if (message is not null)
        {
            json.WriteString("message"u8, message);
        }

        json.WriteEndObject();
    }
}
