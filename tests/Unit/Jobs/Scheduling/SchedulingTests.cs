using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using EksGrader.Jobs.Metrics;
using EksGrader.Tests.Support.Jobs;
using EksGrader.Tests.Support.Time;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EksGrader.Tests.Unit.Jobs.Scheduling;

/// <summary>The real scheduler in real time; signals, no waiting.</summary>
public sealed class SchedulingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-scheduler-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Enqueue_AThousand_RunsEachOnceAndNeverMoreThanTheConcurrencyAtOnce()
    {
        const int count = 1000;
        var (inFlight, most, ran) = (0, 0, new ConcurrentDictionary<string, int>(StringComparer.Ordinal));
        var all = new TaskCompletionSource();
        var full = new TaskCompletionSource();
        var work = new Work(async (what, token) =>
        {
            var now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            if (now == 20)
                full.TrySetResult();
            await full.Task.WaitAsync(token); // no one goes on before as many as may are in flight
            Interlocked.Decrement(ref inFlight);
            if (ran.AddOrUpdate(what, 1, (_, times) => times + 1) == 1 && ran.Count == count)
                all.SetResult();
        });
        using var host = await SchedulerHost.StartAsync(folder, work, Token, ("Jobs:Concurrency", "20"));

        await Parallel.ForAsync(0, count, Token, async (i, token) =>
        {
            await host.Queue().EnqueueAsync($"work-{i}", new WorkInput($"{i}"), at: null, token);
        });
        await all.Task.WaitAsync(Token);
        await host.StopAsync(Token);

        Assert.Equal(20, most);
        Assert.All(ran.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task Enqueue_SameNameTwice_RunsTheEarlierOnce()
    {
        var ran = new ConcurrentQueue<string>();
        var (soon, last) = (new TaskCompletionSource(), new TaskCompletionSource());
        var work = new Work((what, _) =>
        {
            ran.Enqueue(what);
            (what == "last" ? last : soon).TrySetResult();
            return Task.CompletedTask;
        });
        using var host = await SchedulerHost.StartAsync(folder, work, Token);
        var now = TimeProvider.System.GetUtcNow();

        Assert.True(await host.Queue().EnqueueAsync("same", new WorkInput("in an hour"), now.AddHours(1), Token));
        Assert.True(await host.Queue().EnqueueAsync("same", new WorkInput("soon"), now.AddSeconds(1), Token));
        Assert.False(await host.Queue().EnqueueAsync("same", new WorkInput("in two hours"), now.AddHours(2), Token));
        var waiting = (await host.Board().ReadAsync(10, Token)).Waiting;
        await soon.Task.WaitAsync(Token);
        await host.Queue().EnqueueAsync("other", new WorkInput("last"), at: null, Token);
        await last.Task.WaitAsync(Token);
        await host.StopAsync(Token);

        Assert.Equal(["same"], waiting.Select(w => w.Name));
        Assert.Equal(["soon", "last"], ran);
    }

    [Fact]
    public async Task Enqueue_OfItsOwnNameWhileItRuns_RunsAgain()
    {
        var twice = new TaskCompletionSource();
        IHost? host = null;
        var times = 0;
        var work = new Work(async (_, token) =>
        {
            if (Interlocked.Increment(ref times) == 2)
                twice.SetResult();
            else if (host is not null)
                await host.Queue().EnqueueAsync("same", new WorkInput("again"), TimeProvider.System.GetUtcNow().AddSeconds(0.5), token);
        });
        using var started = host = await SchedulerHost.StartAsync(folder, work, Token);

        await host.Queue().EnqueueAsync("same", new WorkInput("first"), at: null, Token);
        await twice.Task.WaitAsync(Token);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Stop_WhileAJobRuns_AbandonsItAfterTheGrace()
    {
        var (begun, abandoned) = (new TaskCompletionSource(), new TaskCompletionSource());
        var work = new Work(async (_, token) =>
        {
            begun.SetResult();
            await using var told = token.Register(abandoned.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using var host = await SchedulerHost.StartAsync(folder, work, Token, ("Jobs:ShutdownGrace", "00:00:00.2"));
        await host.Queue().EnqueueAsync("work", new WorkInput("long"), at: null, Token);
        await begun.Task.WaitAsync(Token);

        await host.StopAsync(Token);

        Assert.True(abandoned.Task.IsCompleted);
    }

    [Fact]
    public async Task Stop_JobEndsWithinTheGrace_IsLetFinish()
    {
        var (begun, finish, done) = (new TaskCompletionSource(), new TaskCompletionSource(), false);
        var work = new Work(async (_, token) =>
        {
            begun.SetResult();
            await finish.Task.WaitAsync(token);
            done = true;
        });
        using var host = await SchedulerHost.StartAsync(folder, work, Token, ("Jobs:ShutdownGrace", "00:01:00"));
        await host.Queue().EnqueueAsync("work", new WorkInput("short"), at: null, Token);
        await begun.Task.WaitAsync(Token);

        var stopping = host.StopAsync(Token);
        finish.SetResult();
        await stopping;

        Assert.True(done);
    }

    [Fact]
    public async Task Enqueue_AtAFractionOfASecond_NeverRunsBeforeItsTime()
    {
        var ran = new TaskCompletionSource<DateTimeOffset>();
        var work = new Work((_, _) => Task.FromResult(ran.TrySetResult(TimeProvider.System.GetUtcNow())));
        using var host = await SchedulerHost.StartAsync(folder, work, Token);
        var at = TimeProvider.System.GetUtcNow().AddSeconds(1.7);

        await host.Queue().EnqueueAsync("work", new WorkInput("later"), at, Token);

        Assert.True(await ran.Task.WaitAsync(Token) >= at);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Recurring_AtEveryStart_RunsAtOnce()
    {
        for (var start = 0; start < 2; start++)
        {
            var ran = new TaskCompletionSource();
            var work = new Work((_, _) => Task.CompletedTask) { Recurring = () => Task.FromResult(ran.TrySetResult()) };
            using var host = await SchedulerHost.StartAsync(folder, work, Token);
            await ran.Task.WaitAsync(Token);
            await host.StopAsync(Token);
        }
    }

    [Fact]
    public async Task Clock_Jumps_RecurringJobsArePlannedAnewAndDoneAtOnce()
    {
        var time = new ShiftedTime();
        var ran = Channel.CreateUnbounded<bool>();
        var work = new Work((_, _) => Task.CompletedTask) { Recurring = () => Task.FromResult(ran.Writer.TryWrite(true)) };
        using var host = await SchedulerHost.StartAsync(folder, work, time, Token); // comes round once an hour
        await ran.Reader.ReadAsync(Token);

        foreach (var jump in (TimeSpan[])[TimeSpan.FromHours(-3), TimeSpan.FromMinutes(30)])
        {
            time.PutForward(jump);
            await ran.Reader.ReadAsync(Token);
        }

        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Hosts_InOneProcess_ShareNothing()
    {
        var (ones, twos) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        using var one = await SchedulerHost.StartAsync(folder, WorkOf(ones), Token);
        using var two = await SchedulerHost.StartAsync(folder, WorkOf(twos), Token);
        Assert.Equal(("recurring", "recurring"), (await ones.Reader.ReadAsync(Token), await twos.Reader.ReadAsync(Token)));

        for (var i = 0; i < 20; i++)
        {
            await one.Queue().EnqueueAsync($"work-{i}", new WorkInput($"one-{i}"), at: null, Token);
            await two.Queue().EnqueueAsync($"work-{i}", new WorkInput($"two-{i}"), at: null, Token);
        }

        for (var i = 0; i < 20; i++)
        {
            Assert.StartsWith("one", await ones.Reader.ReadAsync(Token), StringComparison.Ordinal);
            Assert.StartsWith("two", await twos.Reader.ReadAsync(Token), StringComparison.Ordinal);
        }

        // One that ends takes nothing from the other.
        await one.StopAsync(Token);
        await two.Queue().EnqueueAsync("last", new WorkInput("two-last"), at: null, Token);
        Assert.Equal("two-last", await twos.Reader.ReadAsync(Token));
        Assert.Empty((await two.Board().ReadAsync(10, Token)).Failed);
        await two.StopAsync(Token);

        static Work WorkOf(Channel<string> ran) => new((what, _) => Task.FromResult(ran.Writer.TryWrite(what)))
        {
            Recurring = () => Task.FromResult(ran.Writer.TryWrite("recurring")),
        };
    }

    [Fact]
    public async Task Job_IsTracedAndMeasured()
    {
        var (traced, measured) = (new ConcurrentBag<(string, object?)>(), new ConcurrentBag<string>());
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == JobMetrics.MeterName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => traced.Add((activity.OperationName, activity.GetTagItem("eksgrader.job.name"))),
        };
        ActivitySource.AddActivityListener(traces);
        var name = $"work-{Guid.NewGuid():N}";
        var ended = new TaskCompletionSource();
        using var host = await SchedulerHost.StartAsync(folder, new Work((_, _) => Task.CompletedTask), Token);
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobMetrics.MeterName && instrument.Meter.Scope == host.Services.GetRequiredService<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            var measure = $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}";
            measured.Add(measure);
            if (measure.Contains("job=work", StringComparison.Ordinal)) // the service's own jobs are measured too
                ended.TrySetResult();
        });
        meters.Start();

        await host.Queue().EnqueueAsync(name, new WorkInput("it"), at: null, Token);
        await ended.Task.WaitAsync(Token);
        await host.StopAsync(Token);

        Assert.Contains(("job work", (object?)name), traced);
        Assert.Equal(["eksgrader.jobs.duration job=work outcome=done"], measured.Where(m => m.Contains("job=work", StringComparison.Ordinal)));
    }

    /// <summary>The system's clock, which a test puts forward or back; timers go on.</summary>
    private static void InterlockedMax(ref int most, int value)
    {
        int known;
        while (value > (known = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, known) != known)
        {
            // Someone else raised it meanwhile: compare again.
        }
    }
}
