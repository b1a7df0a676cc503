using EksGrader.Jobs.Scheduling;

namespace EksGrader.Tests.Unit.Jobs.Scheduling;

public sealed class RecurringJobsTests
{
    // A step that does not divide the minute or the hour would come round late at its end.
    [Theory]
    [InlineData("00:00:00.5", "* * * * * *")]
    [InlineData("00:00:01", "* * * * * *")]
    [InlineData("00:00:10", "*/10 * * * * *")]
    [InlineData("00:00:45", "*/30 * * * * *")]
    [InlineData("00:01:00", "*/1 * * * *")]
    [InlineData("00:07:00", "*/6 * * * *")]
    [InlineData("01:00:00", "0 * * * *")]
    [InlineData("05:00:00", "0 * * * *")]
    public void Plan_ComesRoundAtLeastAsOftenAsAsked(string every, string expected) =>
        Assert.Equal(expected, RecurringJobs.CronOf(TimeSpan.Parse(every, System.Globalization.CultureInfo.InvariantCulture)));
}
