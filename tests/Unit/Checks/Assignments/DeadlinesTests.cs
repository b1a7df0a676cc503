using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed class DeadlinesTests
{
    private static readonly Assignment Exam = new()
    {
        Slug = "exam",
        Title = LocalizedText.Same("exam"),
        Checks = [],
        Due = new LocalDateTime(2026, 12, 4, 18, 0),
        ClosesAt = new LocalDateTime(2026, 12, 6, 18, 0),
    };

    private static readonly Assignment DueDay = Exam with { Deletion = new DeletionRule { DeleteBy = DeleteBy.DueDay } };

    [Theory]
    [InlineData("2026-12-04T18:00:00", false)]
    [InlineData("2026-12-04T18:00:01", true)]
    public void IsLate_AfterTheDueMoment_Only(string submitted, bool late) => Assert.Equal(late, Seoul(Exam).IsLate(At(submitted)));

    [Fact]
    public void IsLate_WithoutDueDate_NothingIs() => Assert.False(Seoul(Exam with { Due = null }).IsLate(At("2199-01-01T00:00:00")));

    [Fact]
    public void IsLate_Extended_CountsFromTheExtension()
    {
        var extension = At("2026-12-05T12:00:00");

        Assert.False(Seoul(Exam).IsLate(At("2026-12-05T12:00:00"), extension));
        Assert.True(Seoul(Exam).IsLate(At("2026-12-05T12:00:01"), extension));
    }

    [Fact]
    public void IsLate_ExtensionBeforeTheDueDate_TakesNothingAway() =>
        Assert.False(Seoul(Exam).IsLate(At("2026-12-04T18:00:00"), At("2026-12-01T00:00:00")));

    [Fact]
    public void IsClosed_ExtensionPastTheClosing_MovesIt()
    {
        var deadlines = Seoul(Exam);

        Assert.True(deadlines.IsClosed(At("2026-12-06T18:00:01")));
        Assert.False(deadlines.IsClosed(At("2026-12-07T18:00:00"), At("2026-12-07T18:00:00")));
        Assert.False(Seoul(Exam with { ClosesAt = null }).IsClosed(At("2199-01-01T00:00:00")));
    }

    [Theory]
    [InlineData("2026-12-04T18:10:00", "2026-12-04T17:55:00", "2026-12-04T17:55:00")] // mended in 15 minutes
    [InlineData("2026-12-04T18:10:01", "2026-12-04T17:55:00", "2026-12-04T18:10:01")] // took longer
    [InlineData("2026-12-04T18:10:00", "2026-12-04T18:00:01", "2026-12-04T18:10:00")] // was late at first already
    [InlineData("2026-12-04T17:59:00", "2026-12-04T17:55:00", "2026-12-04T17:59:00")] // is on time anyway
    public void SubmittedAt_RefusedBeforeTheDueDate_KeepsTheFirstTimeFor15Minutes(string taken, string refused, string counted) =>
        Assert.Equal(At(counted), Seoul(Exam).SubmittedAt(At(taken), [At(refused)]));

    [Fact]
    public void SubmittedAt_RefusedTwice_KeepsTheEarliestThatIsNearEnough() =>
        Assert.Equal(
            At("2026-12-04T17:56:00"),
            Seoul(Exam).SubmittedAt(At("2026-12-04T18:05:00"), [At("2026-12-04T17:30:00"), At("2026-12-04T17:59:00"), At("2026-12-04T17:56:00")]));

    [Theory]
    [InlineData("2026-12-04T10:00:00", "2026-12-05T00:00:00")] // the end of the day
    [InlineData("2026-12-03T23:30:00", "2026-12-04T00:30:00")] // at least an hour
    public void OfLease_BySubmissionDay(string submitted, string deadline) =>
        Assert.Equal(new LeaseDeadline(At(deadline), IsFirm: true), Seoul(Exam).OfLease(At(submitted), At(submitted)));

    [Fact]
    public void OfLease_Late_IsTheInstructorsForAnHourAndHasAnotherToBeginTheDeletion() =>
        Assert.Equal(
            new LeaseDeadline(At("2026-12-04T22:00:00"), IsFirm: true) { KeepUntil = At("2026-12-04T21:00:00") },
            Seoul(Exam).OfLease(At("2026-12-04T20:00:00"), At("2026-12-04T20:00:00")));

    [Fact]
    public void OfLease_LateWhereTheGraceIsNothing_HasOneTimeAlone() =>
        Assert.Equal(
            new LeaseDeadline(At("2026-12-04T21:00:00"), IsFirm: true),
            Seoul(Exam with { Deletion = new DeletionRule { LateGrace = Duration.Zero } }).OfLease(At("2026-12-04T20:00:00"), At("2026-12-04T20:00:00")));

    [Fact]
    public void OfLease_LateAndExtendedAfterwards_IsOnTimeAndHasNothingToKeep() =>
        Assert.Equal(
            new LeaseDeadline(At("2026-12-05T00:00:00"), IsFirm: true),
            Seoul(Exam).OfLease(At("2026-12-04T20:00:00"), At("2026-12-04T20:00:00"), extension: At("2026-12-04T21:00:00")));

    [Theory]
    [InlineData("2026-11-20T10:00:00", "2026-12-05T00:00:00")]
    [InlineData("2026-12-04T20:00:00", "2026-12-04T22:00:00")]
    public void OfLease_ByDueDay(string submitted, string deadline) =>
        Assert.Equal(At(deadline), Seoul(DueDay).OfLease(At(submitted), At(submitted)).At);

    [Theory]
    [InlineData("2026-12-01T23:50:00", "2026-12-02T00:03:00", "2026-12-02T00:03:00")] // days before the due date: no one loses a day for mending
    [InlineData("2026-12-04T17:55:00", "2026-12-04T18:05:00", "2026-12-04T17:55:00")] // mended past it: on time, and its day with it
    [InlineData("2026-12-04T20:00:00", "2026-12-04T20:00:00", "2026-12-04T20:00:00")]
    public void ForLease_OfAMendedSubmission(string counted, string taken, string begins) =>
        Assert.Equal(At(begins), Seoul(Exam).ForLease(At(taken), At(counted)));

    [Fact]
    public void OfLease_DueDayExtended_EndsWithTheExtendedDay() =>
        Assert.Equal(
            At("2026-12-06T00:00:00"),
            Seoul(DueDay).OfLease(At("2026-12-04T20:00:00"), At("2026-12-04T20:05:00"), At("2026-12-05T09:00:00")).At);

    [Fact]
    public void OfLease_LookedAtSlowly_Leaves45Minutes() =>
        Assert.Equal(At("2026-12-04T22:15:00"), Seoul(Exam).OfLease(At("2026-12-04T20:00:00"), At("2026-12-04T21:30:00")).At);

    [Fact]
    public void OfLease_NotYetSafeToDelete_NeverPasses()
    {
        var deadline = Seoul(Exam).OfLease(At("2026-12-04T20:00:00"), safeToDelete: null);

        Assert.False(deadline.HasPassed(At("2026-12-31T00:00:00")));
    }

    [Fact]
    public void OfLease_Extended_EndsThen()
    {
        var until = At("2026-12-07T09:00:00");

        var deadline = Seoul(Exam).OfLease(At("2026-12-04T10:00:00"), At("2026-12-04T10:10:00"), leaseExtension: until);

        Assert.False(deadline.HasPassed(until));
        Assert.True(deadline.HasPassed(until + Duration.Epsilon));
    }

    [Theory]
    [InlineData("2026-12-04T18:10:00", false)]
    [InlineData("2026-12-04T18:10:01", true)]
    public void IsPassedLate_AfterDueAndSettling(string passed, bool late) => Assert.Equal(late, Seoul(Exam).IsPassedLate(At(passed)));

    [Fact]
    public void Zone_AssignmentsOwn_GoesBeforeTheCourses()
    {
        var paris = Exam with { TimeZone = DateTimeZoneProviders.Tzdb["Europe/Paris"] };

        Assert.Equal(Utc("2026-12-04T17:00:00"), Seoul(paris).Due());
    }

    [Theory]
    [InlineData("Europe/Paris", "2026-03-29T02:30:00", "2026-03-29T01:30:00")] // does not exist: 03:30 summer time
    [InlineData("Europe/Paris", "2026-10-25T02:30:00", "2026-10-25T01:30:00")] // exists twice: the second
    [InlineData("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00")] // a day that was skipped: 12:00 of the next
    public void Due_WhereTheLocalTimeIsNotOne_IsTheLaterMoment(string zone, string due, string moment)
    {
        var assignment = Exam with { Due = LocalDateTimePattern.GeneralIso.Parse(due).Value, ClosesAt = null };

        Assert.Equal(Utc(moment), new Deadlines(assignment, DateTimeZoneProviders.Tzdb[zone]).Due());
    }

    [Theory]
    [InlineData("Asia/Seoul", "2026-12-04", "2026-12-04T15:00:00")]
    [InlineData("Europe/Paris", "2026-03-29", "2026-03-29T22:00:00")] // a day of 23 hours
    [InlineData("Europe/Paris", "2026-10-25", "2026-10-25T23:00:00")] // a day of 25 hours
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00")] // no midnight: the clock goes to 01:00
    [InlineData("America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00:00")] // 24:00 becomes 23:00 once
    [InlineData("America/Havana", "2020-10-31", "2020-11-01T05:00:00")] // midnight comes twice: the second
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00")] // the next day is skipped
    public void EndOfDay_IsTheNextMidnight(string zone, string day, string end) =>
        Assert.Equal(Utc(end), new Deadlines(Exam, DateTimeZoneProviders.Tzdb[zone]).EndOfDay(LocalDatePattern.Iso.Parse(day).Value));

    private static Deadlines Seoul(Assignment assignment) => new(assignment, DateTimeZoneProviders.Tzdb["Asia/Seoul"]);

    private static Instant At(string seoul) => LocalDateTimePattern.GeneralIso.Parse(seoul).Value.InUtc().ToInstant() - Duration.FromHours(9);

    private static Instant Utc(string time) => LocalDateTimePattern.GeneralIso.Parse(time).Value.InUtc().ToInstant();
}
