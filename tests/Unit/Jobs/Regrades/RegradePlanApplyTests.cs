using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static EksGrader.Tests.Support.Jobs.RegradeWorld;

namespace EksGrader.Tests.Unit.Jobs.Regrades;

/// <summary>What a plan that is applied writes, and what it leaves as it is.</summary>
public sealed class RegradePlanApplyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_ByHarderRules_WritesWhatWasShownAndKeepsTheEarlier()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.GradedAsync("1");
        var plan = await world.PlanAsync(Harder);
        await world.RunDueAsync();

        await world.ApplyAsync(plan);
        await world.RunDueAsync();

        Assert.Equal([(GradingReason.First, 1, 40m), (GradingReason.Regrade, 2, 20m)], (await world.GradingsAsync(submission)).Select(g => (g.Reason, g.AssignmentVersion, g.Score)));
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal(RegradePlanState.Applied, (await world.FindAsync(plan)).State);
        var audited = await world.AskAsync(db => db.AuditEntries.SingleAsync(e => e.What == "grade.regraded", Token));
        Assert.Equal(
            ("teacher", $"submission {submission}", "40 / 60, provisional", "20 / 60, provisional", "a mistake of ours"),
            (audited.By, audited.Subject, audited.From, audited.To, audited.Why));
    }

    [Fact]
    public async Task Apply_OfADifferenceThatIsEmpty_WritesNothing()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "gone" ? Verdict.Pending(Texts.Of("pending")) : Verdict.Passed(Texts.Of("replayed"));
        var submission = await world.GradedAsync("1");
        var before = await world.SubmissionAsync(submission);
        var plan = await world.PlanAsync(JobWorld.Document);
        await world.RunDueAsync();
        Assert.All(await world.ItemsAsync(plan), i => Assert.Equal(RegradeEffect.Same, i.Effect));

        await world.ApplyAsync(plan);
        await world.RunDueAsync();

        Assert.Single(await world.GradingsAsync(submission));
        Assert.Equal(before.RowVersion, (await world.SubmissionAsync(submission)).RowVersion);
        Assert.Equal(RegradePlanState.Applied, (await world.FindAsync(plan)).State);
    }

    [Fact]
    public async Task Override_SurvivesAndStandsInTheDifference()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.GradedAsync("1");
        await world.OverrideAsync(submission, "two", 15);

        var plan = await world.PlanAsync(Harder);
        await world.RunDueAsync();
        await world.ApplyAsync(plan);
        await world.RunDueAsync();

        var item = Assert.Single(await world.ItemsAsync(plan));
        Assert.Equal((RegradeEffect.Moves, 35m, 35m), (item.Effect, item.ScoreBefore, item.ScoreAfter));
        Assert.Equal(15m, RegradeJson.Read(item.Checks).Single(c => c.Check.Value == "two").Given);
        Assert.Equal(35m, (await world.SubmissionAsync(submission)).Score);
        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "two")).Outcome);
    }

    [Fact]
    public async Task Apply_OfWhatWasGradedOtherwiseSince_LeavesItAsItIs()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.GradedAsync("1");
        var plan = await world.PlanAsync(Harder);
        await world.RunDueAsync();
        await world.ApplyAsync(plan);
        await world.OverrideAsync(submission, "two", 7);
        await world.RunDueAsync();

        Assert.Equal(RegradeItemState.Changed, Assert.Single(await world.ItemsAsync(plan)).State);
        Assert.Equal(27m, (await world.SubmissionAsync(submission)).Score);
        Assert.Single(await world.GradingsAsync(submission));
    }

    [Fact]
    public async Task Live_WhatPassesOnlyAfterTheDueDate_BearsTheSign()
    {
        await using var world = await JobWorld.BeginAsync();
        world.KeepAccess();
        world.Inspector.Facts = handIn => handIn with { ClusterName = "two: no network" };
        var submission = await world.GradedAsync("1");
        world.Inspector.Facts = handIn => handIn;
        world.Queue.Waiting.Clear();
        world.Time.Advance(TimeSpan.FromHours(5.5));

        var plan = await world.PlanAsync(JobWorld.Document, RegradeSource.Cluster);
        await world.RunDueAsync();
        await world.ApplyAsync(plan);
        await world.RunDueAsync();

        Assert.Equal(Outcome.Passed, (await world.VerdictAsync(submission, "two")).Outcome);
        var late = Assert.Single((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == "passedLate");
        Assert.Contains("two", late.ToFlag().Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_WhileARegradeIsBegun_IsNotToldTheOldGrade()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.GradedAsync("1");
        var plan = await world.PlanAsync(Harder);
        await world.RunDueAsync();
        await world.ApplyAsync(plan);

        var told = new List<GradingEvent>();
        await using var watched = world.Services.GetRequiredService<IGradingEvents>().WatchAsync(submission, Token)
            .Where(e => e is GradingEvent.Verdict or GradingEvent.Graded).GetAsyncEnumerator(Token);
        for (var known = 0; known < 3; known++)
        {
            Assert.True(await watched.MoveNextAsync());
            told.Add(watched.Current);
        }

        var next = watched.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await world.RunDueAsync();
        do
        {
            Assert.True(await next);
            told.Add(watched.Current);
            next = watched.MoveNextAsync().AsTask();
        }
        while (told[^1] is GradingEvent.Verdict);

        Assert.IsType<GradingEvent.Graded>(told[^1]);
        Assert.Contains(told.OfType<GradingEvent.Verdict>(), v => v.Result is { Check.Value: "two", Verdict.Outcome: Outcome.Failed });
    }
}
