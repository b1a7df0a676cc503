using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// Everything that one grading saw, observation by observation: enough to repeat the grading after the cluster is gone, with other points,
/// parameters or a mended check. Holds no credential, Secret, environment value or free annotation.
/// </summary>
public sealed class Recording
{
    private readonly List<RecordedObservation> observations = [];

    /// <summary>The assignment that was graded by, as a document; null where it was not kept.</summary>
    public string? Assignment { get; init; }

    /// <summary>The observations, oldest first, numbered from 1.</summary>
    public IReadOnlyList<RecordedObservation> Observations => observations;

    /// <summary>Adds the next observation.</summary>
    /// <exception cref="ArgumentException">The observation is not the next one.</exception>
    public void Add(RecordedObservation observation)
    {
        if (observation.Number != observations.Count + 1)
        {
            throw new ArgumentException($"Observation {observation.Number} cannot follow observation {observations.Count}.", nameof(observation));
        }

        observations.Add(observation);
    }
}

/// <summary>One observation of a cluster and everything that was read in it.</summary>
/// <param name="Number">Counts the observations of the grading from 1.</param>
/// <param name="At">When the observation began.</param>
/// <param name="Target">The facts of the submission as they stood then.</param>
/// <param name="Checks">The checks that the observation was for; later observations are for those alone that could still come true.</param>
/// <param name="Reads">The reads in the order in which they were asked.</param>
public sealed record RecordedObservation(int Number, DateTimeOffset At, SubmissionTarget Target, IReadOnlyList<CheckId> Checks, IReadOnlyList<RecordedRead> Reads)
{
    /// <summary>Which cluster it was, as far as the observation could tell; null where it could not. Verdicts of two clusters are never added up.</summary>
    public ClusterIdentity? Identity { get; init; }
}

/// <summary>One read: its answer, or why there is none.</summary>
public sealed record RecordedRead
{
    /// <summary>The read's name within its observation.</summary>
    public required string Key { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double Milliseconds { get; init; }

    /// <summary>The answer as UTF-8 JSON, cut to what checks use; empty where there is none.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>Why there is no answer; null where there is one.</summary>
    public ReadError? Fault { get; init; }

    /// <summary>The bytes of an answer that was cut out because the recording grew over its bound; 0 for none.</summary>
    public int Cut { get; init; }
}

/// <summary>One line of a recording file: the head, an observation, or a read.</summary>
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

    /// <summary>The earlier observation that answered the same.</summary>
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
