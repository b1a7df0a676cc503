using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Enforcement;

/// <summary>What students, instructors in a hurry and programs in the cluster may try to have the wrong thing deleted, or nothing at all.</summary>
public sealed class EnforcementAttackTests
{
    private const string Prof = "prof@example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClaimedByASecondStudent_InTheMiddle_WaitsForAnInstructor()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        var taken = world.Clouds["web"].Taken.Count;
        Assert.Equal(1, taken);

        await world.SubmitAsync("2", "web");
        await world.EnforceAsync(TimeSpan.FromMinutes(30));

        var order = Assert.Single(await world.OrdersAsync());
        Assert.Equal((DeletionOrderState.Waiting, DeletionHold.TwoStudents), (order.State, order.Hold));
        Assert.Equal(taken, world.Clouds["web"].Taken.Count);
        Assert.Contains("deletion.held", await AuditAsync(world));

        Assert.True((await world.OrdersAsync(d => d.ConfirmAsync(order.Id, Prof, "it is the first one's", Token))).IsGiven);
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Null(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task BrakeReleased_ForAClusterThatASecondStudentClaimsByNow_StillWaitsForTheDecision()
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 1);
        await world.SubmitAsync("1", "web-1");
        await world.SubmitAsync("2", "web-2");
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        var held = Assert.Single(await world.OrdersAsync(), o => o.Hold == DeletionHold.Brake);
        var cluster = (await world.LeaseAsync(held.LeaseId)).ClusterName ?? "";
        await world.SubmitAsync("3", cluster);

        Assert.Equal(0, await world.OrdersAsync(d => d.ReleaseBrakeAsync(world.Jobs.Course, Prof, "the exam is over", Token)));
        await world.EnforceAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(DeletionHold.TwoStudents, (await world.OrdersAsync()).Single(o => o.Id == held.Id).Hold);
        Assert.Empty(world.Clouds[cluster].Taken);
    }

    [Fact]
    public async Task ClaimDecided_DoesNotReleaseTheBrake()
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 0);
        var lease = await world.SubmitAsync("1", "web");
        await world.SubmitAsync("2", "web");
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        var order = (await world.OrdersAsync()).Single(o => o.LeaseId == lease);
        Assert.Equal(DeletionHold.TwoStudents, order.Hold);

        await world.OrdersAsync(d => d.ConfirmAsync(order.Id, Prof, "it is the first one's", Token));
        await world.EnforceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(DeletionHold.Brake, (await world.OrdersAsync()).Single(o => o.LeaseId == lease).Hold);
        Assert.Empty(world.Clouds["web"].Taken);

        await world.OrdersAsync(d => d.ConfirmAsync(order.Id, Prof, "one is enough", Token));
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Null(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task Brake_CountsWhatBeganLongAgoAndIsNotOver()
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 1);
        var first = await world.SubmitAsync("1", "web-1");
        world.Until(TimeSpan.FromMinutes(31));
        world.Clouds["web-1"].Mishaps = (_, _) => Mishap.Throttled;
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        await world.SubmitAsync("2", "web-2"); // late: its deletion is to begin within two hours
        await world.EnforceAsync(TimeSpan.FromHours(3));

        var orders = await world.OrdersAsync();
        Assert.Equal(DeletionOrderState.Running, orders.Single(o => o.LeaseId == first).State);
        Assert.Equal(DeletionHold.Brake, orders.Single(o => o.LeaseId != first).Hold);
    }

    [Fact]
    public async Task Brake_CountsWhenAClusterWasDeleted_NotOnlyWhenItsOrderBegan()
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 1);
        var first = await world.SubmitAsync("1", "web-1");
        world.Until(TimeSpan.FromMinutes(31));
        var cloud = world.Clouds["web-1"];
        cloud.Mishaps = (_, _) => Mishap.Throttled;
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        await world.SubmitAsync("2", "web-2");
        await world.EnforceAsync(TimeSpan.FromMinutes(118));
        cloud.Mishaps = (_, _) => Mishap.None;
        await world.EnforceAsync(TimeSpan.FromMinutes(50));

        var orders = await world.OrdersAsync();
        Assert.Equal(DeletionOrderState.Done, orders.Single(o => o.LeaseId == first).State);
        Assert.Equal(DeletionHold.Brake, orders.Single(o => o.LeaseId != first).Hold);
    }

    [Fact]
    public async Task Stopped_BetweenTwoDeletionsOfARound_AsksForNoneOfTheRest()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        var cloud = world.Clouds["web"];
        for (var i = 0; i < 20; i++)
            cloud.Add(DeletionStepKind.NodeGroup, $"ng-{i}", TimeSpan.FromMinutes(2));
        world.Until(TimeSpan.FromMinutes(31));
        Assert.True((await world.OrderAsync(lease)).IsGiven);
        var order = Assert.Single(await world.OrdersAsync());
        var isStopped = 0;
        cloud.Meanwhile = call =>
        {
            if (call.StartsWith("delete", StringComparison.Ordinal) && Interlocked.Exchange(ref isStopped, 1) == 0)
                Assert.True(Task.Run(() => world.OrdersAsync(d => d.StopAsync(order.Id, Prof, "a mistake", Token))).Result.IsGiven);
        };

        await world.EnforceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync()).State);
        Assert.InRange(cloud.Taken.Count, 1, 4); // those that were on their way
    }

    [Fact]
    public async Task InstructorsOrder_DeadlineMovedByAnother_Stops()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        Assert.True((await world.OrderAsync(lease, early: true)).IsGiven);
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        Assert.Single(world.Clouds["web"].Taken);
        await world.Jobs.WithDbAsync(async db =>
        {
            var now = world.Jobs.Time.GetUtcNow();
            var found = await db.Leases.FirstAsync(l => l.Id == lease, Token);
            found.ExtendByHand(now.AddDays(2));
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(world.Jobs.Time), now, "other@example.com", "lease.extended", $"lease {lease} of student {found.StudentId}", found.CourseId));
            await db.SaveChangesAsync(Token);
        });

        await world.EnforceAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync()).State);
        Assert.Single(world.Clouds["web"].Taken);
        Assert.NotNull(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task NodeGroupsMadeAgainForEver_EndInAnInstructorsHands()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        var (cloud, made) = (world.Clouds["web"], 0);
        cloud.Meanwhile = call =>
        {
            if (call == "list NodeGroup" && !cloud.Left.Any(l => l.StartsWith("NodeGroup", StringComparison.Ordinal)))
                cloud.Add(DeletionStepKind.NodeGroup, $"again-{++made}", TimeSpan.FromMinutes(2));
        };
        world.Until(TimeSpan.FromMinutes(31));

        for (var i = 0; i < 40 * 6; i++)
        {
            await world.Jobs.RunAsync<EnforceDeletion>();
            world.Jobs.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(DeletionOrderState.Failed, Assert.Single(await world.OrdersAsync()).State);
        Assert.Equal(LeaseState.Quarantined, (await world.LeaseAsync(lease)).State);
    }

    [Fact]
    public async Task OrderThatEnds_HasTheClusterLookedAtAtOnce()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromMinutes(31));
        await world.Jobs.WithDbAsync(async db =>
        {
            (await db.Leases.FirstAsync(l => l.Id == lease, Token)).ProbeNextAt(world.Jobs.Time.GetUtcNow().AddDays(1));
            await db.SaveChangesAsync(Token);
        });

        await world.EnforceAsync(TimeSpan.FromMinutes(20));

        var order = Assert.Single(await world.OrdersAsync());
        Assert.Equal(DeletionOrderState.Done, order.State);
        Assert.Equal(order.EndedAt, (await world.LeaseAsync(lease)).NextProbeAt);
    }

    [Theory]
    [InlineData(LeaseState.Gone)]
    [InlineData(LeaseState.Settled)]
    public async Task HeldOrder_OfALeaseThatEnds_EndsAndHoldsNoOneBehindIt(LeaseState end)
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 0);
        var lease = await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(DeletionHold.Brake, Assert.Single(await world.OrdersAsync()).Hold);

        await using (var scope = world.Jobs.Services.CreateAsyncScope())
        {
            var (db, ending) = (scope.ServiceProvider.GetRequiredService<EksGraderDb>(), scope.ServiceProvider.GetRequiredService<LeaseEnding>());
            await db.WriteAsync(
                async token => await ending.EndAsync(await db.Leases.FirstAsync(l => l.Id == lease, token), end, world.Jobs.Time.GetUtcNow(), token), Token);
        }

        Assert.Equal((DeletionOrderState.Stopped, DeletionHold.None), Assert.Single((await world.OrdersAsync()).Select(o => (o.State, o.Hold))));
        Assert.Contains("access.deleted", await AuditAsync(world));
        Assert.Contains("deletion.ended", await AuditAsync(world));
    }

    [Fact]
    public async Task DryRun_OfAnAccessThatCannotBeOpened_EndsAndKeepsNothingFromBeingOrdered()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        Assert.True((await world.OrderAsync(lease, dryRun: true, why: "")).IsGiven);
        world.Jobs.LoseKeys();
        await world.Jobs.RestartAsync();

        await world.EnforceAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync()).State);
    }

    [Fact]
    public async Task AccountThatManyShare_TheServiceAloneDeletesNothing()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", Course("classmates-cluster"), AccessKind.Course);
        world.Until(TimeSpan.FromMinutes(31));

        await world.EnforceAsync(TimeSpan.FromHours(2));

        var order = Assert.Single(await world.OrdersAsync());
        Assert.Equal(DeletionOrderState.Waiting, order.State);
        Assert.Empty(world.Clouds["classmates-cluster"].Taken);

        Assert.True((await world.OrdersAsync(d => d.ConfirmAsync(order.Id, Prof, "it is hers", Token))).IsGiven);
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Null(world.Clouds["classmates-cluster"].Living);
    }

    private static AwsAccess.Role Course(string cluster) =>
        new(EnforcementWorld.Region, cluster, "arn:aws:iam::111122223333:role/course", null) { HeldByCourse = true };

    private static Task<List<string>> AuditAsync(EnforcementWorld world) => world.Jobs.AskAsync(db => db.AuditEntries.Select(e => e.What).ToListAsync(Token));
}
