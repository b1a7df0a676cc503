using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using EksGrader.Checks.Core;

namespace EksGrader.Db.Model;

/// <summary>What a regrade changes of one submission.</summary>
public sealed record RegradeDifference
{
    /// <summary>The grading that counts before.</summary>
    public required GradingId GradingBefore { get; init; }

    /// <summary>The version of the assignment that it was judged by.</summary>
    public required int VersionBefore { get; init; }

    /// <summary>The grade before.</summary>
    public required GradeSum Before { get; init; }

    /// <summary>The grade after.</summary>
    public required GradeSum After { get; init; }

    /// <summary>Every check of before and after, in the order of after; those that are gone at the end.</summary>
    public required IReadOnlyList<RegradedCheck> Checks { get; init; }

    /// <summary>Whether the cluster was looked at anew.</summary>
    public bool Observed { get; init; }

    /// <summary>What was seen then.</summary>
    public RecordingId? Recording { get; init; }

    /// <summary>Which way the score goes.</summary>
    public RegradeEffect Effect => After.Score > Before.Score ? RegradeEffect.Gains
        : After.Score < Before.Score ? RegradeEffect.Loses
        : Checks.Any(c => c.IsChanged) ? RegradeEffect.Moves
        : RegradeEffect.Same;
}

/// <summary>A grade in numbers.</summary>
/// <param name="Score">The points that are there, overrides included.</param>
/// <param name="Max">The points of every check.</param>
/// <param name="Final">Whether it stands.</param>
public sealed record GradeSum(decimal Score, decimal Max, bool Final);

/// <summary>One check before and after a regrade.</summary>
/// <param name="Check">The check.</param>
/// <param name="Before">What it came to; null where it was not asked.</param>
/// <param name="After">What it comes to; null where it is asked no more.</param>
/// <param name="Given">The points of an override that holds before and after; null where there is none.</param>
/// <param name="GivenBecause">The override's reason.</param>
public sealed record RegradedCheck(CheckId Check, VerdictLine? Before, VerdictLine? After, decimal? Given, string? GivenBecause)
{
    /// <summary>Whether the verdict, its words or what it is worth changes.</summary>
    public bool IsChanged => Before != After;

    /// <summary>Whether the override gives more than the check will be worth.</summary>
    public bool GivesTooMuch => Given is { } given && After is { } after && given > after.MaxPoints;

    /// <summary>The points that will count.</summary>
    public decimal? PointsAfter => After is null ? null : Given ?? After.Points;
}

/// <summary>A verdict without its evidence.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Points">The points; null while unknown or pending.</param>
/// <param name="MaxPoints">What the check is worth.</param>
/// <param name="Fault">Whose fault an unknown is.</param>
/// <param name="Summary">One line with the numbers seen.</param>
public sealed record VerdictLine(Outcome Outcome, decimal? Points, decimal MaxPoints, FaultDomain? Fault, LocalizedText Summary);

/// <summary>How the checks of a difference are stored: JSON, both languages, Korean as it is.</summary>
public static class RegradeJson
{
    private static readonly RegradeJsonContext Context = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new CheckIdJson() },
    });

    /// <summary>Writes checks.</summary>
    public static string Write(IReadOnlyList<RegradedCheck> checks) => JsonSerializer.Serialize(checks, Context.IReadOnlyListRegradedCheck);

    /// <summary>Reads checks.</summary>
    /// <exception cref="JsonException">The stored text is not that.</exception>
    public static IReadOnlyList<RegradedCheck> Read(string json) => JsonSerializer.Deserialize(json, Context.IReadOnlyListRegradedCheck) ?? [];

    private sealed class CheckIdJson : JsonConverter<CheckId>
    {
        public override CheckId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, CheckId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<RegradedCheck>))]
internal sealed partial class RegradeJsonContext : JsonSerializerContext;
