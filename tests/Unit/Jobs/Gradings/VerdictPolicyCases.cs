using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Support.Jobs;
using NodaTime;

namespace EksGrader.Tests.Unit.Jobs.Gradings;

/// <summary>What the tests of the policy start from: one check, its verdicts, and a grading in a state that a test names.</summary>
public abstract class VerdictPolicyCases
{
    private protected static readonly CheckId Two = new("two");
    private protected static readonly DateTimeOffset Submitted = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero); // 18:00 in Seoul, five hours before the due date
    private protected static readonly DateTimeOffset PastDue = Submitted + TimeSpan.FromHours(5.5);
    private protected static readonly DateTimeOffset Deadline = Submitted + TimeSpan.FromHours(6);
    private protected static readonly Verdict Passed = Verdict.Passed(Texts.Of("passed"));
    private protected static readonly Verdict Failed = Verdict.Failed(Texts.Of("empty"));
    private protected static readonly Verdict ByStudent = Verdict.Unknown(FaultDomain.Student, Texts.Of("expired"));
    private protected static readonly Verdict ByNetwork = Verdict.Unknown(FaultDomain.Network, Texts.Of("no network"));
    private protected static readonly Verdict ByAws = Verdict.Unknown(FaultDomain.Aws, Texts.Of("AWS is down"));
    private protected static readonly Verdict ByGrader = Verdict.Unknown(FaultDomain.Grader, Texts.Of("no turn"));

    private protected static GradingCase Case(
        GradingReason reason = GradingReason.First, Verdict? before = null, bool late = false, DateTimeOffset? safe = null, DateTimeOffset? started = null)
    {
        var assignment = new AssignmentLibrary(FakeCheck.Catalogue).Read(JobWorld.Document, "Asia/Seoul", "the test's");
        var submission = Submission.Take(
            new NewSubmission
            {
                CourseId = new CourseId(Guid.NewGuid()),
                AssignmentId = new AssignmentId(Guid.NewGuid()),
                AssignmentVersion = 1,
                StudentId = new StudentId(Guid.NewGuid()),
                Access = new AccessFacts(AccessKind.Kubeconfig, HasAwsAccess: false, Region: null, ClusterName: null, RoleArn: null, ServerHost: null),
                IsLate = _ => late,
            },
            new SubmissionId(Guid.NewGuid()),
            number: 1,
            Submitted,
            firstTriedAt: null);
        if (safe is { } at)
            submission.AllowDeletion(at);
        var settling = new Settling(assignment.Assignment, new GraderLimits());
        if (before is not null)
            settling.Carry(Two, before, lookAgain: true);
        return new GradingCase
        {
            Submission = submission,
            Grading = new Grading(new GradingId(Guid.NewGuid()), submission.Id, 1, reason, 1, started ?? Submitted),
            Known = assignment,
            Settling = settling,
            Recording = new Recording(),
            Before = before is null ? new Dictionary<CheckId, Verdict>() : new() { [Two] = before },
            Flags = [],
            Extension = null,
            Deadline = new LeaseDeadline(Instant.FromDateTimeOffset(Deadline), IsFirm: true),
            Live = new LiveChecks(FakeCheck.Catalogue),
            WaitsSince = Submitted,
            FirstObservedAt = null,
        };
    }

    private protected static GradingCase Recorded(GradingCase known, params ReadOnlySpan<DateTimeOffset> observedAt)
    {
        foreach (var at in observedAt)
            known.Recording.Add(new RecordedObservation(known.Recording.Observations.Count + 1, at, new SubmissionTarget { SubmittedAt = Submitted }, [], []));
        return known;
    }

    private protected static Observation Seen(Verdict verdict, DateTimeOffset at) => new(at, TimeSpan.Zero, new Dictionary<CheckId, Verdict> { [Two] = verdict }, []);

    private protected static Report Report(params IEnumerable<Verdict> two) => new(Case().Assignment, [.. two.Select(v => new CheckResult(Two, 20, v))], []);

    private protected static Verdict Of(Report report) => report.Checks.Single(c => c.Check == Two).Verdict;
}
