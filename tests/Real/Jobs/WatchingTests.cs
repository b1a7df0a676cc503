using System.Collections.Concurrent;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Jobs;
using EksGrader.Tests.Support.Testbed;
using Microsoft.EntityFrameworkCore;
using static EksGrader.Tests.Support.Jobs.WatchWorld;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>Clusters watched by two processes at once on PostgreSQL, whose transactions run beside each other.</summary>
public sealed class WatchingTests(PostgresFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Observations_ByTwoProcessesAtOnce_AreMadeOnce()
    {
        await using var world = await BeginAsync(await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess(plain: false);
        var submissions = new List<SubmissionId>();
        for (var i = 0; i < 20; i++)
            submissions.Add(await world.GradedAsync($"{i}"));
        world.Deletions.See = look => FakeDeletionProbe.Gone(look.At);

        for (var minute = 0; minute < 8; minute++)
        {
            await Task.WhenAll(world.RunAsync<WatchDeletion>(), world.RunAsync<WatchDeletion>(other));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(40, world.Deletions.Asked.Count);
        Assert.Equal(60, (await world.ProbesAsync()).Count); // and the gradings' own
        Assert.All(await world.AskAsync(db => db.Leases.AsNoTracking().ToListAsync(Token)), l => Assert.Equal(LeaseState.Gone, l.State));
        foreach (var id in submissions)
            Assert.Equal((100m, true), ((await world.SubmissionAsync(id)).Score, (await world.SubmissionAsync(id)).Final));
    }

    [Fact]
    public async Task Claim_OfAProcessThatDied_IsTakenUpByTheOther()
    {
        await using var world = await BeginAsync(await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess(plain: false);
        var submission = await world.GradedAsync();
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        world.Deletions.Meanwhile = async (_, token) =>
        {
            await kill.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync<WatchDeletion>(killed: kill.Token));
        world.Deletions.Meanwhile = (_, _) => Task.CompletedTask;

        await world.RunAsync<WatchDeletion>(other);
        Assert.Single(await world.ProbesAsync());
        world.Time.Advance(LeaseClaimer.ClaimFor);
        await world.RunAsync<WatchDeletion>(other);

        Assert.Equal([ExistenceAnswer.Alive, ExistenceAnswer.Alive], (await world.ProbesAsync()).Select(l => l.Answer));
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, "cluster-deletion")).Outcome);
    }

    /// <summary>One of two processes dies in the middle of whatever looks it has in hand: the other makes each of them within a minute of its time.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(25)]
    [InlineData(40)]
    public async Task Process_KilledAroundADeadline_MakesNoObservationLate(int killedAfter)
    {
        var dying = new AsyncLocal<CancellationTokenSource?>();
        await using var world = await BeginAsync(await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess(plain: false);
        for (var i = 0; i < 16; i++)
            await world.GradedAsync($"{i}");
        await world.WatchAsync(Midnight.AddSeconds(-1));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var made = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        world.Deletions.Meanwhile = async (look, token) =>
        {
            if (dying.Value is { } kill)
            {
                await kill.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, world.Time, token);
            }

            made.TryAdd(look.Target.Identity.KubeSystemUid ?? "", look.At);
        };

        // A drawing each 5 seconds, which is how often it is done where no one changed that.
        for (var seconds = 0; seconds <= 60; seconds += 5)
        {
            if (seconds < killedAfter)
                await world.RunAsync<WatchDeletion>();
            else if (seconds == killedAfter)
                await DieAsync(world, dying);
            if (seconds >= killedAfter)
                await world.RunAsync<WatchDeletion>(other);
            world.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(16, made.Count);
        Assert.All(made, m => Assert.InRange(m.Value - Midnight, TimeSpan.Zero, ProbeSchedule.Latest));
    }

    /// <summary>An observation that hangs for longer than its claim is made by the other process too: what comes first is kept, and the other one is not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Observation_ThatOutlivesItsClaim_IsStoredOnce(bool slowOneComesFirst)
    {
        var hanging = new AsyncLocal<TaskCompletionSource?>();
        await using var world = await BeginAsync(await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess(plain: false);
        await world.GradedAsync();
        world.Deletions.Meanwhile = (_, _) => hanging.Value?.Task ?? Task.CompletedTask;
        var (slow, beside) = (new TaskCompletionSource(), new TaskCompletionSource());
        var began = world.Time.GetUtcNow();

        var first = RunAsync(slow, process: null);
        await AskedAsync(world, 1);
        world.Time.Advance(LeaseClaimer.ClaimFor);
        var second = RunAsync(beside, other);
        await AskedAsync(world, 2);
        (slowOneComesFirst ? slow : beside).SetResult();
        await (slowOneComesFirst ? first : second);
        Assert.Equal([ExistenceAnswer.Alive, ExistenceAnswer.Alive], (await world.ProbesAsync()).Select(l => l.Answer)); // the grading's, and this one
        (slowOneComesFirst ? beside : slow).SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(2, (await world.ProbesAsync()).Count);
        Assert.Equal(slowOneComesFirst ? began : began + LeaseClaimer.ClaimFor, (await world.ProbesAsync())[^1].At);
        Assert.Null((await world.LeaseAsync()).Claim);

        async Task RunAsync(TaskCompletionSource until, IServiceProvider? process)
        {
            hanging.Value = until;
            await world.RunAsync<WatchDeletion>(process);
        }
    }

    private static async Task DieAsync(JobWorld world, AsyncLocal<CancellationTokenSource?> dying)
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        dying.Value = kill;
        try
        {
            await world.RunAsync<WatchDeletion>(killed: kill.Token);
        }
        catch (OperationCanceledException) when (kill.IsCancellationRequested)
        {
            // It is dead. Where nothing was due in these five seconds, it had nothing in hand.
            return;
        }
    }

    private static Task AskedAsync(JobWorld world, int looks) =>
        Until.TrueAsync($"{looks} looks are on their way", _ => Task.FromResult(world.Deletions.Asked.Count == looks), Token);
}
