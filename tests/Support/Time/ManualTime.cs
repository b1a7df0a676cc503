using Microsoft.Extensions.Time.Testing;

namespace EksGrader.Tests.Support.Time;

/// <summary>A clock that moves only when a test says so, from a day in the term on; timers that became due fire within <c>Advance</c>.</summary>
public sealed class ManualTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    public ManualTime()
        : this(new DateTimeOffset(2026, 12, 4, 9, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Lets time pass evenly, by the second. <c>Advance</c> leaps: every timer on the way fires at the end of it, as in a process that was starved.</summary>
    public void Pass(TimeSpan by)
    {
        for (var left = by; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
            Advance(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
    }

    /// <summary>Puts the clock back, as an operator or a time server does: no timer fires.</summary>
    public void PutBack(TimeSpan by) => AdjustTime(GetUtcNow() - by);
}
