namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// What becomes of the connection that the requests of one client wait for together. A handler tells a failed connection to one waiting
/// request and connects anew for the next: twelve lists of a silent server would wait one after another, and end with the wrong reason.
/// </summary>
internal sealed class ConnectionAttempt : IDisposable
{
    private Attempt current = new();

    /// <summary>What a request that begins to wait now waits for.</summary>
    public Attempt Current => Volatile.Read(ref current);

    /// <summary>The connection could not be made: all who wait for it hear it now; who comes later waits for the next.</summary>
    public void Fail(Attempt attempt, Exception cause)
    {
        var next = new Attempt();
        if (Interlocked.CompareExchange(ref current, next, attempt) == attempt)
        {
            attempt.End(cause);
        }
        else
        {
            next.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => current.Dispose();

    /// <summary>One attempt to connect.</summary>
    public sealed class Attempt : IDisposable
    {
        private readonly CancellationTokenSource ended = new();

        /// <summary>Ends with the attempt.</summary>
        public CancellationToken Ended => ended.Token;

        /// <summary>Whether the host took the connection: who then stays silent is the cluster, not the network.</summary>
        public bool Connected { get; set; }

        /// <summary>Why it failed; null while it did not.</summary>
        public Exception? Cause { get; private set; }

        public void End(Exception cause)
        {
            Cause = cause;
            ended.Cancel();
        }

        public void Dispose() => ended.Dispose();
    }
}
