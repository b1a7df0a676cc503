namespace EksGrader.Checks.Kubernetes;

/// <summary>How much of strangers' answers a process keeps in memory at a time.</summary>
/// <param name="limit">In bytes.</param>
public sealed class ProcessResponseBudget(long limit = ProcessResponseBudget.DefaultLimit)
{
    /// <summary>512 MiB.</summary>
    public const long DefaultLimit = 512L << 20;

    private long taken;

    /// <summary>What the gradings in flight have taken, in bytes.</summary>
    public long Taken => Interlocked.Read(ref taken);

    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref taken, bytes) <= limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    internal void Release(long bytes) => Interlocked.Add(ref taken, -bytes);
}

/// <summary>
/// How many bytes the responses of one grading may have, over all its readers and observations, counted after decompression. Disposing gives back to the process what the
/// grading had taken.
/// </summary>
/// <param name="process">What all gradings share.</param>
/// <param name="limit">In bytes.</param>
public sealed class ResponseBudget(ProcessResponseBudget process, long limit = ResponseBudget.DefaultLimit) : IDisposable
{
    /// <summary>32 MiB.</summary>
    public const long DefaultLimit = 32L << 20;

    private readonly Lock gate = new();
    private long taken;
    private bool disposed;

    /// <summary>The bound of this grading, in bytes.</summary>
    public long Limit { get; } = limit;

    /// <summary>What this grading has taken, in bytes.</summary>
    public long Taken
    {
        get
        {
            lock (gate)
            {
                return taken;
            }
        }
    }

    /// <summary>Takes a part of the budget before it is used.</summary>
    /// <param name="bytes">What is about to be kept.</param>
    public BudgetAnswer Take(long bytes)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (taken + bytes > Limit)
            {
                return BudgetAnswer.GradingIsFull;
            }

            if (!process.TryTake(bytes))
            {
                return BudgetAnswer.ProcessIsFull;
            }

            taken += bytes;
            return BudgetAnswer.Taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            if (!disposed)
            {
                disposed = true;
                process.Release(taken);
            }
        }
    }
}

/// <summary>Whether a part of a budget was to be had.</summary>
public enum BudgetAnswer
{
    /// <summary>It is taken.</summary>
    Taken,

    /// <summary>The grading has had its share: the cluster answers too much.</summary>
    GradingIsFull,

    /// <summary>Other gradings hold all there is: later there will be some.</summary>
    ProcessIsFull,
}
