using System.Data.Common;
using EksGrader.Db.Model;
using EksGrader.Jobs.Regrades;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using static EksGrader.Tests.Support.Jobs.RegradeWorld;

namespace EksGrader.Tests.Unit.Jobs.Regrades;

/// <summary>Processes that die while a plan is worked on, and databases that fail for a moment.</summary>
public sealed class RegradePlanFaultsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_KilledBetweenGradings_GoesOnWithTheRestAndWritesEachOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        var submissions = new List<SubmissionId>();
        foreach (var number in Enumerable.Range(1, 5))
            submissions.Add(await world.GradedAsync($"{number}"));
        var plan = await world.PlanAsync(Harder);
        await world.RunDueAsync();
        await world.ApplyAsync(plan);
        world.Queue.TakeDue();

        // The process writes two gradings and is gone; so is what waited in its queue.
        foreach (var id in submissions.Take(2))
            await world.ApplyOneAsync(plan, id);
        await world.RestartAsync();
        world.Time.Advance(SweepRegradePlans.Silence);
        await world.RunAsync<SweepRegradePlans>();
        await world.RunDueAsync();

        Assert.Equal(RegradePlanState.Applied, (await world.FindAsync(plan)).State);
        foreach (var id in submissions)
        {
            Assert.Equal([GradingReason.First, GradingReason.Regrade], (await world.GradingsAsync(id)).Select(g => g.Reason));
            Assert.Equal(20m, (await world.SubmissionAsync(id)).Score);
        }
    }

    [Fact]
    public async Task Compute_KilledHalfWay_IsFinishedByTheSweep()
    {
        await using var world = await JobWorld.BeginAsync();
        for (var number = 1; number <= 3; number++)
            await world.GradedAsync($"{number}");
        var plan = await world.PlanAsync(Harder);
        using var killed = new CancellationTokenSource();
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync(Assert.Single(world.Queue.TakeDue()), killed.Token));

        await world.RestartAsync();
        world.Time.Advance(SweepRegradePlans.Silence);
        await world.RunAsync<SweepRegradePlans>();
        await world.RunDueAsync();

        Assert.Equal((RegradePlanState.Ready, 3), ((await world.FindAsync(plan)).State, (await world.ItemsAsync(plan)).Count(i => i.State == RegradeItemState.Ready)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DatabaseThatFailsForAMoment_LeavesNoOneOut(bool whileApplied)
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.GradedAsync("1");
        var plan = await world.PlanAsync(Harder);
        if (whileApplied)
        {
            await world.RunDueAsync();
            await world.ApplyAsync(plan);
        }

        await world.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE Recordings RENAME TO Away", Token));
        await Assert.ThrowsAnyAsync<DbException>(world.RunDueAsync);
        await world.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE Away RENAME TO Recordings", Token));
        world.Time.Advance(SweepRegradePlans.Silence);
        await world.RunAsync<SweepRegradePlans>();
        await world.RunDueAsync();

        Assert.Equal(whileApplied ? RegradeItemState.Applied : RegradeItemState.Ready, Assert.Single(await world.ItemsAsync(plan)).State);
        Assert.Equal(whileApplied ? 20m : 40m, (await world.SubmissionAsync(submission)).Score);
    }
}
