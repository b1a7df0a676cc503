using EksGrader.Jobs.Scheduling;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Storage;
using Microsoft.Extensions.Options;

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

    /// <summary>What a clock that ran ahead planned would not come round for hours.</summary>
    [Fact]
    public void PlanAll_AfterAClockThatRanAhead_ComesRoundByTheClockThatIs()
    {
        using var storage = new InMemoryStorage();
        var kind = new RecurringKind("sweep", _ => TimeSpan.FromSeconds(30), (_, _) => Task.CompletedTask);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Plan(storage, now.AddHours(5), kind);

        Plan(storage, now, kind);

        Assert.InRange(Assert.Single(Planned(storage)).NextExecution ?? DateTime.MaxValue, now, now.AddSeconds(30));
    }

    [Fact]
    public void PlanAll_ForgetsWhatAnOlderVersionPlanned_AndKeepsTheRest()
    {
        using var storage = new InMemoryStorage();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (kept, old) = (new RecurringKind("kept", _ => TimeSpan.FromMinutes(1), (_, _) => Task.CompletedTask), new RecurringKind("old", _ => TimeSpan.FromMinutes(1), (_, _) => Task.CompletedTask));
        Plan(storage, now, kept, old);

        Plan(storage, now, kept);

        Assert.Equal(["kept"], Planned(storage).Select(p => p.Id));
    }

    private static void Plan(InMemoryStorage storage, DateTime now, params RecurringKind[] kinds) => new RecurringJobs(
        storage,
        new RecurringJobManager(storage, ShortHistory.Only(), new DefaultTimeZoneResolver(), () => now),
        new JobRegistry([], kinds),
        Options.Create(new JobOptions())).PlanAll();

    private static List<RecurringJobDto> Planned(InMemoryStorage storage)
    {
        using var connection = storage.GetConnection();
        return connection.GetRecurringJobs();
    }
}
