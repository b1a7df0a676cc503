using EksGrader.Db.Model;
using EksGrader.Jobs.Reminders;
using FsCheck;
using FsCheck.Fluent;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

public sealed class ReminderTimesTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Moments_OfALease_AreThoseOfTheDesign()
    {
        var deadline = Start.AddHours(6);
        Assert.Equal(
            ["Start 09:00", "HourBefore 14:00", "QuarterBefore 14:45", "AtDeadline 15:00", "Overdue 16:00", "Overdue 17:00"],
            Walk(Start, deadline, deadline.AddHours(2)).Select(m => FormattableString.Invariant($"{m.Kind} {m.At:HH:mm}")));
    }

    [Fact]
    public void Moments_OfALateHour_AreNotToldTwiceAtItsStart() =>
        Assert.Equal([ReminderKind.Start, ReminderKind.QuarterBefore, ReminderKind.AtDeadline], Walk(Start, Start.AddHours(1), Start.AddMinutes(70)).Select(m => m.Kind));

    [Fact]
    public void Moments_EndAWeekAndADayAfterTheDeadline()
    {
        var last = Start.AddHours(ReminderTimes.MostHours);
        Assert.Equal(ReminderTimes.MostHours, ReminderTimes.Newest(Start, Start, last)?.Number);
        Assert.Null(ReminderTimes.Newest(Start, Start, last.AddHours(1)));
        Assert.Null(ReminderTimes.NextAfter(Start, Start, last));
    }

    [Fact]
    public void Newest_OnlyMovesOn_AndNextIsWhenItDoes() => Prop.ForAll(
        Gen.Choose(0, 3 * 1440).Select(m => TimeSpan.FromMinutes(m)).ToArbitrary(),
        Gen.Choose(0, 12 * 1440).Select(m => TimeSpan.FromMinutes(m)).ToArbitrary(),
        (span, passed) =>
        {
            var (deadline, now) = (Start + span, Start + passed);
            var newest = ReminderTimes.Newest(Start, deadline, now);
            var next = ReminderTimes.NextAfter(Start, deadline, now);
            Assert.True(newest is null || newest.Value.At <= now);
            if (next is null)
            {
                Assert.True(now >= deadline.AddHours(ReminderTimes.MostHours));
                return;
            }

            Assert.True(next > now);
            Assert.Equal(newest, ReminderTimes.Newest(Start, deadline, next.Value.AddTicks(-1)));
            Assert.Equal(next, ReminderTimes.Newest(Start, deadline, next.Value)?.At);
        }).QuickCheckThrowOnFailure();

    private static List<ReminderTime> Walk(DateTimeOffset start, DateTimeOffset deadline, DateTimeOffset until)
    {
        var moments = new List<ReminderTime>();
        for (var at = (DateTimeOffset?)start; at <= until; at = ReminderTimes.NextAfter(start, deadline, at.Value))
            moments.Add(ReminderTimes.Newest(start, deadline, at.Value) ?? throw new InvalidOperationException($"Nothing at {at:O}."));
        return moments;
    }
}
