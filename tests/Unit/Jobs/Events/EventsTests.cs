using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Events;

public sealed class EventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_GradedAlready_TellsTheVerdictsAndEnds()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.RunDueAsync();

        Assert.Equal(["one Passed", "two Passed", "gone Pending", "graded"], await ReadAsync(world, submission).ToListAsync(Token));
    }

    [Fact]
    public async Task Watch_WhileItIsGraded_TellsEachVerdictAsItFalls()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), queued: false);
        var heard = new TaskCompletionSource();
        world.Inspector.Meanwhile = (_, _) => heard.Task; // the verdicts have fallen, the observation is not stored yet

        var events = ReadAsync(world, submission).GetAsyncEnumerator(Token);
        var first = events.MoveNextAsync().AsTask();
        var grading = world.RunAsync(new GradeInput(submission.Value, GradingReason.First));
        Assert.True(await first);
        Assert.Equal("one Passed", events.Current);
        Assert.False(grading.IsCompleted);
        heard.SetResult();
        await grading;

        var rest = new List<string>();
        while (await events.MoveNextAsync())
            rest.Add(events.Current);
        Assert.Equal(["two Passed", "gone Pending", "graded"], rest);
        await events.DisposeAsync();
    }

    [Fact]
    public async Task Watch_AnotherProcessGrades_FindsItInTheRows()
    {
        await using var world = await JobWorld.BeginAsync(adapt: services => services.AddSingleton<IGradingEvents, SilentEvents>());
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        await using var watcher = world.NewProcess();

        var reading = Task.Run(async () => await ReadAsync(watcher, submission).ToListAsync(Token), Token);
        await world.RunDueAsync();
        while (!reading.IsCompleted)
        {
            world.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.Equal("graded", (await reading)[^1]);
    }

    [Fact]
    public async Task Watch_UnknownSubmission_Ends()
    {
        await using var world = await JobWorld.BeginAsync();

        Assert.Empty(await ReadAsync(world, Id.New<SubmissionId>(world.Time)).ToListAsync(Token));
    }

    [Fact]
    public async Task Watch_SlowReader_HoldsNoOneUpAndFindsTheRestInTheRows()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"));
        var hub = world.Services.GetRequiredService<IGradingEvents>();
        var events = ReadAsync(world, submission).GetAsyncEnumerator(Token);
        var first = events.MoveNextAsync().AsTask();
        while (!first.IsCompleted)
        {
            hub.Tell(submission, new CheckResult(new CheckId("one"), 20, Texts.NotYet(0.1m)));
            await Task.Yield();
        }

        for (var i = 0; i < 10_000; i++)
            hub.Tell(submission, new CheckResult(new CheckId("one"), 20, Texts.NotYet(0.1m)));
        await world.RunDueAsync();

        var last = events.Current;
        while (await events.MoveNextAsync())
            last = events.Current;
        Assert.Equal("graded", last);
        await events.DisposeAsync();
    }

    private static IAsyncEnumerable<string> ReadAsync(JobWorld world, SubmissionId submission) => ReadAsync(world.Services, submission);

    private static async IAsyncEnumerable<string> ReadAsync(IServiceProvider services, SubmissionId submission)
    {
        await foreach (var told in services.GetRequiredService<IGradingEvents>().WatchAsync(submission, Token))
        {
            if (told is GradingEvent.Moved)
                continue;
            yield return told is GradingEvent.Verdict verdict ? $"{verdict.Result.Check} {verdict.Result.Verdict.Outcome}" : "graded";
        }
    }

    /// <summary>The hub of a process in which no one listens.</summary>
    private sealed class SilentEvents : IGradingEvents
    {
        public void Tell(SubmissionId submission, CheckResult result)
        {
            // Heard by no one here.
        }

        public void Wake(SubmissionId submission)
        {
            // Heard by no one here.
        }

        public IReadOnlyList<CheckResult> Fallen(SubmissionId submission) => [];

        public IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
