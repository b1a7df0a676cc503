using System.ComponentModel.DataAnnotations;

namespace EksGrader.Api.Features.Submissions;

/// <summary>The section <c>EventStreams</c> of the configuration.</summary>
internal sealed class EventStreamOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "EventStreams";

    /// <summary>
    /// After how long without an event a comment is written, so that no proxy closes the connection, and how often it is asked whether who
    /// follows still may.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00", ErrorMessage = "EventStreams:BeatEvery lies between 50 milliseconds and 5 minutes.")]
    public TimeSpan BeatEvery { get; set; } = TimeSpan.FromSeconds(15);
}
