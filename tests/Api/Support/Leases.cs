using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Enforcement;
using EksGrader.Db;
using EksGrader.Db.Enforcement;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Support;

/// <summary>Leases made by hand: the tests' clusters have no identity, so no grading begins one on them.</summary>
internal static class Leases
{
    /// <summary>What a small cluster runs.</summary>
    public static ClusterInventory Small { get; } = new() { Nodes = new Dictionary<string, int> { ["t3.medium"] = 2 }, LoadBalancers = 1, NatGateways = 1, VolumeGib = 160, Version = "1.34" };

    /// <summary>Puts a submission under a lease of its own that no job looks at.</summary>
    /// <param name="service">The service.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="name">The cluster's name.</param>
    /// <param name="left">The time until its deadline.</param>
    /// <param name="also">What else is so.</param>
    public static async Task<LeaseId> PutUnderLeaseAsync(this Service service, string submission, string name = "eks-cluster", TimeSpan? left = null, Action<Lease>? also = null)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        return await db.WriteAsync(
            async token =>
            {
                var found = await db.Submissions.FirstAsync(s => s.Id == new SubmissionId(Guid.Parse(submission)), token);
                var now = TimeProvider.System.GetUtcNow();
                var lease = new Lease(Id.New<LeaseId>(TimeProvider.System), found.CourseId, found.AssignmentId, found.StudentId, now.AddHours(-2), now + (left ?? TimeSpan.FromHours(3)));
                lease.Identify(new ClusterIdentity($"arn:aws:eks:ap-northeast-2:111122223333:cluster/{name}", now.AddHours(-10), $"{name}.example", null));
                lease.Name(name, "ap-northeast-2");
                var sight = new DeletionSight(now.AddHours(-2), LookAnswer.Alive, "eks:DescribeCluster → ACTIVE") { Inventory = Small };
                db.Leases.Add(lease);
                db.LeaseLooks.Add(lease.Look(Id.New<LeaseLookId>(TimeProvider.System), sight, nextLookAt: null));
                also?.Invoke(lease);
                lease.LookNextAt(null);
                found.PutUnder(lease.Id);
                return lease.Id;
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>A look saw something.</summary>
    public static async Task LookAsync(this Service service, LeaseId lease, DeletionSight seen)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token => db.LeaseLooks.Add((await db.Leases.SingleAsync(l => l.Id == lease, token)).Look(Id.New<LeaseLookId>(TimeProvider.System), seen, nextLookAt: null)),
            TestContext.Current.CancellationToken);
    }

    /// <summary>A lease as it is stored.</summary>
    public static async Task<Lease> ReadAsync(this Service service, LeaseId lease)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EksGraderDb>().Leases.AsNoTracking().SingleAsync(l => l.Id == lease, TestContext.Current.CancellationToken);
    }

    /// <summary>Somebody ordered a deletion; no job has it in hand.</summary>
    public static async Task AddOrderAsync(this Service service, LeaseId lease, bool dryRun, Action<DeletionOrder> become)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token =>
            {
                var (course, now) = ((await db.Leases.SingleAsync(l => l.Id == lease, token)).CourseId, TimeProvider.System.GetUtcNow());
                var order = new DeletionOrder(Id.New<DeletionOrderId>(TimeProvider.System), lease, course, dryRun, "teacher", "test", now);
                become(order);
                db.DeletionOrders.Add(order);
                db.DeletionSteps.Add(new DeletionStep(order.Id, DeletionStepKind.NodeGroup, "ng-1", now));
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Has a lease looked at now.</summary>
    public static async Task LookNowAsync(this Service service, LeaseId lease)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token => (await db.Leases.SingleAsync(l => l.Id == lease, token)).LookNextAt(TimeProvider.System.GetUtcNow()),
            TestContext.Current.CancellationToken);
    }
}
