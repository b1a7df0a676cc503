using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

/// <summary>A start beside SQLite: the queue is empty, and the rows say what is to be done.</summary>
public sealed class ResumeGradingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task QueuedWhenTheProcessDied_IsGradedAtOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);

        await ResumeAsync(world);

        var (name, firing) = Assert.Single(world.Queue.Waiting);
        Assert.Equal(($"grade-{submission}", GradingReason.First), (name, ((GradeInput)firing.Input).Reason));
        Assert.Equal(world.Time.GetUtcNow(), firing.At);
    }

    [Fact]
    public async Task BeingGradedWhenTheProcessDied_IsTakenUpAtOnce_AndStoredOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);
        await world.WithStoreAsync(store => store.StartAsync(submission, GradingReason.First, Token));

        await ResumeAsync(world);
        await world.RunDueAsync();

        var grading = Assert.Single(await world.GradingsAsync(submission));
        Assert.Equal(1, grading.Observations);
    }

    [Fact]
    public async Task Settling_GoesOnAtItsTime_NotBefore()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet(0.5m) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        var planned = Assert.Single(world.Queue.Waiting).Value.At;
        world.Queue.Waiting.Clear();

        await ResumeAsync(world);

        Assert.Equal(($"grade-{submission}", planned), (world.Queue.Waiting.Single().Key, world.Queue.Waiting.Single().Value.At));
    }

    /// <summary>Of what settles, its submission says when an observation under way would be given up for lost: that is minutes away.</summary>
    [Fact]
    public async Task LookedAtWhileItSettled_WhenTheProcessDied_IsLookedAtAtOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet(0.5m) : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        var planned = Assert.Single(world.Queue.Waiting).Value.At;
        world.Queue.Waiting.Clear();
        world.Time.Advance(planned - world.Time.GetUtcNow());
        await world.WithStoreAsync(store => store.StartAsync(submission, GradingReason.First, Token));

        await ResumeAsync(world);

        Assert.True(Assert.Single(world.Queue.Waiting).Value.At <= world.Time.GetUtcNow());
    }

    [Theory]
    [InlineData(GradingReason.Regrade)]
    [InlineData(GradingReason.Look)]
    [InlineData(GradingReason.Anew)]
    public async Task BegunAfterItWasGraded_WhenTheProcessDied_GoesOnAtOnce(GradingReason reason)
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        world.Queue.Waiting.Clear();
        await world.WithStoreAsync(store => store.StartAsync(submission, reason, Token, 1));

        await ResumeAsync(world);
        Assert.True(Assert.Single(world.Queue.Waiting).Value.At <= world.Time.GetUtcNow());
        await world.RunDueAsync();

        Assert.Equal([GradingReason.First, reason], (await world.GradingsAsync(submission)).Select(g => g.Reason));
        Assert.All(await world.GradingsAsync(submission), g => Assert.NotNull(g.EndedAt));
    }

    [Fact]
    public async Task GradedWithNothingToRetry_IsLeftAlone()
    {
        await using var world = await JobWorld.BeginAsync();
        await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();
        world.Queue.Waiting.Clear();

        await ResumeAsync(world);

        Assert.Empty(world.Queue.Waiting);
    }

    private static Task ResumeAsync(JobWorld world) =>
        new ResumeGradings(world.Services.GetRequiredService<IServiceScopeFactory>(), world.Queue, NullLogger<ResumeGradings>.Instance).StartAsync(Token);
}
