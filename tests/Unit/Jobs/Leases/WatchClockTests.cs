using EksGrader.Jobs.Leases;

namespace EksGrader.Tests.Unit.Jobs.Leases;

public sealed class WatchClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void FirstDrawing_WhoseMendingFailed_IsMendedAtTheNext()
    {
        var clock = new WatchClock();

        Assert.Equal(ClockStep.First, clock.Step(Noon));
        Assert.Equal(ClockStep.First, clock.Step(Noon.AddSeconds(5)));
        Assert.False(clock.IsRepaired);
        clock.Repaired();

        Assert.True(clock.IsRepaired);
        Assert.Equal(ClockStep.On, clock.Step(Noon.AddSeconds(10)));
    }

    [Fact]
    public void ClockPutBack_WhoseMendingFailed_IsMendedAtTheNext_ByTheSameSpan()
    {
        var clock = new WatchClock();
        clock.Step(Noon);
        clock.Repaired();

        Assert.Equal(ClockStep.Back, clock.Step(Noon.AddHours(-1)));
        Assert.Equal(ClockStep.Back, clock.Step(Noon.AddHours(-1).AddSeconds(5)));
        Assert.Equal(TimeSpan.FromHours(1), clock.PutBackBy);
        clock.Repaired();

        Assert.Equal(ClockStep.On, clock.Step(Noon.AddHours(-1).AddSeconds(10)));
    }

    [Fact]
    public void Correction_OfAHealthyClock_IsNoStepBack()
    {
        var clock = new WatchClock();
        clock.Step(Noon);
        clock.Repaired();

        Assert.Equal(ClockStep.On, clock.Step(Noon.AddSeconds(-1)));
    }
}
