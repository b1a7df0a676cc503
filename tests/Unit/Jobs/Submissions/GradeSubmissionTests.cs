using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

public sealed class GradeSubmissionTests
{
    [Fact]
    public async Task Grading_EverythingPasses_IsGradedAndSafeToDelete()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.RunDueAsync();

        var graded = await world.SubmissionAsync(submission);
        Assert.Equal((SubmissionStatus.Graded, 40m, false), (graded.Status, graded.Score, graded.Final)); // the deletion is pending
        Assert.Equal(world.Time.GetUtcNow(), graded.SafeToDeleteAt);
        Assert.Empty(world.Queue.Waiting);
        Assert.Equal("host.eks", graded.ServerHost);
        Assert.Single(world.Inspector.Asked);
    }

    [Fact]
    public async Task Settling_AcrossARestart_LooksAtWhatIsOutstandingAndKeepsTheBest()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (look, check) => (check, look.Number) switch
        {
            ("gone", _) => Verdict.Pending(Texts.Of("pending")),
            ("one", _) => Verdict.Passed(Texts.Of("at once")),
            ("two", 1) => Texts.NotYet(0.4m),
            ("two", 2) => Texts.NotYet(0.2m),
            _ => Verdict.Passed(Texts.Of("at last")),
        };
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.RunDueAsync();
        Assert.Equal(SubmissionStatus.Settling, (await world.SubmissionAsync(submission)).Status);
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(0.4m, (await world.VerdictAsync(submission, "two")).Share);
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromSeconds(23)); // 15 s × 1.5: the backing off goes on, too

        Assert.Equal(["one,two,gone", "two", "two"], world.Inspector.Asked.Select(a => string.Join(',', a.Checks)));
        Assert.Equal([1, 2, 3], world.Inspector.Asked.Select(a => a.Number));
        Assert.Equal((SubmissionStatus.Graded, 40m), ((await world.SubmissionAsync(submission)).Status, (await world.SubmissionAsync(submission)).Score));
        var grading = Assert.Single(await world.GradingsAsync(submission));
        Assert.Equal(3, grading.Observations);
        Assert.Equal("at once", (await world.VerdictAsync(submission, "one")).Summary.En);
    }

    [Fact]
    public async Task Settling_NeverComesTrue_EndsTenMinutesAfterTheFirstObservation()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet() : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        var began = world.Time.GetUtcNow();

        await world.PassAsync(TimeSpan.FromMinutes(9.9));
        Assert.Null((await world.SubmissionAsync(submission)).SafeToDeleteAt);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        var graded = await world.SubmissionAsync(submission);
        Assert.Equal((SubmissionStatus.Graded, true), (graded.Status, graded.Final));
        Assert.Equal(began.AddMinutes(10), graded.SafeToDeleteAt);
    }

    [Fact]
    public async Task Grading_RunTwiceAtOnce_StoresOnce()
    {
        await using var world = await JobWorld.BeginAsync(adapt: services => services.AddTransientRunning());
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);
        var both = new TaskCompletionSource();
        world.Inspector.Meanwhile = (_, _) =>
        {
            if (world.Inspector.Asked.Count == 2)
                both.SetResult();
            return both.Task;
        };

        var input = new GradeInput(submission.Value, GradingReason.First);
        await Task.WhenAll(world.RunAsync(input), world.RunAsync(input));

        Assert.Equal(2, world.Inspector.Asked.Count);
        Assert.Equal(1, Assert.Single(await world.GradingsAsync(submission)).Observations);
    }

    [Fact]
    public async Task Grading_QueuedTwiceInOneProcess_LooksOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);
        var input = new GradeInput(submission.Value, GradingReason.First);
        world.Inspector.Meanwhile = (_, _) => world.RunAsync(input);

        await world.RunAsync(input);

        Assert.Single(world.Inspector.Asked);
    }

    [Fact]
    public async Task Grading_KilledBetweenLookAndStore_IsFoundByTheSweepAndDoneOnce()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        using var killed = new CancellationTokenSource();
        world.Inspector.Meanwhile = (_, _) => killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync(new GradeInput(submission.Value, GradingReason.First), killed.Token));
        world.Inspector.Meanwhile = (_, _) => Task.CompletedTask;
        world.Queue.Waiting.Clear();
        await world.RestartAsync();

        await world.RunAsync<SweepSubmissions>();
        Assert.Empty(world.Queue.Waiting); // it may still be looking somewhere else
        world.Time.Advance(GradingStore.ObservationLimit + SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(submission)).Status);
        Assert.Equal(1, Assert.Single(await world.GradingsAsync(submission)).Observations);
    }

    [Fact]
    public async Task Sweep_JobNeverQueued_QueuesIt()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);

        world.Time.Advance(SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunAsync<SweepSubmissions>();

        Assert.Equal($"grade-{submission}", Assert.Single(world.Queue.Waiting).Key);
    }

    [Fact]
    public async Task Sweep_NextObservationNeverQueued_QueuesIt()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet() : Verdict.Passed(Texts.Of("passed"));
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        world.Inspector.Meanwhile = (_, _) =>
        {
            world.Queue.Broken = new KilledException();
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<KilledException>(world.RunDueAsync);
        (world.Queue.Broken, world.Inspector.Meanwhile) = (null, (_, _) => Task.CompletedTask);

        world.Time.Advance(TimeSpan.FromSeconds(15) + SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        Assert.Equal(2, Assert.Single(await world.GradingsAsync(submission)).Observations);
    }

    [Fact]
    public async Task Grading_AccessKeysLost_IsUnknownByTheGraderAndTriedAgain()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        world.LoseKeys();
        await world.RestartAsync();

        await world.RunDueAsync();

        Assert.Empty(world.Inspector.Asked);
        var graded = await world.SubmissionAsync(submission);
        Assert.Equal((SubmissionStatus.Graded, false), (graded.Status, graded.Final));
        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "one")).Fault);
        Assert.Equal(world.Time.GetUtcNow().AddHours(1), graded.NextStepAt);

        world.FindKeys();
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
    }

    [Fact]
    public async Task Grading_LookerBreaks_IsUnknownByTheGraderAndLooksAgain()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        world.Inspector.Meanwhile = (_, _) => throw new InvalidOperationException("a bug");

        await world.RunDueAsync();

        Assert.Equal(SubmissionStatus.Settling, (await world.SubmissionAsync(submission)).Status);
        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "two")).Fault);
        world.Inspector.Meanwhile = (_, _) => Task.CompletedTask;
        await world.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(40m, (await world.SubmissionAsync(submission)).Score);
    }
}
