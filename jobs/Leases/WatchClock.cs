namespace EksGrader.Jobs.Leases;

/// <summary>
/// Remembers how far the clock had come when leases were drawn last, so that one that is put back is noticed; and what of it was not mended
/// yet, so that a database that fails meanwhile only puts that off.
/// </summary>
public sealed class WatchClock
{
    // What the corrections of a healthy clock stay under.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private DateTimeOffset? last;
    private ClockStep unmended = ClockStep.First;

    /// <summary>By how much the clock was put back, at least, when it was last; zero where it never was.</summary>
    public TimeSpan PutBackBy { get; private set; }

    /// <summary>Whether the rows of this process's leases are as they should be: its first drawing has mended them, and the clock was not put back since.</summary>
    public bool IsMended
    {
        get
        {
            lock (gate)
                return unmended == ClockStep.On;
        }
    }

    /// <summary>Notes the time of a drawing.</summary>
    /// <param name="now">Now.</param>
    /// <returns>What is to be mended; the same again until <see cref="Mended"/> is said.</returns>
    public ClockStep Step(DateTimeOffset now)
    {
        lock (gate)
        {
            if (now < last)
                PutBackBy = last.Value - now;
            if (now < last - Tolerance && unmended == ClockStep.On)
                unmended = ClockStep.Back;
            last = now;
            return unmended;
        }
    }

    /// <summary>What the last step asked for is done.</summary>
    public void Mended()
    {
        lock (gate)
            unmended = ClockStep.On;
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
