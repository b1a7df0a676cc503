using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Regrades;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static EksGrader.Tests.Support.Jobs.RegradeWorld;

namespace EksGrader.Tests.Unit.Jobs.Regrades;

/// <summary>What a plan shows before anything is changed.</summary>
public sealed class RegradePlanComputeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compute_ByHarderRules_ShowsWhoLosesAndChangesNothing()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.GradedAsync("1");

        var plan = await world.PlanAsync(Harder);
        await world.RunDueAsync();

        var item = Assert.Single(await world.ItemsAsync(plan));
        Assert.Equal((RegradeEffect.Loses, 40m, 20m), (item.Effect, item.ScoreBefore, item.ScoreAfter));
        var two = RegradeJson.Read(item.Checks).Single(c => c.Check.Value == "two");
        Assert.Equal((Outcome.Passed, Outcome.Failed), (two.Before?.Outcome, two.After?.Outcome));
        Assert.Equal(RegradePlanState.Ready, (await world.FindAsync(plan)).State);
        Assert.Single(await world.GradingsAsync(submission));
        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Compute_OfACheckThatWasNeverRead_IsUnknownNotFailed()
    {
        await using var world = await JobWorld.BeginAsync(JobWorld.Document.Replace("  - { check: two, points: 20, count: 2 }\n", "", StringComparison.Ordinal));
        world.Inspector.Facts = handIn => handIn with { HasAwsAccess = true };
        var submission = await world.GradedAsync("1");

        var plan = await world.PlanAsync(JobWorld.Document);
        await world.RunDueAsync();

        var two = RegradeJson.Read(Assert.Single(await world.ItemsAsync(plan)).Checks).Single(c => c.Check.Value == "two");
        Assert.Null(two.Before);
        Assert.Equal((Outcome.Unknown, (decimal?)null), (two.After?.Outcome, two.After?.Points));
        Assert.Equal(20m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Live_LooksOnceMoreQuietly_AndTakesNothingAway()
    {
        await using var world = await JobWorld.BeginAsync();
        world.KeepAccess();
        var passing = await world.GradedAsync("1");
        world.Inspector.Judge = (_, check) => check == "gone" ? Verdict.Pending(Texts.Of("pending")) : Verdict.Unknown(FaultDomain.Network, Texts.Of("gone since"));
        var plan = await world.PlanAsync(JobWorld.Document, RegradeSource.Cluster);
        await using var watched = world.Services.GetRequiredService<IGradingEvents>().WatchAsync(passing, Token).GetAsyncEnumerator(Token);

        await world.RunDueAsync();

        var item = Assert.Single(await world.ItemsAsync(plan));
        Assert.Equal((true, 40m), (item.Observed, item.ScoreAfter));
        Assert.Equal(2, world.Inspector.Asked.Count);
        Assert.Equal("one,two,gone", string.Join(',', world.Inspector.Asked[1].Checks));
        while (await watched.MoveNextAsync() && watched.Current is GradingEvent.Verdict told)
            Assert.NotEqual("gone since", told.Result.Verdict.Summary.En);
    }

    [Fact]
    public async Task Live_OfAClusterThatIsGoneByNow_LeavesWhatNoOneCouldSeeToAnInstructor()
    {
        await using var world = await JobWorld.BeginAsync();
        world.KeepAccess();
        world.Inspector.Facts = handIn => handIn with { ClusterName = "two: no network" };
        await world.GradedAsync("1");
        world.Inspector.Facts = handIn => handIn with { ClusterName = "two: no cluster" };
        world.Time.Advance(TimeSpan.FromMinutes(30));

        var plan = await world.PlanAsync(JobWorld.Document, RegradeSource.Cluster);
        await world.RunDueAsync();

        var item = Assert.Single(await world.ItemsAsync(plan));
        var two = RegradeJson.Read(item.Checks).Single(c => c.Check.Value == "two").After;
        Assert.Equal((true, Outcome.Unknown, FaultDomain.Network), (item.Observed, two?.Outcome, two?.Fault));
    }

    [Fact]
    public async Task Drop_ForgetsWhatWasSeen()
    {
        await using var world = await JobWorld.BeginAsync();
        world.KeepAccess();
        await world.GradedAsync("1");
        var recordings = await world.AskAsync(db => db.Recordings.CountAsync(Token));
        var plan = await world.PlanAsync(JobWorld.Document, RegradeSource.Cluster);
        await world.RunDueAsync();
        Assert.Equal(recordings + 1, await world.AskAsync(db => db.Recordings.CountAsync(Token)));

        await world.WithDbAsync(db => db.WriteAsync(token => RegradeRecordings.ForgetAsync(db, plan, token), Token));

        Assert.Equal(recordings, await world.AskAsync(db => db.Recordings.CountAsync(Token)));
    }
}
