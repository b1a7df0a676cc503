using Microsoft.Extensions.Time.Testing;

namespace EksGrader.Bench.Leases;

/// <summary>A clock that moves only when it is told to, and tells whether anyone used it meanwhile.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider inner = new(start);
    private readonly Lock gate = new();
    private readonly HashSet<Timer> waiting = [];

    // How long the watch waits, with probes on their way or accounts that must wait, before it draws again.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private long used;
    private int turns;
    private int firing;

    /// <summary>How many timers are due and have not woken who waits yet.</summary>
    public int Firing => Volatile.Read(ref firing);

    /// <summary>How many wait for a second to pass: the watch, in the middle of its work.</summary>
    public int Turns => Volatile.Read(ref turns);

    /// <summary>How often anyone asked for the time or waited.</summary>
    public long Used => Interlocked.Read(ref used);

    public DateTimeOffset Now => inner.GetUtcNow();

    /// <summary>When the next timer is due; null while no one waits.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (gate)
                return waiting.Min(static t => t.DueAt);
        }
    }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public void AdvanceTo(DateTimeOffset to) => inner.Advance(to - inner.GetUtcNow());

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref used);
        return inner.GetUtcNow();
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref used);
        var timer = new Timer(this, callback, state, isTurn: dueTime == Turn);
        timer.Start(dueTime, period);
        return timer;
    }

    private sealed class Timer(SteppedTime owner, TimerCallback callback, object? state, bool isTurn) : ITimer
    {
        private ITimer? inner;
        private TimeSpan every;
        private int counted;

        public DateTimeOffset? DueAt { get; private set; }

        public void Start(TimeSpan dueTime, TimeSpan period)
        {
            Await(dueTime, period);
            inner = owner.inner.CreateTimer(_ => Fire(), null, dueTime, period);
            // Only once it is there: the one that sees the watch wait moves the clock to the next timer, and on a busy machine this thread may rest here.
            if (isTurn && Interlocked.Exchange(ref counted, 1) == 0)
                Interlocked.Increment(ref owner.turns);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Await(dueTime, period);
            return inner?.Change(dueTime, period) == true;
        }

        public void Dispose()
        {
            Uncount();
            Await(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            inner?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        // On a thread of its own, as the real ones: the thread that advances the clock does not do the work.
        private void Fire()
        {
            Interlocked.Increment(ref owner.used);
            Uncount();
            Interlocked.Increment(ref owner.firing);
            Await(every > TimeSpan.Zero ? every : Timeout.InfiniteTimeSpan, every);
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    try
                    {
                        callback(state);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref owner.firing);
                    }
                },
                null);
        }

        private void Await(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate)
            {
                every = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : owner.Now + dueTime;
                if (DueAt is null)
                    owner.waiting.Remove(this);
                else
                    owner.waiting.Add(this);
            }
        }

        private void Uncount()
        {
            if (Interlocked.Exchange(ref counted, 0) == 1)
                Interlocked.Decrement(ref owner.turns);
        }
    }
}
