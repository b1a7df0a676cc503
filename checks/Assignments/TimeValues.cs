using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Checks.Assignments;

/// <summary>A duration within bounds, written like <c>1h30m</c>.</summary>
internal sealed class DurationValue(Duration maximum) : FieldValue<Duration>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out Duration value)
    {
        value = Duration.Zero;
        if (node is not DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text } || DurationText.Parse(text) is not { } read)
            return Refuse(node, path, faults, "WantedDuration", Excerpt.Kind(node));
        value = read;
        return read <= maximum || Refuse(node, path, faults, "DurationTooLong", DurationText.Format(maximum), Excerpt.Kind(node));
    }

    public override DocumentNode ToNode(Duration value) => DocumentNode.Scalar.Word(DurationText.Format(value));

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteNumber("minLength", 2);
        schema.WriteString("pattern", DurationText.Pattern);
    }
}

/// <summary>A duration of a check's parameter, kept as it is written in its shortest form.</summary>
internal sealed class DurationWordValue(string maximum) : FieldValue<string>
{
    private readonly DurationValue inner = new(DurationText.Parse(maximum) ?? throw new ArgumentException($"'{maximum}' is no duration.", nameof(maximum)));

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out string value)
    {
        value = inner.TryRead(node, path, faults, out var read) ? DurationText.Format(read) : null;
        return value is not null;
    }

    public override DocumentNode ToNode(string value) => DocumentNode.Scalar.Word(value);

    public override void Describe(Utf8JsonWriter schema) => inner.Describe(schema);
}

/// <summary>A local time such as <c>2026-12-04T18:00</c>, without an offset: the assignment's time zone says where.</summary>
internal sealed class LocalTimeValue : FieldValue<LocalDateTime>
{
    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    private static readonly LocalDateTimePattern Minutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");
    private static readonly LocalDateTimePattern Seconds = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss");

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out LocalDateTime value)
    {
        value = default;
        if (node is not DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text })
            return Refuse(node, path, faults, "WantedLocalTime", Excerpt.Kind(node));

        // 24:00 would be read as the next day's midnight, and that day would be the due day.
        var result = Minutes.Parse(text) is { Success: true } minutes ? minutes : Seconds.Parse(text);
        if (!result.TryGetValue(default, out value) || text.Contains("T24", StringComparison.Ordinal))
            return Refuse(node, path, faults, "WantedLocalTime", Excerpt.Kind(node));
        return value.Year is >= FirstYear and <= LastYear || Refuse(node, path, faults, "YearOutOfRange", FirstYear, LastYear, value.Year);
    }

    public override DocumentNode ToNode(LocalDateTime value) =>
        DocumentNode.Scalar.Word((value.Second == 0 ? Minutes : Seconds).Format(value));

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteString("pattern", "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$");
    }
}

/// <summary>A zone of the tz database, null for the course's.</summary>
internal sealed class TimeZoneValue : FieldValue<DateTimeZone?>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out DateTimeZone? value)
    {
        value = null;
        if (node is DocumentNode.Scalar { Kind: ScalarKind.Null })
            return true;
        if (node is not DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var id })
            return Refuse(node, path, faults, "WantedTimeZone", Excerpt.Kind(node));

        // The provider would also take offsets such as UTC+9, which no tz database has and no daylight saving follows.
        var ids = DateTimeZoneProviders.Tzdb.Ids;
        if (ids.Contains(id))
        {
            value = DateTimeZoneProviders.Tzdb[id];
            return true;
        }

        return NearName.Of(id, ids) is { } near
            ? Refuse(node, path, faults, "WantedTimeZoneNear", Excerpt.Kind(node), near)
            : Refuse(node, path, faults, "WantedTimeZone", Excerpt.Kind(node));
    }

    public override DocumentNode ToNode(DateTimeZone? value) => value is null ? DocumentNode.Scalar.Nothing : DocumentNode.Scalar.Word(value.Id);

    public override void Describe(Utf8JsonWriter schema) => OrNull.Describe(schema, inner => inner.WriteString("type", "string"));
}
