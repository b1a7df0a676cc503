using EksGrader.Checks;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Setup;
using EksGrader.Jobs;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Bench.Leases;

/// <summary>
/// The service's jobs of a lease's life, each in its loop as the scheduler runs it, by a clock that is moved from outside. Knows when
/// all of them wait for the clock.
/// </summary>
internal sealed class LeaseService : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource over = new();
    private readonly List<Task> loops = [];
    private int atWork;
    private int watching;

    public LeaseService(string folder, TimeProvider time, IDeletionProbe looker, ISmtpPool post)
    {
        this.time = time;
        Probe = new CountingProbe(looker);
        services = Services(folder, time, services => services.AddSingleton<IDeletionProbe>(Probe).AddSingleton(post));
    }

    public CountingProbe Probe { get; }

    /// <summary>How often leases are drawn; else as the options say by default.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether nothing runs but the watch.</summary>
    public bool IsAlone { get; init; }

    public IServiceProvider Provider => services;

    public static ServiceProvider Services(string folder, TimeProvider time, Action<IServiceCollection> adapt)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:ConnectionString"] = FileOf(folder),
            ["Vault:KeysFolder"] = Path.Combine(folder, "keys"),
        }).Build();
        var collection = new ServiceCollection()
            .AddSingleton(time)
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error));
        adapt(collection);
        return collection.AddGrading(_ => { }).AddDatabase(configuration).AddJobs(configuration).BuildServiceProvider();
    }

    public static string FileOf(string folder) => $"Data Source={Path.Combine(folder, "eksgrader.db")}";

    /// <summary>Runs everything up to a time of the clock, from timer to timer.</summary>
    /// <param name="until">Up to when.</param>
    /// <param name="passing">Told the time before the clock is moved there.</param>
    public async Task RunAsync(DateTimeOffset until, Action<DateTimeOffset> passing)
    {
        var stepped = (SteppedTime)time;
        Start();
        while (stepped.Now < until)
        {
            var next = await NextTimerAsync(stepped);
            next = next > until ? until : next < stepped.Now ? stepped.Now : next;
            passing(next);
            stepped.AdvanceTo(next);
        }

        await SettleAsync(stepped);
    }

    /// <summary>Starts everything, where it has not been; the clock goes on by itself.</summary>
    public void Start()
    {
        if (loops.Count > 0)
            return;
        Loop<WatchDeletion>(WatchEvery, isWatch: true);
        if (IsAlone)
            return;
        Loop<RemindDeletion>(RemindDeletion.Every);
        Loop<CredentialPurger>(TimeSpan.FromMinutes(10));
    }

    // A probe whose thread rested between its answer and its report looks like one that is over. Where it reports just after everything
    // seemed settled, the watch gives up its second's wait and is at work, and there is no timer until it waits again: that is settled anew.
    // A loop never ends but by a fault, which settling throws, or by the disposal; so each comes back to the clock.
    private async Task<DateTimeOffset> NextTimerAsync(SteppedTime stepped)
    {
        while (true)
        {
            await SettleAsync(stepped);
            if (stepped.NextTimer is { } next)
                return next;
            if (loops.TrueForAll(l => l.IsCompleted))
                throw new InvalidOperationException("No loop runs any more.");
        }
    }

    // Waits until nothing moves any more but by the clock.
    private async Task SettleAsync(SteppedTime stepped)
    {
        for (var (quiet, used) = (0, stepped.Used); quiet < 3;)
        {
            if (loops.Find(l => l.IsFaulted) is { } broken)
                await broken;
            // The watch stays at work while looks wait for their turn or hang, and waits a second again and again; all else must be done.
            var inside = Volatile.Read(ref watching);
            var isQuiet = stepped.Firing == 0 && Volatile.Read(ref atWork) == inside && stepped.Turns == inside && Probe.Waiting == Probe.Begun && NoOneElseIsAtWork();
            if (isQuiet && inside == 0)
                return;
            var now = stepped.Used;
            quiet = isQuiet && now == used ? quiet + 1 : 0;
            used = now;
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }

    // A probe whose thread rests on a busy machine, before it is begun or on its way to report what it saw, waits for nothing that is counted; but its
    // thread is still the pool's. Work that waits for a thread is counted first, since what begins meanwhile holds one.
    private static bool NoOneElseIsAtWork()
    {
        if (ThreadPool.PendingWorkItemCount != 0)
            return false;
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return most - idle <= (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await services.DisposeAsync();
        over.Dispose();
    }

    private void Loop<TJob>(TimeSpan every, bool isWatch = false)
        where TJob : class, IRecurringJob
    {
        Enter(isWatch);
        loops.Add(Task.Run(async () =>
        {
            while (true)
            {
                await using (var scope = services.CreateAsyncScope())
                    await scope.ServiceProvider.GetRequiredService<TJob>().RunAsync(over.Token);
                var pause = Task.Delay(every, time, over.Token);

                // The one that is woken is at work before the clock goes on, however long this thread rests on its way to wait.
                var woken = pause.ContinueWith(_ => Enter(isWatch), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                Leave(isWatch);
                await woken;
                await pause;
            }
        }, CancellationToken.None));
    }

    private void Enter(bool isWatch)
    {
        if (isWatch)
            Interlocked.Increment(ref watching);
        Interlocked.Increment(ref atWork);
    }

    private void Leave(bool isWatch)
    {
        if (isWatch)
            Interlocked.Decrement(ref watching);
        Interlocked.Decrement(ref atWork);
    }
}

/// <summary>Counts the probes that are on their way, and those of them that only wait for the clock.</summary>
internal sealed class CountingProbe(IDeletionProbe inner) : IDeletionProbe
{
    private int begun;
    private int waiting;
    private int looks;
    private int proofs;

    public int Begun => Volatile.Read(ref begun);

    public int Waiting => Volatile.Read(ref waiting);

    public int Probes => Volatile.Read(ref looks);

    /// <summary>How many of them were for the proof alone.</summary>
    public int Proofs => Volatile.Read(ref proofs);

    public async Task<LeaseObservation> ProbeAsync(LeaseTarget target, EksGrader.Checks.Core.ClusterAccess? access, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref begun);
        Interlocked.Increment(ref looks);
        if (target.Depth == ProbeDepth.Proof)
            Interlocked.Increment(ref proofs);
        try
        {
            var look = inner.ProbeAsync(target, access, cancellationToken);
            if (look.IsCompleted)
                return await look;
            Interlocked.Increment(ref waiting);
            try
            {
                return await look;
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }
        finally
        {
            Interlocked.Decrement(ref begun);
        }
    }
}
