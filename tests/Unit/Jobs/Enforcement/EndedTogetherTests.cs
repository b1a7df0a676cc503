using EksGrader.Db.Model;
using EksGrader.Db.Vault;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Enforcement;

/// <summary>What a class's midnight ends in one transaction: to each their own, and to those who are still there nothing.</summary>
public sealed class EndedTogetherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyLeasesAtOnce_EachHasItsOwnReceiptOrderAndAccessEnded_AndWhoLivesKeepsHis()
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 0);
        var leases = new List<LeaseId>();
        for (var i = 0; i < 6; i++)
            leases.Add(await world.SubmitAsync($"{i}", $"web-{i}"));
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        Assert.All(await world.OrdersAsync(), o => Assert.Equal(DeletionHold.Brake, o.Hold));
        var living = leases[^1];
        leases.RemoveAt(leases.Count - 1);

        world.Jobs.Deletions.See = look => look.Target.Identity.Arn?.EndsWith("web-5", StringComparison.Ordinal) == true
            ? FakeDeletionProbe.Alive(look.At)
            : FakeDeletionProbe.Gone(look.At);
        await world.Jobs.WatchAsync(world.Jobs.Time.GetUtcNow().AddMinutes(20));

        foreach (var lease in leases)
        {
            Assert.Equal(LeaseState.Gone, (await world.LeaseAsync(lease)).State);
            Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync(), o => o.LeaseId == lease).State);
            Assert.False(await IsAccessKeptAsync(world, lease));
        }

        Assert.Null((await world.LeaseAsync(living)).EndedAt);
        Assert.Equal((DeletionOrderState.Waiting, DeletionHold.Brake), Assert.Single((await world.OrdersAsync()).Where(o => o.LeaseId == living).Select(o => (o.State, o.Hold))));
        Assert.True(await IsAccessKeptAsync(world, living));
        Assert.Equal(leases.ToHashSet(), (await world.Jobs.AskAsync(db => db.Receipts.Select(r => r.LeaseId).ToListAsync(Token))).ToHashSet());
        Assert.Equal(leases.Select(l => $"lease {l}").Order(StringComparer.Ordinal), await SubjectsAsync(world, "deletion.ended"));
        Assert.Equal(leases.Count, (await SubjectsAsync(world, "access.deleted")).Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task<bool> IsAccessKeptAsync(EnforcementWorld world, LeaseId lease)
    {
        await using var scope = world.Jobs.Services.CreateAsyncScope();
        var submission = await world.Jobs.AskAsync(db => db.Submissions.AsNoTracking().FirstAsync(s => s.LeaseId == lease, Token));
        return await scope.ServiceProvider.GetRequiredService<IVault>().OpenAsync(submission.Id, submission.StudentId, Token) is not null;
    }

    private static Task<List<string>> SubjectsAsync(EnforcementWorld world, string what) =>
        world.Jobs.AskAsync(db => db.AuditEntries.Where(e => e.What == what).OrderBy(e => e.Subject).Select(e => e.Subject).ToListAsync(Token));
}
