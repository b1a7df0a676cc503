using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using FsCheck.Fluent;
using Property = EksGrader.Tests.Unit.Checks.Assignments.Property;

namespace EksGrader.Tests.Unit.Jobs.Leases;

/// <summary>Times are minutes from the deadline.</summary>
public sealed class ProbeScheduleTests
{
    private static readonly DateTimeOffset Deadline = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-300, -270)]
    [InlineData(-40, -10)]
    [InlineData(-20, -5)]
    [InlineData(-5, 0)]
    [InlineData(-0.01, 0)]
    [InlineData(0, 5)]
    [InlineData(4.9, 5)]
    [InlineData(5, 15)]
    [InlineData(15.5, 30)]
    [InlineData(30, 60)]
    [InlineData(60, 120)]
    [InlineData(1499, 1500)]
    [InlineData(1500, 2940)]
    [InlineData(2940, 4380)]
    public void Due_WhileItLives_IsTheNextTimeOfTheList(double last, double next) =>
        Assert.Equal(At(next), ProbeSchedule.DueAfter(new ProbeFacts(Deadline, At(last), ExistenceAnswer.Alive, null)));

    [Fact]
    public void Due_AWeekOfDaysAfterADayOfHours_IsTheEnd() =>
        Assert.Null(ProbeSchedule.DueAfter(new ProbeFacts(Deadline, At((25 + (7 * 24)) * 60), ExistenceAnswer.Alive, null)));

    [Theory]
    [InlineData(-100, -100, ExistenceAnswer.NotFound, -98)]
    [InlineData(-100, -98, ExistenceAnswer.NoProof, -96)]
    [InlineData(-100, -100, ExistenceAnswer.NameGone, -95)]
    [InlineData(-100, -95, ExistenceAnswer.NameGone, -90)]
    [InlineData(-100, -60, ExistenceAnswer.NotFound, -30)] // proved, and something is left that can still be cleaned up
    [InlineData(-1, -1, ExistenceAnswer.NotFound, 0)]
    [InlineData(-1, 0, ExistenceAnswer.NotFound, 1)]
    [InlineData(3, 3, ExistenceAnswer.NotFound, 5)]
    [InlineData(100, 100, ExistenceAnswer.NameGone, 105)]
    public void Due_OnceFoundGone_ConfirmsSoon(double gone, double last, ExistenceAnswer answer, double next) =>
        Assert.Equal(At(next), ProbeSchedule.DueAfter(new ProbeFacts(Deadline, At(last), answer, At(gone))));

    [Fact]
    public void Offset_OfManyLeases_SpreadsThemAndNeverTooFar()
    {
        var offsets = Enumerable.Range(0, 10_000).Select(_ => ProbeSchedule.OffsetOf(Id.New<LeaseId>(TimeProvider.System))).ToList();

        Assert.All(offsets, o => Assert.InRange(o, TimeSpan.Zero, ProbeSchedule.Spread));
        var busiest = offsets.GroupBy(o => (int)o.TotalSeconds).Max(g => g.Count());
        Assert.InRange(busiest, 200, 340); // 250 a second, evenly
    }

    /// <summary>A service that runs looks at each lease no later than 60 s after each time of the list, at none of them before it, and not without end.</summary>
    [Fact]
    public void Schedule_AnyHistory_MissesNoTimeAndIsNeverLate() => Property.Holds(
        Gen.Zip(Gen.Zip(Gen.Choose(1, 3000), Gen.Choose(0, 40_000)), Gen.Zip(Gen.Choose(0, int.MaxValue), Gen.Choose(0, 15))),
        x =>
        {
            var ((minutesBefore, offsetMs), (seed, slowest)) = x;
            var random = new Random(seed);
            var offset = TimeSpan.FromMilliseconds(offsetMs);
            var facts = new ProbeFacts(Deadline, Deadline.AddMinutes(-minutesBefore), ExistenceAnswer.Alive, null);
            var looks = new List<DateTimeOffset> { facts.LastProbeAt };
            while (ProbeSchedule.DueAfter(facts) is { } due)
            {
                Assert.True(due > facts.LastProbeAt, "A time comes once.");
                // Drawn and begun within a few seconds of the planned time.
                var at = due + offset + TimeSpan.FromSeconds(random.NextDouble() * slowest);
                Assert.InRange(at - due, TimeSpan.Zero, ProbeSchedule.Latest);
                looks.Add(at);
                var answer = (ExistenceAnswer)random.Next(5);
                var gone = answer switch
                {
                    ExistenceAnswer.NotFound or ExistenceAnswer.NameGone => facts.GoneSince ?? at,
                    ExistenceAnswer.NoProof => facts.GoneSince,
                    _ => (DateTimeOffset?)null,
                };
                facts = new ProbeFacts(Deadline, at, answer, gone);
                Assert.True(looks.Count < 400 + (minutesBefore / 2), "It comes to an end.");
            }

            int[] times = [-5, 0, 5, 15, 30, 60, .. Enumerable.Range(2, 24).Select(h => h * 60), .. Enumerable.Range(1, 7).Select(d => (25 + (24 * d)) * 60)];
            foreach (var time in times.Select(t => Deadline.AddMinutes(t)).Where(t => t > looks[0]))
                Assert.Contains(looks, l => l >= time && l - time <= ProbeSchedule.Latest);
            foreach (var (one, next) in looks.Zip(looks.Skip(1)).Where(p => p.First < Deadline))
                Assert.True(next - one <= TimeSpan.FromMinutes(30) + ProbeSchedule.Latest, "Every 30 minutes until the deadline.");
        },
        500);

    private static DateTimeOffset At(double minutes) => Deadline.AddMinutes(minutes);
}
