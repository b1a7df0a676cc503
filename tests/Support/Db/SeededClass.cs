using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Tests.Support.Db;

/// <summary>
/// A class of any size with submissions, verdicts, overrides and clusters of every kind, made of chance but the same for the same seed.
/// Tests compare queries on it with the rules; the bench measures them.
/// </summary>
public sealed class SeededClass(int seed, DateTimeOffset now)
{
    public const string Section = "가반";

    private static readonly string[] Families = ["김", "이", "박", "최", "정", "강"];
    private static readonly string[] Given = ["민준", "서연", "도윤", "지우", "하은", "Min_Su", "O'Neill"];
    private static readonly AccessFacts Access = new(AccessKind.Kubeconfig, HasAwsAccess: false, null, null, null, "abc.example");

    private readonly Random random = new(seed);

    /// <summary>How many lines of evidence a check has: what makes its row heavy.</summary>
    public int EvidenceLines { get; init; } = 1;

    /// <summary>The checks, in the assignment's order; the last one waits for the clusters' end where a cluster lives.</summary>
    public IReadOnlyList<CheckId> Checks { get; init; } = [new("nodes"), new("replicas"), new("load-balancer"), new("container-insights"), new("network"), new("cluster-deletion")];

    public CourseId Course { get; } = NewId<CourseId>();

    public AssignmentId Assignment { get; } = NewId<AssignmentId>();

    /// <summary>Makes course and assignment.</summary>
    public async Task SeedCourseAsync(EksGraderDb db, string slug, string document, CancellationToken cancellationToken)
    {
        db.Courses.Add(new Course(Course, slug, "클라우드", EksGrader.Db.Model.Course.DefaultTimeZone, now));
        var assignment = new CourseAssignment(Assignment, Course, "eks-assessment", now);
        db.AddRange(assignment, assignment.Revise(document, "admin", now));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Puts students with all that they did onto the roster.</summary>
    public async Task SeedAsync(EksGraderDb db, int first, int count, CancellationToken cancellationToken)
    {
        var counted = new List<(Submission Submission, Grading Grading)>();
        for (var i = first; i < first + count; i++)
            Add(db, i, counted);
        await db.SaveChangesAsync(cancellationToken);

        // Submission and grading point at each other: the one that counts is named once both are there.
        foreach (var (submission, grading) in counted)
            submission.Count(grading);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    private static TId NewId<TId>()
        where TId : struct, IId<TId> =>
        TId.From(Guid.CreateVersion7());

    private void Add(EksGraderDb db, int i, List<(Submission Submission, Grading Grading)> counted)
    {
        var number = FormattableString.Invariant($"2026{i:00000}");
        var user = new User(NewId<UserId>(), $"s{i}@school-{seed}-{Course}.example", "n", now);
        var student = new Student(NewId<StudentId>(), Course, user.Id, number, Pick(Families) + Pick(Given), $"s{i}@school.example", random.Next(3) == 0 ? Section : null)
        {
            ExternalId = Student.NewExternalId(),
            AddedAt = now,
        };
        db.AddRange(user, student);
        if (random.Next(20) == 0)
            student.Leave(now);
        if (random.Next(10) == 0)
            return;
        var attempts = Pick<int>([1, 1, 1, 2, 3]);
        for (var attempt = 1; attempt <= attempts; attempt++)
            AddSubmission(db, student, attempt, isLast: attempt == attempts, counted);
    }

    private void AddSubmission(EksGraderDb db, Student student, int attempt, bool isLast, List<(Submission Submission, Grading Grading)> counted)
    {
        var at = now.AddMinutes(-random.Next(600));
        var submission = Submission.Take(
            new NewSubmission { CourseId = Course, AssignmentId = Assignment, AssignmentVersion = 1, StudentId = student.Id, Access = Access, IsLate = _ => random.Next(8) == 0 },
            NewId<SubmissionId>(), attempt, at, firstTriedAt: random.Next(12) == 0 ? at.AddMinutes(-5) : null);
        db.Submissions.Add(submission);
        if (isLast && random.Next(15) == 0)
            return;

        var lease = new Lease(NewId<LeaseId>(), Course, Assignment, student.Id, at, now.AddMinutes(random.Next(-300, 600)));
        lease.Become(Pick<LeaseState>([LeaseState.Active, LeaseState.Active, LeaseState.Gone, LeaseState.Overdue]), now);
        db.Leases.Add(lease);
        submission.PutUnder(lease.Id);

        var grading = submission.StartGrading(NewId<GradingId>(), GradingReason.First, at, TimeSpan.FromMinutes(5));
        var results = Checks.Select((c, i) => new CheckResult(c, 20, i == Checks.Count - 1 && lease.State != LeaseState.Gone ? Verdict.Pending(Say("not yet")) : Judge() with { Assurance = RestsOn(at) })).ToList();
        grading.Apply(results, random.Next(30) == 0 ? [new IntegrityFlag("sharedCluster", Say("shared"))] : [], 20 * Checks.Count);
        grading.End(at);
        submission.Finish(at, retryAt: null);
        db.Gradings.Add(grading);
        if (random.Next(12) == 0)
        {
            var given = submission.GivePoints(new Override(NewId<OverrideId>(), submission.Id, Pick(Checks), random.Next(21), "seen with my own eyes", "prof", now));
            if (random.Next(3) == 0)
                submission.TakeBackPoints(given.Check, "prof", now);
        }

        counted.Add((submission, grading));
    }

    private Verdict Judge()
    {
        var verdict = random.Next(14) switch
        {
            < 10 => Verdict.Passed(Say("2 of 2 nodes are ready")),
            10 => Verdict.OfShare(0.5m, Say("1 of 2 nodes are ready")),
            11 or 12 => Verdict.Failed(Say("no node is ready")),
            _ => Verdict.Unknown(FaultDomain.Aws, Say("throttled")),
        };
        return verdict with { Evidence = [new Evidence("kubectl get nodes", string.Join('\n', Enumerable.Repeat("ip-192-168-13-37.ap-northeast-2.compute.internal   Ready   <none>   41m   v1.33.1-eks-1de2ab1", EvidenceLines)), now)] };
    }

    // By the clock and not by chance, so that a seed makes the same class as ever.
    private static Assurance? RestsOn(DateTimeOffset at) => (at.Minute % 3) switch
    {
        0 => Assurance.Aws,
        1 => Assurance.Cluster,
        _ => null,
    };

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private static LocalizedText Say(string text) => new(text, "노드 2개 중 2개가 준비되었습니다");
}
