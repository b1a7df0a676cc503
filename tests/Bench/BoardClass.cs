using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench;

/// <summary>Puts a class into an empty database whose every student has a cluster under a lease, in every state and at every price; no job looks at any of them.</summary>
/// <param name="leases">How many leases live.</param>
/// <param name="ended">How many have ended.</param>
internal sealed class BoardClass(int leases, int ended)
{
    public const string Course = "bench";

    private const int Step = 250;
    private const int LooksEach = 5;
    private const string Region = "ap-northeast-2";

    private const string Document = """
        assignment: exam
        due: 2099-12-04T23:00
        checks: [{ check: nodes, points: 40 }, { check: cluster-deletion, points: 20 }]
        """;

    private static readonly string[] Types = ["t3.medium", "t3.large", "m5.large", "m6i.xlarge", "c7g.large", "q9.unheard-of"];
    private static readonly AccessFacts Access = new(AccessKind.Kubeconfig, HasAwsAccess: false, null, null, null, "abc.example");

    private readonly Random random = new(7);
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();
    private readonly CourseId course = NewId<CourseId>();
    private readonly AssignmentId assignment = NewId<AssignmentId>();
    private readonly List<StudentId> students = [];

    public async Task SeedAsync(IServiceProvider services)
    {
        await services.GetRequiredService<DatabaseStart>().MigrateAsync(CancellationToken.None);
        await InAsync(services, db =>
        {
            var exam = new CourseAssignment(assignment, course, "exam", now);
            db.AddRange(new Course(course, Course, "클라우드", EksGrader.Db.Model.Course.DefaultTimeZone, now), exam, exam.Revise(Document, "admin", now));
        });
        for (var first = 0; first < leases; first += Step)
        {
            await InAsync(services, db =>
            {
                for (var i = first; i < Math.Min(first + Step, leases); i++)
                    AddLive(db, i);
            });
        }

        for (var first = 0; first < ended; first += Step)
        {
            await InAsync(services, db =>
            {
                for (var i = first; i < Math.Min(first + Step, ended); i++)
                    AddEnded(db, i);
            });
        }
    }

    private static async Task InAsync(IServiceProvider services, Action<EksGraderDb> add)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        add(db);
        await db.SaveChangesAsync();
    }

    private void AddLive(EksGraderDb db, int i)
    {
        var user = new User(NewId<UserId>(), $"s{i}@school.example", "Kim", now);
        var student = new Student(NewId<StudentId>(), course, user.Id, FormattableString.Invariant($"2026{i:00000}"), Pick("김민준", "이서연", "Park O'Neill"), user.Email, null)
        {
            ExternalId = Student.NewExternalId(),
            AddedAt = now,
        };
        students.Add(student.Id);
        var at = now.AddMinutes(-60 - random.Next(600));
        var submission = Submission.Take(
            new NewSubmission { CourseId = course, AssignmentId = assignment, AssignmentVersion = 1, StudentId = student.Id, Access = Access, IsLate = _ => false },
            NewId<SubmissionId>(), 1, at, firstTriedAt: null);
        var lease = Begin(student.Id, i, at, now.AddMinutes(random.Next(-120, 600)));
        for (var look = 0; look < LooksEach; look++)
            db.LeaseProbes.Add(lease.Apply(NewId<LeaseProbeId>(), new LeaseObservation(at.AddMinutes(look), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE") { Inventory = Inventory() }, nextLookAt: null));
        lease.Become(Pick(LeaseState.Active, LeaseState.Active, LeaseState.Active, LeaseState.Active, LeaseState.Deleting, LeaseState.Overdue, LeaseState.Quarantined), now);
        submission.PutUnder(lease.Id);
        var grading = submission.StartGrading(NewId<GradingId>(), GradingReason.First, at, TimeSpan.FromMinutes(5));
        grading.End(at);
        submission.Finish(at, retryAt: null);
        db.AddRange(user, student, submission, lease, grading);
        if (random.Next(200) == 0)
            db.DeletionOrders.Add(new DeletionOrder(NewId<DeletionOrderId>(), lease.Id, course, dryRun: true, "teacher", "bench", now));
    }

    private void AddEnded(EksGraderDb db, int i)
    {
        var lease = Begin(students[i % students.Count], leases + i, now.AddDays(-30), now.AddDays(-29));
        db.LeaseProbes.Add(lease.Apply(NewId<LeaseProbeId>(), new LeaseObservation(now.AddDays(-30), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE") { Inventory = Inventory() }, nextLookAt: null));
        lease.Become(Pick(LeaseState.Gone, LeaseState.Gone, LeaseState.Settled), now.AddDays(-29));
        db.Leases.Add(lease);
    }

    private Lease Begin(StudentId student, int i, DateTimeOffset at, DateTimeOffset deadline)
    {
        var lease = new Lease(NewId<LeaseId>(), course, assignment, student, at, deadline);
        var name = string.Create(CultureInfo.InvariantCulture, $"eks-{i:x5}");
        lease.Identify(new ClusterIdentity($"arn:aws:eks:{Region}:{111122220000 + (i % 900)}:cluster/{name}", at.AddHours(-1), $"{i:x32}.gr7.{Region}.eks.amazonaws.com", Guid.NewGuid().ToString()));
        lease.Name(name, Region);
        lease.ProbeNextAt(null);
        return lease;
    }

    private ClusterInventory Inventory() => new()
    {
        Nodes = new Dictionary<string, int> { [Pick(Types)] = random.Next(1, 4) },
        LoadBalancers = random.Next(3),
        NatGateways = random.Next(2),
        VolumeGib = 20 * random.Next(1, 12),
        Version = "1.34",
    };

    private T Pick<T>(params IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private static TId NewId<TId>()
        where TId : struct, IId<TId> =>
        TId.From(Guid.CreateVersion7());
}
