namespace EksGrader.Db.Model;

/// <summary>
/// What a clock that was put back makes of times that it gave while it ran ahead: they are earlier by as much, keep their distances, and none is in
/// the future. Times that were right already stay.
/// </summary>
/// <param name="Now">Now, by the clock as it is.</param>
/// <param name="By">By how much it ran ahead, at least.</param>
public sealed record ClockShift(DateTimeOffset Now, TimeSpan By)
{
    /// <summary>What a time was really.</summary>
    public DateTimeOffset Of(DateTimeOffset at) => at <= Now ? at : at - By < Now ? at - By : Now;

    /// <inheritdoc cref="Of(DateTimeOffset)"/>
    public DateTimeOffset? Of(DateTimeOffset? at) => at is { } known ? Of(known) : null;

    /// <summary>The shift that brings every one of some times to now or before it, where that is more.</summary>
    public ClockShift For(params ReadOnlySpan<DateTimeOffset?> times)
    {
        var by = By;
        foreach (var time in times)
        {
            if (time is { } at && at - Now > by)
                by = at - Now;
        }

        return this with { By = by };
    }
}
