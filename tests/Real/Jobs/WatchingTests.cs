using EksGrader.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using EksGrader.Jobs.Leases;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Unit.Jobs.Support;
using Microsoft.EntityFrameworkCore;
using static EksGrader.Tests.Unit.Jobs.Support.WatchWorld;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>Clusters watched by two processes at once on PostgreSQL, whose transactions run beside each other.</summary>
[Collection(PostgresCollection.Name)]
public sealed class WatchingTests(PostgresFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looks_ByTwoProcessesAtOnce_AreMadeOnce()
    {
        await using var world = await BeginAsync(await server.NewDatabaseAsync(Token));
        await using var other = world.NewProcess(plain: false);
        var submissions = new List<SubmissionId>();
        for (var i = 0; i < 20; i++)
            submissions.Add(await world.GradedAsync($"{i}"));
        world.Deletions.See = look => FakeDeletionLooker.Gone(look.At);

        for (var minute = 0; minute < 8; minute++)
        {
            await Task.WhenAll(world.RunAsync<WatchDeletion>(), world.RunAsync<WatchDeletion>(other));
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(40, world.Deletions.Asked.Count);
        Assert.Equal(60, (await world.LooksAsync()).Count); // and the gradings' own
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
        Assert.Single(await world.LooksAsync());
        world.Time.Advance(LeaseDraw.ClaimFor);
        await world.RunAsync<WatchDeletion>(other);

        Assert.Equal([LookAnswer.Alive, LookAnswer.Alive], (await world.LooksAsync()).Select(l => l.Answer));
        Assert.Equal(Outcome.Pending, (await world.VerdictAsync(submission, "cluster-deletion")).Outcome);
    }
}
