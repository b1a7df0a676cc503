using Microsoft.Extensions.Internal;

namespace EksGrader.Api.Host;

/// <summary>
/// The clock of the memory cache: time that passes, whatever the clock of the machine is set to. The cache keeps times of day, and one
/// that was put back by an hour would keep what should last a second for an hour.
/// </summary>
internal sealed class PassingTime(TimeProvider time) : ISystemClock
{
    private readonly DateTimeOffset start = time.GetUtcNow();
    private readonly long began = time.GetTimestamp();

    public DateTimeOffset UtcNow => start + time.GetElapsedTime(began);
}
