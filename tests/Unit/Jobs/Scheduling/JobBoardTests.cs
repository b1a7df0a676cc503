using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Support.Jobs;
using EksGrader.Tests.Support.Time;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EksGrader.Tests.Unit.Jobs.Scheduling;

/// <summary>What the board tells of jobs, and what becomes of those that failed: shown, retried by hand, forgotten.</summary>
public sealed class JobBoardTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-board-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Board_ShowsWhatRunsWaitsAndFailed()
    {
        var (begun, finish, failed) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var work = new Work(async (what, token) =>
        {
            if (what == "fails")
            {
                failed.SetResult();
                throw new InvalidOperationException("it broke");
            }

            begun.SetResult();
            await finish.Task.WaitAsync(token);
        });
        using var host = await SchedulerHost.StartAsync(folder, work, Token);
        await host.Queue().EnqueueAsync("work-1", new WorkInput("runs"), at: null, Token);
        await host.Queue().EnqueueAsync("work-2", new WorkInput("waits"), TimeProvider.System.GetUtcNow().AddHours(1), Token);
        await host.Queue().EnqueueAsync("work-3", new WorkInput("fails"), at: null, Token);
        await Task.WhenAll(begun.Task, failed.Task).WaitAsync(Token);

        var board = await BoardWithAFailureAsync(host);
        finish.SetResult();
        await host.StopAsync(Token);

        Assert.Contains(("work", "work-1"), board.Running.Select(r => (r.Job, r.Name)));
        Assert.Contains(("work", "work-2"), board.Waiting.Select(w => (w.Job, w.Name)));
        Assert.Equal(("work", "work-3", "it broke", "InvalidOperationException"), board.Failed.Select(f => (f.Job, f.Name, f.Error, f.ErrorType)).Single());
        Assert.DoesNotContain("work-1", board.Waiting.Select(w => w.Name)); // on its last firing: it runs and does not wait
        Assert.Equal(1, board.WaitingCount);
    }

    [Fact]
    public async Task Retried_FailedJobRunsAgain_WithItsInput()
    {
        var (runs, again) = (0, new TaskCompletionSource<string>());
        var work = new Work((what, _) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
                throw new InvalidOperationException("it broke");
            again.SetResult(what);
            return Task.CompletedTask;
        });
        using var host = await SchedulerHost.StartAsync(folder, work, Token);
        await host.Queue().EnqueueAsync("work-9", new WorkInput("the same"), at: null, Token);
        var board = await BoardWithAFailureAsync(host);

        var retry = host.Services.GetRequiredService<IJobRetry>();
        Assert.False(await retry.RetryAsync("nothing", Token));
        Assert.True(Assert.Single(board.Failed).CanRetry);
        Assert.True(await retry.RetryAsync(board.Failed[0].Id, Token));
        Assert.Equal("the same", await again.Task.WaitAsync(Token));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Failed_KeptLongEnough_IsForgotten()
    {
        var work = new Work((_, _) => throw new InvalidOperationException("it broke"));
        using var host = await SchedulerHost.StartAsync(folder, work, Token);
        await host.Queue().EnqueueAsync("work", new WorkInput("fails"), at: null, Token);
        await BoardWithAFailureAsync(host);
        ForgetFailedJobs Forget(TimeSpan later) => ActivatorUtilities.CreateInstance<ForgetFailedJobs>(host.Services, new ManualTime(TimeProvider.System.GetUtcNow() + later));

        await Forget(TimeSpan.FromDays(6)).RunAsync(Token);
        Assert.Single((await host.Board().ReadAsync(10, Token)).Failed);
        await Forget(TimeSpan.FromDays(8)).RunAsync(Token);
        Assert.Empty((await host.Board().ReadAsync(10, Token)).Failed);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Failed_IsNotTriedAgainByItself()
    {
        var work = new Work((_, _) => throw new InvalidOperationException("it broke"));
        using var host = await SchedulerHost.StartAsync(folder, work, Token);
        await host.Queue().EnqueueAsync("work-1", new WorkInput("fails"), at: null, Token);
        var board = await BoardWithAFailureAsync(host);
        await host.StopAsync(Token);

        Assert.Empty(board.Waiting); // where it is tried again it waits for that, and has not failed
        Assert.Empty(board.Running);
    }

    // Storing a failure wakes no waiter, so the board is asked until it is there.
    private static async Task<JobBoard> BoardWithAFailureAsync(IHost host)
    {
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var board = await host.Board().ReadAsync(10, Token);
        while (board.Failed.Count == 0 && await turns.WaitForNextTickAsync(Token))
            board = await host.Board().ReadAsync(10, Token);
        return board;
    }
}
