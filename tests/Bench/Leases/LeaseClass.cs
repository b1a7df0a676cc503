using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Leases;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench.Leases;

/// <summary>Puts a class into an empty database whose every cluster has been graded and must be gone by one midnight.</summary>
internal static class LeaseClass
{
    /// <summary>The midnight, in Seoul.</summary>
    public static readonly DateTimeOffset Deadline = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    /// <summary>When the measured time begins.</summary>
    public static readonly DateTimeOffset Begin = Deadline.AddHours(-1);

    /// <summary>When it ends.</summary>
    public static readonly DateTimeOffset End = Deadline.AddHours(2);

    /// <summary>When every cluster was made.</summary>
    public static readonly DateTimeOffset CreatedAt = Begin.AddHours(-7);

    public const string Region = "ap-northeast-2";

    private const int Step = 250;
    private static readonly CheckId Deletion = new("cluster-deletion");

    private const string Document = """
        assignment: exam
        due: 2026-12-04T23:00
        checks:
          - { check: nodes, points: 40 }
          - { check: replicas, points: 40 }
          - { check: cluster-deletion, points: 20 }
        """;

    public static async Task SeedAsync(IServiceProvider services, int leases, int seed, LeaseShape? shape = null)
    {
        await services.GetRequiredService<DatabaseStart>().MigrateAsync(CancellationToken.None);
        var (course, assignment) = (NewId<CourseId>(), NewId<AssignmentId>());
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
            var exam = new CourseAssignment(assignment, course, "exam", Begin.AddDays(-1));
            db.AddRange(
                new Course(course, "bench", "Bench", Course.DefaultTimeZone, Begin.AddDays(-1)), exam, exam.Revise(Document, "admin", Begin.AddDays(-1)));
            await db.SaveChangesAsync();
        }

        var random = new Random(seed);
        var fates = new LeaseFates(Deadline, shape ?? LeaseShape.Usual);
        for (var first = 0; first < leases; first += Step)
        {
            await using var scope = services.CreateAsyncScope();
            await SeedAsync(scope.ServiceProvider, course, assignment, fates, random, first, Math.Min(first + Step, leases), leases);
        }
    }

    private static async Task SeedAsync(IServiceProvider services, CourseId course, AssignmentId assignment, LeaseFates fates, Random random, int first, int end, int all)
    {
        var (db, vault) = (services.GetRequiredService<EksGraderDb>(), services.GetRequiredService<IVault>());
        var counted = new List<(Submission Submission, Grading Grading)>();
        await db.WriteAsync(AddAsync, CancellationToken.None);

        async Task AddAsync(CancellationToken cancellationToken)
        {
            for (var i = first; i < end; i++)
            {
                var at = Begin.AddMinutes(-60 - random.Next(240));
                var user = new User(NewId<UserId>(), $"s{i}@school.example", "Kim", at);
                var student = new Student(NewId<StudentId>(), course, user.Id, FormattableString.Invariant($"2026{i:00000}"), "김민준", user.Email, null)
                {
                    ExternalId = Student.NewExternalId(),
                    AddedAt = at,
                };
                var account = fates.AccountOf(i, all);
                var access = new ClusterAccess(null, new AwsAccess.Role(Region, LeaseFates.NameOf(i), $"arn:aws:iam::{account}:role/grader", "external-id"));
                var submission = Submission.Take(
                    new NewSubmission
                    {
                        CourseId = course,
                        AssignmentId = assignment,
                        AssignmentVersion = 1,
                        StudentId = student.Id,
                        Access = AccessFacts.Of(AccessKind.AwsRole, access),
                        IsLate = _ => false,
                    },
                    NewId<SubmissionId>(), 1, at, firstTriedAt: null);
                var lease = new Lease(NewId<LeaseId>(), course, assignment, student.Id, at, Deadline);
                lease.Identify(new ClusterIdentity(
                    string.Create(CultureInfo.InvariantCulture, $"arn:aws:eks:{Region}:{account}:cluster/{LeaseFates.NameOf(i)}"), CreatedAt, $"{i:x32}.gr7.{Region}.eks.amazonaws.com", Guid.NewGuid().ToString()));
                lease.Name(LeaseFates.NameOf(i), Region);
                // Seen alive by the grading, and at last within the half hour before.
                var sight = new LeaseObservation(Begin.AddMinutes(-30).AddSeconds(random.Next(1750)), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE");
                var look = lease.Apply(NewId<LeaseProbeId>(), sight, nextLookAt: null);
                lease.ProbeNextAt(LeaseSchedule.NextAt(lease, Begin));
                submission.PutUnder(lease.Id);
                var grading = submission.StartGrading(NewId<GradingId>(), GradingReason.First, at, TimeSpan.FromMinutes(5));
                grading.Apply([Result("nodes"), Result("replicas"), new CheckResult(Deletion, 20, Verdict.Pending(Say("not yet")))], [], 100);
                grading.End(at);
                submission.Finish(at, retryAt: null);
                db.AddRange(user, student, submission, lease, look, grading);
                await vault.SealAsync(submission.Id, student.Id, access, Deadline.AddDays(7), cancellationToken);
                counted.Add((submission, grading));
            }

            await db.SaveChangesAsync(cancellationToken);
            foreach (var (submission, grading) in counted)
                submission.Count(grading);
        }
    }

    private static CheckResult Result(string check) => new(new CheckId(check), 40, Verdict.Passed(Say("2 of 2")) with
    {
        Evidence = [new Evidence("kubectl get nodes", "ip-192-168-13-37.ap-northeast-2.compute.internal   Ready   <none>   41m   v1.33.1-eks-1de2ab1", Begin)],
    });

    private static LocalizedText Say(string text) => new(text, text);

    private static TId NewId<TId>()
        where TId : struct, IId<TId> =>
        TId.From(Guid.CreateVersion7());
}
