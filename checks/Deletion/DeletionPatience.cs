namespace EksGrader.Checks.Deletion;

/// <summary>How long the parts of a look may take, whatever the other side does.</summary>
internal static class DeletionPatience
{
    /// <summary>A whole look.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>Whether the cluster exists; it leaves time for DNS.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromSeconds(20);

    /// <summary>What DNS may need: three names of three seconds.</summary>
    public static readonly TimeSpan Names = TimeSpan.FromSeconds(9);
}

/// <summary>A token that ends with another one, or when a time is over.</summary>
internal sealed class Within : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenSource either;

    public Within(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
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
