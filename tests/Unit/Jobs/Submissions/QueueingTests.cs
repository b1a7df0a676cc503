using System.Diagnostics.Metrics;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

public sealed class QueueingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_WhileTheFirstIsLookedAt_WaitsAndThenRuns()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        var first = await world.SubmitAsync(student, queued: false);
        SubmissionId? second = null;
        world.Inspector.Meanwhile = async (_, _) =>
        {
            if (second is not null)
                return;
            second = await world.SubmitAsync(student);
            await world.RunDueAsync(); // its job runs, and finds the older one at work
            Assert.Equal(SubmissionStatus.Queued, (await world.SubmissionAsync(second.Value)).Status);
        };

        await world.RunAsync(new GradeInput(first.Value, GradingReason.First));
        await world.RunDueAsync();

        Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(first)).Status);
        Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(second.GetValueOrDefault())).Status);
    }

    [Fact]
    public async Task Newer_WhileTheOlderSettles_EndsItsSettling()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet(0.5m) : Verdict.Passed(Texts.Of("passed"));
        var student = await world.EnrolAsync("1");
        var older = await world.SubmitAsync(student);
        await world.RunDueAsync();

        var newer = await world.SubmitAsync(student);
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((SubmissionStatus.Graded, 50m), ((await world.SubmissionAsync(older)).Status, (await world.SubmissionAsync(older)).Score));
        Assert.Equal(1, Assert.Single(await world.GradingsAsync(older)).Observations);
        Assert.Equal(SubmissionStatus.Settling, (await world.SubmissionAsync(newer)).Status);
    }

    [Fact]
    public async Task Newer_DuringTheOldersFirstObservation_LetsItNotSettleAtAll()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet() : Verdict.Passed(Texts.Of("passed"));
        var student = await world.EnrolAsync("1");
        var older = await world.SubmitAsync(student, queued: false);
        var newer = default(SubmissionId);
        world.Inspector.Meanwhile = async (_, _) => newer = newer == default ? await world.SubmitAsync(student, queued: false) : newer;

        await world.RunAsync(new GradeInput(older.Value, GradingReason.First));

        Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(older)).Status);
        Assert.Equal($"grade-{newer}", Assert.Single(world.Queue.Waiting).Key);
    }

    [Fact]
    public async Task Sweep_WaitsBehindNoOne_IsQueued()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);
        await world.WithDbAsync(db => db.WriteAsync(
            async token => (await db.Submissions.FirstAsync(s => s.Id == submission, token)).WaitBehindOlder(), Token));

        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        Assert.Equal(SubmissionStatus.Graded, (await world.SubmissionAsync(submission)).Status);
    }

    [Fact]
    public async Task Sweep_ThoseThatOnlyWaitInTheQueue_AreNotCalledLost()
    {
        await using var world = await JobWorld.BeginAsync();
        using var listener = new MeterListener();
        var found = 0;
        var meters = world.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Name == "eksgrader.sweep.found" && instrument.Meter.Scope == meters)
                it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, count, _, _) => found += count);
        listener.Start();
        await world.SubmitAsync(await world.EnrolAsync("1"));
        var neverQueued = await world.SubmitAsync(await world.EnrolAsync("2"), queued: false);

        world.Time.Advance(SweepSubmissions.Slack);
        await world.RunAsync<SweepSubmissions>();
        await world.RunAsync<SweepSubmissions>();

        Assert.Contains($"grade-{neverQueued}", world.Queue.Waiting.Keys);
        Assert.Equal((2, 1), (world.Queue.Waiting.Count, found));
    }
}
