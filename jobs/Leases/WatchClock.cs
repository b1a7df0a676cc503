namespace EksGrader.Jobs.Leases;

/// <summary>Remembers how far the clock had come when leases were drawn last, so that one that is put back is noticed.</summary>
public sealed class WatchClock
{
    // What the corrections of a healthy clock stay under.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private DateTimeOffset? last;

    /// <summary>By how much the clock was put back, at least, when it was last; zero where it never was.</summary>
    public TimeSpan PutBackBy { get; private set; }

    /// <summary>Notes the time of a drawing.</summary>
    /// <param name="now">Now.</param>
    public ClockStep Step(DateTimeOffset now)
    {
        lock (gate)
        {
            if (now < last)
                PutBackBy = last.Value - now;
            var step = last is null ? ClockStep.First : now < last - Tolerance ? ClockStep.Back : ClockStep.On;
            last = now;
            return step;
        }
    }
}

/// <summary>How the clock moved between two drawings.</summary>
public enum ClockStep
{
    /// <summary>It is the first drawing of this process.</summary>
    First,

    /// <summary>Time has passed.</summary>
    On,

    /// <summary>The clock was put back.</summary>
    Back,
}
