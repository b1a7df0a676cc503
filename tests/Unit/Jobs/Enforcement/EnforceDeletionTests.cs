using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Jobs.Enforcement;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Jobs.Enforcement;

public sealed class EnforceDeletionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overdue_AfterItsGrace_IsDeletedAndEveryDeletionIsInTheAuditTrail()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");

        world.Until(TimeSpan.FromMinutes(29));
        await world.EnforceAsync(TimeSpan.FromSeconds(50));
        Assert.Empty(await world.OrdersAsync());
        await world.EnforceAsync(TimeSpan.FromMinutes(20));

        var order = Assert.Single(await world.OrdersAsync());
        Assert.Equal((DeletionOrderState.Done, "service", lease), (order.State, order.By, order.LeaseId));
        Assert.Null(world.Clouds["web"].Living);
        Assert.Empty(world.Clouds["web"].Left);
        var audit = await world.Jobs.AskAsync(db => db.AuditEntries.Where(e => e.What.StartsWith("deletion.")).OrderBy(e => e.Id).Select(e => e.What + " " + e.To).ToListAsync(Token));
        Assert.Equal(
            ["deletion.asked NodeGroup ng", $"deletion.asked Cluster arn:aws:eks:ap-northeast-2:111122223333:cluster/web", "deletion.asked ClassicLoadBalancer lb"],
            audit.Where(a => a.StartsWith("deletion.asked", StringComparison.Ordinal)));
        Assert.Contains("deletion.ended Done", audit);
    }

    [Fact]
    public async Task Overdue_AssignmentDoesNotEnforce_IsLeftAlone()
    {
        await using var world = await EnforcementWorld.BeginAsync(enforce: false);
        var lease = await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromHours(2));

        await world.EnforceAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(await world.OrdersAsync());
        Assert.Equal(OrderError.NotEnforced, (await world.OrderAsync(lease)).Refusal);
        Assert.NotNull(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task Overdue_SubmittedBeforeTheAssignmentEnforced_WaitsForAnInstructorsOrder()
    {
        await using var world = await EnforcementWorld.BeginAsync(enforce: false);
        var lease = await world.SubmitAsync("1", "web");
        await ReviseAsync(world, "deletion: { enforce: true }");
        world.Until(TimeSpan.FromHours(2));

        await world.EnforceAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(await world.OrdersAsync());

        Assert.True((await world.OrderAsync(lease)).IsGiven);
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Null(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task Overdue_EnforcementSwitchedOffInTheMiddle_StopsAtOnce()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        await ReviseAsync(world, "deletion: { enforce: false }");

        await world.EnforceAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync()).State);
        Assert.NotNull(world.Clouds["web"].Living);
        Assert.Equal([(DeletionStepKind.NodeGroup, "ng")], world.Clouds["web"].Taken);
    }

    [Fact]
    public async Task Overdue_DeletionBegunInTime_HasItsHour()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromMinutes(-5));
        await LookAsync(world, lease, ExistenceAnswer.Deleting);

        world.Until(TimeSpan.FromMinutes(59));
        await world.EnforceAsync(TimeSpan.FromSeconds(50));
        Assert.Empty(await world.OrdersAsync());
        await world.EnforceAsync(TimeSpan.FromMinutes(20));

        Assert.Null(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task Brake_OneMoreThanAllowedInAnHour_WaitsUntilAnInstructorConfirms()
    {
        await using var world = await EnforcementWorld.BeginAsync(maxDeletions: 2);
        for (var i = 0; i < 4; i++)
            await world.SubmitAsync($"{i}", $"web-{i}");
        world.Until(TimeSpan.FromMinutes(31));

        await world.EnforceAsync(TimeSpan.FromHours(3));

        var orders = await world.OrdersAsync();
        Assert.Equal([DeletionHold.None, DeletionHold.None, DeletionHold.Brake, DeletionHold.Brake], orders.Select(o => o.Hold).Order());
        Assert.Equal(2, world.Clouds.Values.Count(c => c.Living is not null));
        Assert.All(world.Clouds.Values.Where(c => c.Living is not null), c => Assert.Empty(c.Taken));

        Assert.Equal(2, (await world.OrdersAsync(d => d.WaitingAsync(world.Jobs.Course, Token))).Count);
        Assert.Equal(2, await world.OrdersAsync(d => d.ReleaseBrakeAsync(world.Jobs.Course, "prof@example.com", "the exam is over", Token)));
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.All(world.Clouds.Values, c => Assert.Null(c.Living));
        Assert.All(await world.OrdersAsync(), o => Assert.Equal(DeletionOrderState.Done, o.State));
    }

    [Fact]
    public async Task ClaimedByTwoStudents_IsNotDeletedBeforeAnInstructorDecides()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", "web");
        await world.SubmitAsync("2", "web");
        world.Until(TimeSpan.FromMinutes(31));

        await world.EnforceAsync(TimeSpan.FromHours(3));

        var orders = await world.OrdersAsync();
        Assert.Equal(2, orders.Count);
        Assert.All(orders, o => Assert.Equal((DeletionOrderState.Waiting, DeletionHold.TwoStudents), (o.State, o.Hold)));
        Assert.Empty(world.Clouds["web"].Taken);
        Assert.Equal(OrderError.NoReason, (await world.OrdersAsync(d => d.ConfirmAsync(orders[0].Id, "prof@example.com", " ", Token))).Refusal);
        Assert.Equal(0, await world.OrdersAsync(d => d.ReleaseBrakeAsync(world.Jobs.Course, "prof@example.com", "all", Token)));

        Assert.True((await world.OrdersAsync(d => d.ConfirmAsync(orders[0].Id, "prof@example.com", "it is the first one's", Token))).IsGiven);
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Null(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task RightMissing_ThreeAttempts_QuarantineTheLease()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");
        world.Clouds["web"].Mishaps = (call, _) => call.StartsWith("delete", StringComparison.Ordinal) ? Mishap.Denied : Mishap.None;
        world.Until(TimeSpan.FromMinutes(31));

        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(2, Assert.Single(await world.OrdersAsync()).Attempts);
        await world.EnforceAsync(TimeSpan.FromMinutes(40));

        var order = Assert.Single(await world.OrdersAsync());
        Assert.Equal((DeletionOrderState.Failed, 3), (order.State, order.Attempts));
        Assert.Contains("eks:Delete", order.Trouble?.En, StringComparison.Ordinal);
        Assert.Equal(LeaseState.Quarantined, (await world.LeaseAsync(lease)).State);
        Assert.Empty(world.Clouds["web"].Taken);
    }

    [Fact]
    public async Task Killed_BetweenAnyTwoLines_GoesOnWithoutDoingAnythingTwice()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", "web");
        var cloud = world.Clouds["web"];
        cloud.Mishaps = (_, number) => (number % 3) switch { 0 when number < 60 => number % 2 == 0 ? Mishap.KilledAfter : Mishap.KilledBefore, _ => Mishap.None };
        world.Until(TimeSpan.FromMinutes(31));

        await world.EnforceAsync(TimeSpan.FromHours(4));

        Assert.Equal(DeletionOrderState.Done, Assert.Single(await world.OrdersAsync()).State);
        Assert.Empty(cloud.Left);
        Assert.Equal(3, cloud.Taken.Count);
    }

    [Fact]
    public async Task Stopped_InTheMiddle_AsksForNothingMore()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", "web");
        world.Until(TimeSpan.FromMinutes(31));
        await world.EnforceAsync(TimeSpan.FromSeconds(20));
        var order = Assert.Single(await world.OrdersAsync());

        await world.OrdersAsync(d => d.StopAsync(order.Id, "prof@example.com", "he asked for it", Token));
        await world.EnforceAsync(TimeSpan.FromHours(2));

        Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync()).State);
        Assert.Equal([(DeletionStepKind.NodeGroup, "ng")], world.Clouds["web"].Taken);
    }

    [Fact]
    public async Task Order_BeforeTheDeadline_NeedsAConfirmationAndAReason()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        var lease = await world.SubmitAsync("1", "web");

        Assert.Equal(OrderError.TooEarly, (await world.OrderAsync(lease)).Refusal);
        Assert.Equal(OrderError.NoReason, (await world.OrderAsync(lease, early: true, why: "")).Refusal);
        Assert.True((await world.OrderAsync(lease, early: true)).IsGiven);
        Assert.Equal(OrderError.Ordered, (await world.OrderAsync(lease, early: true)).Refusal);
        await world.EnforceAsync(TimeSpan.FromMinutes(20));
        Assert.Null(world.Clouds["web"].Living);
    }

    [Fact]
    public async Task DryRun_AtAnyTime_ListsWhatWouldGo()
    {
        await using var world = await EnforcementWorld.BeginAsync(enforce: false, maxDeletions: 0);
        var lease = await world.SubmitAsync("1", "web");

        Assert.True((await world.OrderAsync(lease, dryRun: true, why: "")).IsGiven);
        await world.EnforceAsync(TimeSpan.FromSeconds(10));

        var listed = Assert.Single(await world.OrdersAsync(d => d.OfLeaseAsync(lease, Token)));
        Assert.Equal(DeletionOrderState.Done, listed.Order.State);
        Assert.Equal([DeletionStepKind.NodeGroup, DeletionStepKind.Cluster, DeletionStepKind.ClassicLoadBalancer], listed.Steps.Select(s => s.Kind));
        Assert.Empty(world.Clouds["web"].Taken);
    }

    [Fact]
    public async Task AnotherClusterOfTheName_IsNotTouchedAndTheOrderWaits()
    {
        await using var world = await EnforcementWorld.BeginAsync();
        await world.SubmitAsync("1", "web");
        var cloud = world.Clouds["web"];
        cloud.Living = cloud.Living is { } living ? living with { CreatedAt = living.CreatedAt.AddHours(5) } : null;
        world.Until(TimeSpan.FromMinutes(31));

        await world.EnforceAsync(TimeSpan.FromHours(2));
        Assert.Equal(DeletionHold.AnotherCluster, Assert.Single(await world.OrdersAsync()).Hold);
        await world.EnforceAsync(TimeSpan.FromHours(23));

        Assert.Equal(DeletionOrderState.Stopped, Assert.Single(await world.OrdersAsync()).State);
        Assert.Empty(cloud.Taken);
    }

    private static Task ReviseAsync(EnforcementWorld world, string deletion) => world.Jobs.WithDbAsync(async db =>
    {
        var assignment = await db.Assignments.FirstAsync(a => a.Id == world.Jobs.Assignment, Token);
        db.Add(assignment.Revise(JobWorld.Document.Replace("requireEks: false", $"requireEks: false\n{deletion}", StringComparison.Ordinal), "admin", world.Jobs.Time.GetUtcNow()));
        await db.SaveChangesAsync(Token);
    });

    private static Task LookAsync(EnforcementWorld world, LeaseId lease, ExistenceAnswer answer) => world.Jobs.WithDbAsync(async db =>
    {
        var found = await db.Leases.FirstAsync(l => l.Id == lease, Token);
        db.LeaseProbes.Add(found.Apply(Id.New<LeaseProbeId>(world.Jobs.Time), new LeaseObservation(world.Jobs.Time.GetUtcNow(), answer, "test"), found.NextProbeAt));
        await db.SaveChangesAsync(Token);
    });
}
