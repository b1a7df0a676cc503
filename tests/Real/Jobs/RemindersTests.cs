using EksGrader.Db.Model;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>Reminders by two processes at once on PostgreSQL, whose transactions run beside each other.</summary>
public sealed class RemindersTests(PostgresFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reminders_ByTwoProcessesAtOnce_AreSentOnce()
    {
        await using var world = await RemindWorld.BeginAsync(await server.NewDatabaseAsync(Token));
        await world.InstructAsync("prof@school.example", "en");
        await world.PostToAsync("https://hooks.example/services/T/B/secret");
        for (var i = 0; i < 30; i++)
            await world.LeaseAsync(TimeSpan.FromHours(6), FormattableString.Invariant($"s{i}"));
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("late"), queued: false, late: true);

        await RunBesideAsync(world);
        var overdue = (await world.Jobs.AskAsync(db => Task.FromResult(db.Leases.First()))).Id;
        world.Jobs.Time.Advance(new TimeSpan(6, 25, 0));
        await world.ChangeAsync(overdue, l => l.Become(LeaseState.Overdue, world.Now));
        await RunBesideAsync(world);

        // The start of 30, a late one, the summary after midnight, and the deadline of 30.
        var rows = await world.RowsAsync();
        Assert.Equal(30, rows.Count(r => r.Kind == ReminderKind.Start));
        Assert.Equal(30, rows.Count(r => r.Kind == ReminderKind.AtDeadline));
        Assert.All(rows, r => Assert.Equal(ReminderState.Sent, r.State));
        Assert.Equal(62, world.Post.Emails.Count);
        Assert.Equal(62, world.Post.Emails.Select(l => l.Id).Distinct().Count());
        Assert.Equal(2, world.Post.Posts.Count);
    }

    private static Task RunBesideAsync(RemindWorld world) => Task.WhenAll(world.RunAsync(), world.RunAsync());
}
