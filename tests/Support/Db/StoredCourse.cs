using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;

namespace EksGrader.Tests.Support.Db;

/// <summary>A course with an assignment, and what students do in it.</summary>
public sealed class StoredCourse(TestService service)
{
    public const string Secret = "token-that-nobody-may-read-0123456789";

    public static readonly ClusterAccess Access = new(
        new KubeconfigAccess { Server = new Uri("https://ABC.gr7.ap-northeast-2.eks.amazonaws.com"), CertificateAuthorityPem = "PEM", Token = Secret },
        new AwsAccess.Keys("ap-northeast-2", "eks-cluster", "AKIAEXAMPLE", "secret-access-key-" + Secret, "session-" + Secret));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Course? Course { get; private set; }

    public CourseAssignment? Assignment { get; private set; }

    /// <summary>Puts a student on the roster; the first call makes the course.</summary>
    public Task<Student> AddStudentAsync(string number = "2026001") => service.In<EksGraderDb, Student>(async db =>
    {
        var now = service.Time.GetUtcNow();
        if (Course is null)
        {
            db.Courses.Add(Course = new Course(New<CourseId>(), "cloud", "Cloud", Course.DefaultTimeZone, now));
            db.Assignments.Add(Assignment = new CourseAssignment(New<AssignmentId>(), Course.Id, "eks-assessment", now));
            db.AssignmentVersions.Add(Assignment.Revise("assignment: eks-assessment", "admin", now));
        }

        var user = new User(New<UserId>(), $"{number}@example.ac.kr", "학생", now);
        var student = new Student(New<StudentId>(), Course.Id, user.Id, number, "학생", user.Email, null) { ExternalId = Student.NewExternalId(), AddedAt = now };
        db.AddRange(user, student);
        await db.SaveChangesAsync(Token);
        return student;
    });

    public NewSubmission NewSubmission(Student student) => new()
    {
        CourseId = student.CourseId,
        AssignmentId = Assignment?.Id ?? throw new InvalidOperationException("Add a student first."),
        AssignmentVersion = 1,
        StudentId = student.Id,
        Access = AccessFacts.Of(AccessKind.AwsKeys, Access),
    };

    public async Task<Submission> SubmittedAsync(Student student, TestService? by = null) =>
        Assert.IsType<SubmissionResult.Taken>(await AnswerAsync(NewSubmission(student), by)).Submission;

    public Task<SubmissionResult> AnswerAsync(NewSubmission handIn, TestService? by = null) => (by ?? service).In<SubmissionStore, SubmissionResult>(
        store => store.StoreAsync(handIn, Access, service.Time.GetUtcNow().AddDays(7), Token));

    public Task<GradingStart> StartAsync(SubmissionId id, GradingReason reason = GradingReason.First, TestService? by = null) =>
        (by ?? service).In<GradingStore, GradingStart>(store => store.StartAsync(id, reason, Token));

    public async Task<Grading> StartedAsync(SubmissionId id, GradingReason reason = GradingReason.First) =>
        Assert.IsType<GradingStart.Go>(await StartAsync(id, reason)).Grading;

    public Task<ObservationStored> StoreAsync(GradingStep look, TestService? by = null) =>
        (by ?? service).In<GradingStore, ObservationStored>(store => store.CompleteObservationAsync(look, Token));

    public static GradingStep StepOf(Grading grading, params Verdict[] verdicts) => new()
    {
        Grading = grading.Id,
        Number = grading.Observations + 1,
        Report = ReportOf(verdicts),
        Recording = [1, 2, 3],
    };

    private static Report ReportOf(IReadOnlyList<Verdict> verdicts)
    {
        var checks = verdicts.Select((v, i) => new CheckResult(new CheckId($"check-{i}"), 20, v)).ToList();
        var assignment = new Assignment
        {
            Slug = "eks-assessment",
            Title = LocalizedText.Same("EKS"),
            Checks = [.. checks.Select(c => new AssignedCheck(c.Check, c.MaxPoints, new Dictionary<string, object>(StringComparer.Ordinal)))],
        };
        return new Report(assignment, checks, []);
    }

    public GradingStep SettlingStep(Grading grading, params Verdict[] verdicts) => StepOf(grading, verdicts) with
    {
        NextObservationAt = service.Time.GetUtcNow().AddSeconds(15),
        SettleUntil = service.Time.GetUtcNow().AddMinutes(10),
    };

    public static Verdict Passed { get; } = Verdict.Passed(new LocalizedText("2 of 2 nodes are ready", "노드 2개 중 2개가 준비되었습니다"));

    public static Verdict Unknown { get; } = Verdict.Unknown(FaultDomain.Aws, LocalizedText.Same("throttled"));

    private TId New<TId>()
        where TId : struct, IId<TId> =>
        Id.New<TId>(service.Time);
}

internal static class GradingSteps
{
    /// <summary>The same step with another report.</summary>
    public static GradingStep With(this GradingStep step, Func<Report, Report> change) => step with { Report = change(step.Report) };
}
