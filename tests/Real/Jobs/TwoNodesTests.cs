using System.Collections.Concurrent;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>Two processes that share the work on one PostgreSQL database.</summary>
public sealed class TwoNodesTests(PostgresFixture server) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-nodes-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Queue_OfTwoNodes_IsSharedAndRunsEachOnce()
    {
        const int count = 40;
        var database = await DatabaseAsync();
        var ran = new ConcurrentBag<(string What, int Node)>();
        var (all, both) = (new TaskCompletionSource(), new TaskCompletionSource());
        Work WorkOf(int node) => new(async (what, token) =>
        {
            ran.Add((what, node));
            if (ran.Select(r => r.Node).Distinct().Count() == 2)
                both.TrySetResult();
            if (ran.Count == count)
                all.TrySetResult();
            await both.Task.WaitAsync(token); // no one goes on before both have begun
        });
        using var one = await SchedulerHost.StartAsync(folder, WorkOf(1), Token, database);
        using var two = await SchedulerHost.StartAsync(folder, WorkOf(2), Token, database);

        for (var i = 0; i < count; i++)
            await one.Queue().EnqueueAsync($"work-{i}", new WorkInput($"{i}"), at: null, Token);
        await all.Task.WaitAsync(Token);
        await Task.WhenAll(one.StopAsync(Token), two.StopAsync(Token));

        Assert.Equal(count, ran.Select(r => r.What).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(count, ran.Count);
    }

    [Fact]
    public async Task Node_StopsWhileAJobRuns_HandsItToTheOther()
    {
        var database = await DatabaseAsync();
        var (begun, taken) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        var forEver = new Work(async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using var stops = await SchedulerHost.StartAsync(folder, forEver, Token, [.. database, ("Jobs:ShutdownGrace", "00:00:00.2")]);
        await stops.Queue().EnqueueAsync("work", new WorkInput("long"), at: null, Token);
        await begun.Task.WaitAsync(Token);
        using var stays = await SchedulerHost.StartAsync(folder, new Work((what, _) => Task.FromResult(taken.TrySetResult(what))), Token, database);

        await stops.StopAsync(Token);

        Assert.Equal("long", await taken.Task.WaitAsync(Token));
        await stays.StopAsync(Token);
    }

    // A few connections a node: the concurrency bounds what the scheduler takes at once.
    private async Task<(string Key, string Value)[]> DatabaseAsync() =>
        [.. (await server.NewDatabaseAsync(Token)).Select(s => (s.Key, s.Value ?? "")), ("Jobs:Concurrency", "8")];
}
