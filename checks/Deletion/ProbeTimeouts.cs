namespace EksGrader.Checks.Deletion;

/// <summary>How long the parts of a look may take, whatever the other side does.</summary>
internal static class ProbeTimeouts
{
    /// <summary>A whole look: below the 30 s that it is given, so that it says itself what it waited for.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(28);

    /// <summary>Whether the cluster exists; it leaves time for DNS.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromSeconds(18);

    /// <summary>What DNS may need.</summary>
    public static readonly TimeSpan Names = TimeSpan.FromSeconds(9);
}

/// <summary>A token that ends with another one, or when a time is over.</summary>
internal sealed class TimeoutScope : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenSource either;

    public TimeoutScope(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        over = new CancellationTokenSource(patience, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
    }

    public CancellationToken Token => either.Token;

    public void Dispose()
    {
        either.Dispose();
        over.Dispose();
    }
}
