using System.Collections.Concurrent;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Enforcement;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Enforcement;

/// <summary>A class with clusters in accounts that forget nothing, graded, and left until after the deadline.</summary>
internal sealed class EnforcementWorld : IClusterDeleter, IAsyncDisposable
{
    public const string Region = "ap-northeast-2";

    // The end of 4 December in Seoul.
    public static readonly DateTimeOffset Deadline = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private JobWorld? jobs;

    private EnforcementWorld()
    {
    }

    public JobWorld Jobs => jobs ?? throw new InvalidOperationException("The world has not begun.");

    /// <summary>Each cluster's account, by the cluster's name.</summary>
    public ConcurrentDictionary<string, FakeCloud> Clouds { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<EnforcementWorld> BeginAsync(bool enforce = true, int maxDeletions = 5)
    {
        var world = new EnforcementWorld();
        var document = JobWorld.Document.Replace("requireEks: false", $"requireEks: false\ndeletion: {{ enforce: {(enforce ? "true" : "false")}, grace: 30m }}", StringComparison.Ordinal);
        world.jobs = await JobWorld.BeginAsync(document, services => services
            .AddSingleton<IClusterDeleter>(world)
            .Configure<EnforcementOptions>(o => o.MaxDeletions = maxDeletions));
        world.Jobs.Inspector.Identity = look => look.Access.Aws is { } aws
            ? new ClusterIdentity(Arn(aws.ClusterName), FakeCloud.CreatedAt, $"{aws.ClusterName}.eks", $"uid-{aws.ClusterName}")
            : new ClusterIdentity(null, null, "host.eks", "uid");
        return world;
    }

    /// <summary>A student with a cluster of that name, submitted and graded.</summary>
    public Task<LeaseId> SubmitAsync(string student, string cluster) =>
        SubmitAsync(student, new AwsAccess.Role(Region, cluster, "arn:aws:iam::111122223333:role/eks-grader", "external"), AccessKind.AwsRole);

    /// <summary>A student with a cluster that is reached in some way, submitted and graded.</summary>
    public async Task<LeaseId> SubmitAsync(string student, AwsAccess by, AccessKind kind)
    {
        var cluster = by.ClusterName;
        var id = await Jobs.EnrolAsync(student);
        var cloud = Clouds.GetOrAdd(cluster, _ => new FakeCloud(Jobs.Time) { Living = new LivingCluster(Arn(cluster), FakeCloud.CreatedAt, IsGoing: false, IsProtected: false) });
        cloud.Add(DeletionStepKind.NodeGroup, "ng", TimeSpan.FromMinutes(2));
        cloud.Add(DeletionStepKind.ClassicLoadBalancer, "lb", createdAt: FakeCloud.CreatedAt.AddHours(1));
        var access = new ClusterAccess(null, by);
        await using var scope = Jobs.Services.CreateAsyncScope();
        var handIn = new NewSubmission
        {
            CourseId = Jobs.Course,
            AssignmentId = Jobs.Assignment,
            AssignmentVersion = 1,
            StudentId = id,
            Access = AccessFacts.Of(kind, access),
            IsLate = _ => false,
        };
        var answer = await scope.ServiceProvider.GetRequiredService<SubmissionStore>().StoreAsync(handIn, access, Jobs.Time.GetUtcNow().AddDays(7), Token);
        var taken = Assert.IsType<SubmissionResult.Taken>(answer).Submission.Id;
        await Jobs.Queue.GradeAsync(taken, Token);
        await Jobs.RunDueAsync();
        return (await Jobs.SubmissionAsync(taken)).LeaseId ?? throw new InvalidOperationException("No lease.");
    }

    /// <summary>Moves the clock to some time after the deadline.</summary>
    public void Until(TimeSpan afterDeadline) => Jobs.Time.Advance(Deadline + afterDeadline - Jobs.Time.GetUtcNow());

    /// <summary>Enforcement for some time: every ten seconds, or every minute for hours, while an order is due, and every five minutes while none is.</summary>
    public async Task EnforceAsync(TimeSpan duration)
    {
        var pause = duration > TimeSpan.FromHours(1) ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(10);
        var until = Jobs.Time.GetUtcNow() + duration;
        while (Jobs.Time.GetUtcNow() is var now && now < until)
        {
            await Jobs.RunAsync<EnforceDeletion>();
            var next = await Jobs.AskAsync(db => db.DeletionOrders.Where(o => o.EndedAt == null).MinAsync(o => o.NextAt, Token)) - now ?? Idle;
            var steps = Math.Clamp(Math.Ceiling(next / pause), 1, Math.Max(1, Math.Floor(Idle / pause)));
            Jobs.Time.Advance(pause * steps < until - now ? pause * steps : pause);
        }
    }

    public Task<List<DeletionOrder>> OrdersAsync() => Jobs.AskAsync(db => db.DeletionOrders.AsNoTracking().OrderBy(o => o.Id).ToListAsync(Token));

    public Task<Lease> LeaseAsync(LeaseId id) => Jobs.AskAsync(db => db.Leases.AsNoTracking().FirstAsync(l => l.Id == id, Token));

    public async Task<T> OrdersAsync<T>(Func<DeletionOrders, Task<T>> work)
    {
        await using var scope = Jobs.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<DeletionOrders>());
    }

    public Task<OrderResult> OrderAsync(LeaseId lease, bool dryRun = false, bool early = false, string why = "costs money") =>
        OrdersAsync(d => d.OrderAsync(lease, dryRun, "prof@example.com", why, early, Token));

    public IDeletingCluster Open(ClusterToDelete cluster, ClusterAccess access) => Clouds[cluster.Name];

    public ValueTask DisposeAsync() => Jobs.DisposeAsync();

    private static string Arn(string cluster) => $"arn:aws:eks:{Region}:111122223333:cluster/{cluster}";
}
