using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Api;

/// <summary>Leases as looks would leave them, put into the rows: tests of pages and calls wait for no observation, and no job looks by itself.</summary>
internal static class LeaseRows
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a small cluster runs.</summary>
    public static ClusterInventory Small { get; } = new() { Nodes = new Dictionary<string, int> { ["t3.medium"] = 2 }, LoadBalancers = 1, NatGateways = 1, VolumeGib = 160, Version = "1.34" };

    /// <summary>A lease on the cluster of a submission, seen alive when it was submitted.</summary>
    public static async Task<LeaseId> BeginAsync(Classroom room, string submission, ClusterIdentity? identity = null, TimeSpan? left = null)
    {
        var known = await ReadAsync(room.Service, db => db.Submissions.AsNoTracking().FirstAsync(s => s.Id == new SubmissionId(Guid.Parse(submission)), Token));
        identity ??= new ClusterIdentity(null, null, known.ServerHost, "uid-" + submission);
        var (name, region) = (known.ClusterName ?? identity.Arn?.Split('/')[^1], known.Region ?? identity.Arn?.Split(':')[3]);
        var sight = new LeaseObservation(known.SubmittedAt, ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE");
        return await room.Service.BeginAsync(submission, left ?? TimeSpan.FromHours(8), sight, lease =>
        {
            lease.Identify(identity);
            lease.Name(name, region);
        });
    }

    /// <summary>Puts a submission under a lease of its own, on a small cluster in AWS that was seen two hours ago.</summary>
    /// <param name="service">The service.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="name">The cluster's name.</param>
    /// <param name="left">The time until its deadline.</param>
    /// <param name="also">What else is so.</param>
    public static Task<LeaseId> PutUnderLeaseAsync(this Service service, string submission, string name = "eks-cluster", TimeSpan? left = null, Action<Lease>? also = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sight = new LeaseObservation(now.AddHours(-2), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE") { Inventory = Small };
        return service.BeginAsync(submission, left ?? TimeSpan.FromHours(3), sight, lease =>
        {
            lease.Identify(new ClusterIdentity($"arn:aws:eks:ap-northeast-2:111122223333:cluster/{name}", now.AddHours(-10), $"{name}.example", null));
            lease.Name(name, "ap-northeast-2");
        }, also);
    }

    /// <summary>Stores observations.</summary>
    public static Task ProbeAsync(this Service service, LeaseId id, params LeaseObservation[] seen) => WriteAsync(service, async (db, _) =>
    {
        var lease = await db.Leases.FirstAsync(l => l.Id == id, Token);
        foreach (var sight in seen)
            db.LeaseProbes.Add(lease.Apply(Id.New<LeaseProbeId>(TimeProvider.System), sight, nextLookAt: null));
    });

    /// <summary>Has a lease looked at now.</summary>
    public static Task ProbeNowAsync(this Service service, LeaseId id) =>
        WriteAsync(service, async (db, _) => (await db.Leases.FirstAsync(l => l.Id == id, Token)).ProbeNextAt(TimeProvider.System.GetUtcNow()));

    /// <summary>Changes a lease's state; the ends come with all that follows from them.</summary>
    public static Task BecomeAsync(Service service, LeaseId id, LeaseState state) => WriteAsync(service, async (db, services) =>
    {
        var lease = await db.Leases.FirstAsync(l => l.Id == id, Token);
        var now = TimeProvider.System.GetUtcNow();
        if (state is LeaseState.Gone or LeaseState.Settled)
            await services.GetRequiredService<LeaseEnding>().EndAsync(lease, state, now, Token);
        else
            lease.Become(state, now);
    });

    /// <summary>Two observations of AWS's word that the cluster is gone, with what they left, and the end of the lease.</summary>
    public static async Task EndAsync(Service service, LeaseId id, params Leftover[] left)
    {
        var now = TimeProvider.System.GetUtcNow();
        await ProbeAsync(
            service,
            id,
            new LeaseObservation(now.AddMinutes(-3), ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left },
            new LeaseObservation(now, ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left });
        await BecomeAsync(service, id, LeaseState.Gone);
    }

    /// <summary>Someone ordered a deletion; no job has it in hand.</summary>
    public static Task AddOrderAsync(this Service service, LeaseId lease, bool dryRun, Action<DeletionOrder> become) => WriteAsync(service, async (db, _) =>
    {
        var (course, now) = ((await db.Leases.SingleAsync(l => l.Id == lease, Token)).CourseId, TimeProvider.System.GetUtcNow());
        var order = new DeletionOrder(Id.New<DeletionOrderId>(TimeProvider.System), lease, course, dryRun, "teacher", "test", now);
        become(order);
        db.DeletionOrders.Add(order);
        db.DeletionSteps.Add(new DeletionStep(order.Id, DeletionStepKind.NodeGroup, "ng-1", now));
    });

    /// <summary>A lease as it is stored.</summary>
    public static Task<Lease> ReadAsync(this Service service, LeaseId lease) =>
        ReadAsync(service, db => db.Leases.AsNoTracking().SingleAsync(l => l.Id == lease, Token));

    /// <summary>Reads rows.</summary>
    public static async Task<T> ReadAsync<T>(Service service, Func<EksGraderDb, Task<T>> read)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    /// <summary>Writes rows in one transaction.</summary>
    public static async Task WriteAsync(Service service, Func<EksGraderDb, IServiceProvider, Task> work)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(_ => work(db, scope.ServiceProvider), Token);
    }

    private static async Task<LeaseId> BeginAsync(this Service service, string submission, TimeSpan left, LeaseObservation seen, Action<Lease> describe, Action<Lease>? also = null)
    {
        // The watch mends leases without a next observation, as these are, when it draws for the first time: such an observation would be one more than the test's.
        var watch = service.Services.GetRequiredService<WatchClock>();
        using var turns = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!watch.IsRepaired)
            await turns.WaitForNextTickAsync(Token);
        var id = Id.New<LeaseId>(TimeProvider.System);
        await WriteAsync(service, async (db, _) =>
        {
            var known = await db.Submissions.FirstAsync(s => s.Id == new SubmissionId(Guid.Parse(submission)), Token);
            var lease = new Lease(id, known.CourseId, known.AssignmentId, known.StudentId, seen.At, TimeProvider.System.GetUtcNow() + left);
            db.Leases.Add(lease);
            describe(lease);
            db.LeaseProbes.Add(lease.Apply(Id.New<LeaseProbeId>(TimeProvider.System), seen, nextLookAt: null));
            also?.Invoke(lease);
            lease.ProbeNextAt(null);
            known.PutUnder(id);
        });
        return id;
    }
}
