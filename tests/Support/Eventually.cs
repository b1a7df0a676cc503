namespace EksGrader.Tests.Support;

/// <summary>Asks again until an answer is as it should be: for what the service does in the background.</summary>
public static class Eventually
{
    /// <summary>The first answer that is.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight)
    {
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, ending.Token);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var answer = await ask();
            if (isRight(answer))
                return answer;
            await tick.WaitForNextTickAsync(patience.Token);
        }
    }
}
