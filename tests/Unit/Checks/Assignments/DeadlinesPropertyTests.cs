using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>What holds in every zone of the tz database, around each of its changes and at any moment.</summary>
public sealed class DeadlinesPropertyTests
{
    private static readonly Instant First = Instant.FromUtc(2000, 1, 1, 0, 0);
    private static readonly Instant Last = Instant.FromUtc(2060, 1, 1, 0, 0);

    private static readonly Duration[] AroundAChange =
        [.. new[] { -1500, -90, -61, -60, -59, -30, -1, 0, 1, 30, 59, 60, 61, 90, 1500 }.Select(m => Duration.FromMinutes(m))];

    private static readonly Assignment Exam = new() { Slug = "exam", Title = LocalizedText.Same("exam"), Checks = [] };

    private static readonly DateTimeZone[] Zones = [.. DateTimeZoneProviders.Tzdb.Ids.Select(id => DateTimeZoneProviders.Tzdb[id])];

    private static readonly Gen<DateTimeZone> Zone = Gen.Elements(Zones);

    private static readonly Gen<Instant> Moment = Gen.Choose(0, 1_800_000_000).Select(s => First + Duration.FromSeconds(s));

    [Fact]
    public void EndOfDay_AroundEveryChangeOfEveryZone_IsTheEndOfThatDay()
    {
        foreach (var zone in Zones)
        {
            var deadlines = new Deadlines(Exam, zone);
            foreach (var change in zone.GetZoneIntervals(First, Last).Where(i => i.HasStart))
            {
                foreach (var offset in AroundAChange)
                    AssertEndOfDay(deadlines, change.Start + offset);
            }
        }
    }

    [Fact]
    public void EndOfDay_AnyMomentOfAnyZone_IsTheEndOfThatDay() =>
        Property.Holds(Gen.Zip(Zone, Moment), x => AssertEndOfDay(new Deadlines(Exam, x.Item1), x.Item2), 5_000);

    [Fact]
    public void OfLease_AnySubmission_LeavesTheTimeThatIsPromised() =>
        Property.Holds(Gen.Zip(Gen.Zip(Zone, Moment), Gen.Zip(Gen.Choose(-3_000, 3_000), Gen.Choose(0, 300))), x =>
        {
            var ((zone, submitted), (minutesToDue, minutesToSafe)) = x;
            var due = (submitted + Duration.FromMinutes(minutesToDue)).InZone(zone).LocalDateTime;
            var safe = submitted + Duration.FromMinutes(minutesToSafe);

            foreach (var by in Enum.GetValues<DeleteBy>())
            {
                var deadlines = new Deadlines(Exam with { Due = due, Deletion = new DeletionRule { DeleteBy = by } }, zone);
                var deadline = deadlines.OfLease(submitted, safe).At;

                Assert.True(deadline >= submitted + Duration.FromHours(1), "An hour after the submission at least.");
                Assert.True(deadline >= safe + Duration.FromMinutes(45), "45 minutes after it is safe to delete.");
                if (!deadlines.IsLate(submitted))
                    Assert.True(deadline >= deadlines.EndOfDay(submitted.InZone(zone).Date), "On time: not before the day is over.");
                Assert.True(deadlines.OfLease(submitted, safe, leaseExtension: deadline + Duration.FromHours(1)).At == deadline + Duration.FromHours(1), "An extension counts.");
            }
        }, 2_000);

    [Fact]
    public void OfLease_AnyLateSubmissionOfAnyRule_KeepsTheClusterFirstAndLeavesTheGraceAfterIt() =>
        Property.Holds(Gen.Zip(Gen.Zip(Zone, Moment), Gen.Zip(Gen.Zip(Gen.Choose(0, 3_000), Gen.Choose(0, 3_000)), Gen.Choose(0, 600))), x =>
        {
            var ((zone, submitted), ((after, grace), minutesToSafe)) = x;
            var rule = new DeletionRule { LateAfter = Duration.FromMinutes(after), LateGrace = Duration.FromMinutes(grace) };
            var deadlines = new Deadlines(Exam with { Due = (submitted - Duration.FromDays(3)).InZone(zone).LocalDateTime, Deletion = rule }, zone);
            var safe = submitted + Duration.FromMinutes(minutesToSafe);

            var deadline = deadlines.OfLease(submitted, safe);

            Assert.Equal(Instant.Max(submitted + rule.LateAfter + rule.LateGrace, safe + Duration.FromMinutes(45)), deadline.At);
            Assert.True(deadline.KeepUntil is null || (deadline.KeepUntil == submitted + rule.LateAfter && deadline.KeepUntil < deadline.At), "What is kept can still be deleted in time.");
            Assert.True(deadline.KeepUntil is not null || rule.LateGrace == Duration.Zero, "Where there is a grace, both times are told.");
            Assert.Null(deadlines.OfLease(submitted, safe, extension: submitted).KeepUntil);
        }, 2_000);

    [Fact]
    public void Due_OnTheBoundary_IsOnTimeAndOneTickLaterIsLate() =>
        Property.Holds(Gen.Zip(Zone, Moment), x =>
        {
            var (zone, moment) = x;
            var deadlines = new Deadlines(Exam with { Due = moment.InZone(zone).LocalDateTime }, zone);
            var due = deadlines.Due() ?? throw new InvalidOperationException("There is a due date.");

            Assert.False(deadlines.IsLate(due));
            Assert.True(deadlines.OfLease(due, due).At >= deadlines.EndOfDay(due.InZone(zone).Date), "On time: the whole day.");
            var late = due + Duration.Epsilon;
            Assert.True(deadlines.IsLate(late));
            Assert.Equal(late + Duration.FromHours(2), deadlines.OfLease(late, late).At);
            Assert.Equal(late + Duration.FromHours(1), deadlines.OfLease(late, late).KeepUntil);
            Assert.False(deadlines.IsLate(late, extension: late));
            Assert.True(deadlines.OfLease(late, late, extension: late).At >= deadlines.EndOfDay(late.InZone(zone).Date), "Extended: as if it were on time.");
        }, 5_000);

    [Fact]
    public void Passed_WhileTheObservationIsNotOver_IsNever() =>
        Property.Holds(Gen.Zip(Zone, Moment), x =>
        {
            var (zone, submitted) = x;
            var open = new Deadlines(Exam, zone).OfLease(submitted, safeToDelete: null);
            Assert.False(open.HasPassed(submitted + Duration.FromDays(30)));

            var firm = new Deadlines(Exam, zone).OfLease(submitted, submitted);
            Assert.False(firm.HasPassed(firm.At));
            Assert.True(firm.HasPassed(firm.At + Duration.Epsilon));
        });

    [Fact]
    public void Due_AnyLocalTimeOfAnyZone_IsTheLaterOfItsMoments() =>
        Property.Holds(Gen.Zip(Zone, Moment), x =>
        {
            var (zone, moment) = x;
            var local = moment.InZone(zone).LocalDateTime;

            var due = new Deadlines(Exam with { Due = local }, zone).Due();

            Assert.True(due >= moment, "No moment that reads so on a clock is late.");
            Assert.Equal(local, due?.InZone(zone).LocalDateTime);
        }, 5_000);

    private static void AssertEndOfDay(Deadlines deadlines, Instant moment)
    {
        var day = moment.InZone(deadlines.Zone).Date;

        var end = deadlines.EndOfDay(day);

        // Worded only where it does not hold: there are half a million of these.
        if (end <= moment || end - moment > Duration.FromHours(28) || end.InZone(deadlines.Zone).Date <= day)
            Assert.Fail($"{deadlines.Zone.Id}: {day} ends at {end}, seen from {moment}.");
    }
}
