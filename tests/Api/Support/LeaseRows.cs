using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db;
using EksGrader.Db.Ids;
using EksGrader.Db.Leases;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Support;

/// <summary>Leases as looks would leave them, put into the rows: tests of pages and calls wait for no look.</summary>
internal static class LeaseRows
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A lease on the cluster of a submission, seen alive when it was handed in. Nobody looks at it by himself.</summary>
    public static async Task<LeaseId> BeginAsync(Classroom room, string submission, ClusterIdentity? identity = null, TimeSpan? left = null)
    {
        var id = Id.New<LeaseId>(TimeProvider.System);
        await WriteAsync(room.Service, async (db, _) =>
        {
            var known = await db.Submissions.FirstAsync(s => s.Id == new SubmissionId(Guid.Parse(submission)), Token);
            var deadline = TimeProvider.System.GetUtcNow() + (left ?? TimeSpan.FromHours(8));
            var lease = new Lease(id, known.CourseId, known.AssignmentId, known.StudentId, known.SubmittedAt, deadline);
            identity ??= new ClusterIdentity(null, null, known.ServerHost, "uid-" + submission);
            lease.Identify(identity);
            lease.Name(known.ClusterName ?? identity.Arn?.Split('/')[^1], known.Region ?? identity.Arn?.Split(':')[3]);
            db.Leases.Add(lease);
            db.LeaseLooks.Add(lease.Look(Id.New<LeaseLookId>(TimeProvider.System), new DeletionSight(known.SubmittedAt, LookAnswer.Alive, "eks:DescribeCluster → ACTIVE"), nextLookAt: null));
            known.PutUnder(id);
        });
        return id;
    }

    /// <summary>Stores looks.</summary>
    public static Task LookAsync(Service service, LeaseId id, params DeletionSight[] seen) => WriteAsync(service, async (db, _) =>
    {
        var lease = await db.Leases.FirstAsync(l => l.Id == id, Token);
        foreach (var sight in seen)
            db.LeaseLooks.Add(lease.Look(Id.New<LeaseLookId>(TimeProvider.System), sight, nextLookAt: null));
    });

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

    /// <summary>Two looks of AWS's word that the cluster is gone, with what they left, and the end of the lease.</summary>
    public static async Task EndAsync(Service service, LeaseId id, params Leftover[] left)
    {
        var now = TimeProvider.System.GetUtcNow();
        await LookAsync(
            service,
            id,
            new DeletionSight(now.AddMinutes(-3), LookAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left },
            new DeletionSight(now, LookAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = left });
        await BecomeAsync(service, id, LeaseState.Gone);
    }

    public static async Task<T> ReadAsync<T>(Service service, Func<EksGraderDb, Task<T>> read)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    public static async Task WriteAsync(Service service, Func<EksGraderDb, IServiceProvider, Task> work)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(_ => work(db, scope.ServiceProvider), Token);
    }
}
