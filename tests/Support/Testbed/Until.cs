namespace EksGrader.Tests.Support.Testbed;

/// <summary>Waits by asking: real parts tell no one when they are ready.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is yes, two minutes at most: the machine may be busy.</summary>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="ask">The question; an <see cref="HttpRequestException"/> counts as no.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static async Task TrueAsync(string what, Func<CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (!await AnswerAsync(ask, either.Token))
            {
                await Task.Delay(Pause, TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {Longest.TotalSeconds} s in vain until {what}.", e);
        }
    }

    private static async Task<bool> AnswerAsync(Func<CancellationToken, Task<bool>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(cancellationToken);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
