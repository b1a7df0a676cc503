using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Support.Jobs;
using NodaTime;

namespace EksGrader.Tests.Unit.Jobs.Gradings;

/// <summary>Each policy alone, and each pair that interacts, without a database: of a grading, of a regrade, of a closing.</summary>
public sealed class VerdictPolicyTests
{
    private static readonly CheckId Two = new("two");
    private static readonly DateTimeOffset Submitted = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero); // 18:00 in Seoul, five hours before the due date
    private static readonly DateTimeOffset PastDue = Submitted + TimeSpan.FromHours(5.5);
    private static readonly DateTimeOffset Deadline = Submitted + TimeSpan.FromHours(6);
    private static readonly Verdict Passed = Verdict.Passed(Words.Of("passed"));
    private static readonly Verdict Failed = Verdict.Failed(Words.Of("empty"));
    private static readonly Verdict ByStudent = Verdict.Unknown(FaultDomain.Student, Words.Of("expired"));
    private static readonly Verdict ByNetwork = Verdict.Unknown(FaultDomain.Network, Words.Of("no network"));
    private static readonly Verdict ByAws = Verdict.Unknown(FaultDomain.Aws, Words.Of("AWS is down"));
    private static readonly Verdict ByGrader = Verdict.Unknown(FaultDomain.Grader, Words.Of("no turn"));

    [Theory]
    [InlineData(300, FaultDomain.Student)]
    [InlineData(301, FaultDomain.Grader)]
    public void Grade_FirstObservation_ChargesTheGraderFromFiveMinutesOn(int seconds, FaultDomain fault)
    {
        var report = VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddSeconds(seconds)));

        Assert.Equal(fault, Of(report).Fault);
        Assert.Equal(fault == FaultDomain.Grader, report.Signs.Any(s => s.Kind == VerdictPolicy.LateFirstKind));
    }

    [Fact]
    public void Grade_FirstObservationLateForTheStudentsOwnSubmissions_ChargesThem()
    {
        var known = Case() with { WaitsSince = Submitted.AddMinutes(4) };

        Assert.Equal(FaultDomain.Student, Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddMinutes(9)))).Fault);
    }

    [Fact]
    public void Grade_LateFirstObservation_LeavesWhatWasObserved() =>
        Assert.Equal([Passed, Failed], [Of(VerdictPolicy.Grade(Case(), Seen(Passed, Submitted.AddHours(1)))), Of(VerdictPolicy.Grade(Case(), Seen(Failed, Submitted.AddHours(1))))]);

    [Fact]
    public void WithoutLateCharge_OfAChargedVerdict_IsTheStudentsAgain()
    {
        var charged = Of(VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddHours(1))));

        Assert.Equal((FaultDomain.Student, 0), (VerdictPolicy.WithoutLateCharge(charged).Fault, VerdictPolicy.WithoutLateCharge(charged).Feedback.Count));
        Assert.Equal(ByGrader, VerdictPolicy.WithoutLateCharge(ByGrader));
    }

    public static TheoryData<string, bool> Befores => new() { { "passed", false }, { "grader", false }, { "aws", false }, { "failed", true }, { "network", true }, { "student", true } };

    [Theory]
    [MemberData(nameof(Befores))]
    public void PassedLate_ByWhatStoodBefore_FlagsUnlessItWasKnownOrExcused(string before, bool flagged)
    {
        var was = before switch { "passed" => Passed, "grader" => ByGrader, "aws" => ByAws, "failed" => Failed, "network" => ByNetwork, _ => ByStudent };
        var known = Case(GradingReason.Look, was) with { FirstLookAt = Submitted };

        Assert.Equal(flagged, VerdictPolicy.Grade(known, Seen(Passed, PastDue)).Signs.Any(s => s.Kind == VerdictPolicy.PassedLateKind));
    }

    [Fact]
    public void PassedLate_OfALateSubmission_IsNoFlag() =>
        Assert.Empty(VerdictPolicy.Grade(Case(late: true) with { FirstLookAt = Submitted }, Seen(Passed, PastDue)).Signs);

    [Fact]
    public void PassedLate_WithinTheTimeToSettle_IsNoFlag() =>
        Assert.Empty(VerdictPolicy.Grade(Case() with { FirstLookAt = Submitted }, Seen(Passed, Submitted.AddHours(5).AddMinutes(10))).Signs);

    [Fact]
    public void PassedLate_AfterALateFirstObservation_IsExcused()
    {
        var report = VerdictPolicy.Grade(Case(), Seen(Passed, PastDue));

        Assert.Equal([VerdictPolicy.LateFirstKind], report.Signs.Select(s => s.Kind));
    }

    [Fact]
    public void PassedLate_OfTwoChecks_IsNamedForEachAndOnce()
    {
        var seen = Seen(Passed, PastDue) with { Verdicts = new Dictionary<CheckId, Verdict> { [new CheckId("one")] = Passed, [Two] = Passed } };
        var flags = VerdictPolicy.Grade(Case() with { FirstLookAt = Submitted }, seen).Signs;

        Assert.Equal([VerdictPolicy.PassedLateKind, VerdictPolicy.PassedLateKind], flags.Select(s => s.Kind));
        Assert.Equal(flags, VerdictPolicy.JoinFlags(flags, flags));
    }

    [Fact]
    public void JoinFlags_OfOneKind_KeepsTheKnownOne()
    {
        var (known, found) = (new IntegrityFlag("lateWorkload", Words.Of("first")), new IntegrityFlag("lateWorkload", Words.Of("second")));

        Assert.Equal([known], VerdictPolicy.JoinFlags([known], [found]));
    }

    public static TheoryData<GradingReason, string, string> Harmless => new()
    {
        { GradingReason.Retry, "failed", "network" },
        { GradingReason.Retry, "student", "network" },
        { GradingReason.Retry, "passed", "passed" },
        { GradingReason.Look, "failed", "failed" },
        { GradingReason.Look, "student", "network" },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Grade_AfterAnUnknownThatWasNotTheStudents_HelpsButDoesNotHarm(GradingReason reason, string seen, string comes)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal) { ["failed"] = Failed, ["student"] = ByStudent, ["network"] = ByNetwork, ["passed"] = Passed };
        var known = Case(reason, ByNetwork, safe: Submitted) with { FirstLookAt = Submitted };

        Assert.Equal(verdicts[comes], Of(VerdictPolicy.Grade(known, Seen(verdicts[seen], Submitted.AddHours(1)))));
    }

    [Fact]
    public void Grade_AfterALateFirstObservation_DoesNotTurnTheChargeBackIntoTheStudentsFault()
    {
        var charged = Of(VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddHours(1))));
        var known = Case(GradingReason.Retry, charged, safe: Submitted.AddHours(1)) with { FirstLookAt = Submitted.AddHours(1) };

        Assert.Equal(FaultDomain.Grader, Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(2)))).Fault);
        Assert.Single(Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(2)))).Feedback);
    }

    [Theory]
    [InlineData(GradingReason.Anew, FaultDomain.Grader)]
    [InlineData(GradingReason.Look, FaultDomain.Student)]
    public void Grade_AfterItWasSafeToDelete_ChargesTheGraderWhereItBeginsFromScratch(GradingReason reason, FaultDomain fault)
    {
        var known = Case(reason, safe: Submitted, started: Submitted.AddHours(1)) with { FirstLookAt = Submitted };

        Assert.Equal(fault, Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(1)))).Fault);
    }

    [Fact]
    public void Grade_FromScratchAfterItWasSafeAndAfterALateFirst_IsChargedOnceAndFlagged()
    {
        var known = Case(GradingReason.Anew, safe: Submitted.AddHours(1), started: Submitted.AddHours(2)) with { FirstLookAt = Submitted.AddHours(1) };
        var report = VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(2)));

        Assert.Equal((FaultDomain.Grader, 1), (Of(report).Fault, Of(report).Feedback.Count));
        Assert.Equal([VerdictPolicy.LateFirstKind], report.Signs.Select(s => s.Kind));
    }

    [Fact]
    public void RetryAt_HourlyUntilTheDeadline_UnlessTheStudentMustCorrectSomething()
    {
        var known = Case();

        Assert.Equal(Submitted.AddHours(1), VerdictPolicy.RetryAt(known, Report(ByNetwork), Submitted));
        Assert.Null(VerdictPolicy.RetryAt(known, Report(ByStudent), Submitted));
        Assert.Null(VerdictPolicy.RetryAt(known, Report(Failed), Submitted));
        Assert.NotNull(VerdictPolicy.RetryAt(known, Report(ByNetwork), Deadline.AddHours(-1)));
        Assert.Null(VerdictPolicy.RetryAt(known, Report(ByNetwork), Deadline.AddMinutes(-59)));
    }

    [Fact]
    public void RetryAt_OfADeadlineThatBecomesFirmNow_KnowsTheTimeToDelete()
    {
        var known = Case() with { Deadline = new LeaseDeadline(Instant.FromDateTimeOffset(Submitted), IsFirm: false) };

        Assert.Null(VerdictPolicy.RetryAt(known, Report(ByNetwork), Submitted)); // 45 minutes, and the retry is an hour away
    }

    [Fact]
    public void RetryAt_OfALateFirstObservation_TriesWhatWasCharged()
    {
        var report = VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddHours(1)));

        Assert.NotNull(VerdictPolicy.RetryAt(Case(), report, Submitted.AddHours(1)));
    }

    public static TheoryData<string?, string?, string, string> Held => new()
    {
        { "network", null, "failed", "network" }, // early, counting, whole, comes
        { "network", null, "student", "network" },
        { "network", null, "passed", "passed" },
        { "network", "failed", "failed", "failed" }, // a person asked for the observation that failed
        { "network", "failed", "student", "network" },
        { "failed", "network", "student", "student" }, // decided by what was seen in time
        { null, "network", "failed", "network" },
        { null, "network", "student", "network" },
        { null, "failed", "failed", "failed" },
    };

    [Theory]
    [MemberData(nameof(Held))]
    public void Regrade_OfObservationsAfterItWasSafe_HelpsButDoesNotHarm(string? early, string? counting, string whole, string comes)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal) { ["failed"] = Failed, ["student"] = ByStudent, ["network"] = ByNetwork, ["passed"] = Passed };
        var known = Recorded(Case(GradingReason.Regrade, counting is null ? null : verdicts[counting], safe: Submitted.AddMinutes(1)), Submitted, Submitted.AddHours(1));
        var replays = new RecordingReplays(Report(verdicts[whole])) { BeforeSafe = early is null ? Report() : Report(verdicts[early]) };

        Assert.Equal(verdicts[comes], Of(VerdictPolicy.Regrade(known, replays, Submitted.AddHours(2))));
    }

    [Fact]
    public void Regrade_OfALateFirstObservation_HoldsTheChargeAgainstALaterFailure()
    {
        var known = Recorded(Case(GradingReason.Regrade, safe: Submitted.AddHours(1)), Submitted.AddHours(1), Submitted.AddHours(2));
        var report = VerdictPolicy.Regrade(known, new RecordingReplays(Report(Failed)) { BeforeSafe = Report(ByStudent) }, Submitted.AddHours(3));

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (Of(report).Outcome, Of(report).Fault));
        Assert.Single(Of(report).Feedback);
    }

    [Fact]
    public void Regrade_AfterTheDeadline_ClosesWhatWaitsForTheStudent()
    {
        var known = Recorded(Case(GradingReason.Regrade, safe: Submitted), Submitted);
        var replays = new RecordingReplays(Report(ByStudent));

        Assert.Equal(Outcome.Unknown, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddMinutes(-1))).Outcome);
        Assert.Equal(Outcome.Failed, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddMinutes(1))).Outcome);
        Assert.Equal(Outcome.Unknown, Of(VerdictPolicy.Regrade(known with { Deadline = known.Deadline with { IsFirm = false } }, replays, Deadline.AddMinutes(1))).Outcome);
    }

    [Fact]
    public void Regrade_AfterTheDeadline_LeavesWhatALateFirstObservationCharged()
    {
        var known = Recorded(Case(GradingReason.Regrade), Submitted.AddHours(1));

        Assert.Equal(FaultDomain.Grader, Of(VerdictPolicy.Regrade(known, new RecordingReplays(Report(ByStudent)), Deadline.AddHours(1))).Fault);
    }

    [Fact]
    public void Regrade_AfterTheDeadline_LeavesWhatWasOnlyObservedAfterItWasSafe()
    {
        var known = Recorded(Case(GradingReason.Regrade, safe: Submitted), Submitted.AddMinutes(1));
        var replays = new RecordingReplays(Report(ByStudent)) { BeforeSafe = Report() };

        Assert.Equal(FaultDomain.Grader, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddHours(1))).Fault);
    }

    [Fact]
    public void Regrade_OfWhatARecordingCannotTell_KeepsWhatWasKnown()
    {
        var known = Recorded(Case(GradingReason.Regrade, Failed), Submitted);

        Assert.Equal(Failed, Of(VerdictPolicy.Regrade(known, new RecordingReplays(Report(Verdict.Pending(Words.Of("pending")))), Deadline.AddHours(1))));
    }

    [Fact]
    public void Regrade_OfAStandingContradiction_FailsWhateverElseHolds()
    {
        var contradiction = Verdict.Failed(ApiGroups.Summary);
        var known = Recorded(Case(GradingReason.Regrade, contradiction, safe: Submitted), Submitted.AddHours(1));
        var replays = new RecordingReplays(Report(Passed)) { BeforeSafe = Report(ByNetwork) };

        Assert.Equal(contradiction, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddHours(1))));
        Assert.Equal(contradiction, Of(VerdictPolicy.RegradeUnrecorded(known)));
    }

    [Fact]
    public void Regrade_Flags_JoinThoseThatAreKnown()
    {
        var known = Recorded(Case(GradingReason.Regrade) with { Signs = [new IntegrityFlag("sharedCluster", Words.Of("with 2"))] }, Submitted.AddHours(1));
        var report = VerdictPolicy.Regrade(known, new RecordingReplays(Report(Passed) with { Signs = [new IntegrityFlag("lateWorkload", Words.Of("late"))] }), Submitted.AddHours(2));

        Assert.Equal(["sharedCluster", "lateWorkload", VerdictPolicy.LateFirstKind], report.Signs.Select(s => s.Kind));
    }

    [Fact]
    public void RegradeUnrecorded_KeepsWhatWasKnown()
    {
        Assert.Equal(ByNetwork, Of(VerdictPolicy.RegradeUnrecorded(Case(GradingReason.Regrade, ByNetwork))));
        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (Of(VerdictPolicy.RegradeUnrecorded(Case(GradingReason.Regrade))).Outcome, Of(VerdictPolicy.RegradeUnrecorded(Case(GradingReason.Regrade))).Fault));
    }

    public static TheoryData<string?, string?, string> Closings => new()
    {
        { "passed", "failed", "passed" }, // as granted, without AWS, comes
        { "failed", "passed", "failed" },
        { null, "passed", "passed" },
        { "student", "passed", "passed" },
        { "network", null, "closed" },
        { null, "network", "network" },
        { null, "student", "closed" },
        { null, null, "closed" },
    };

    [Theory]
    [MemberData(nameof(Closings))]
    public void Close_TakesWhatWasGrantedThenWhatNeedsNoAws_ElseItFails(string? granted, string? without, string comes)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal) { ["failed"] = Failed, ["student"] = ByStudent, ["network"] = ByNetwork, ["passed"] = Passed };
        var replays = new RecordingReplays(Report(ByStudent)) { AsGranted = One(granted), WithoutAws = One(without) };
        var closed = Of(VerdictPolicy.Close(Report(ByStudent), replays));

        var expected = comes == "closed" ? Failed : verdicts[comes];
        Assert.Equal((expected.Outcome, expected.Fault, comes == "closed" ? Outcome.Failed : expected.Outcome), (closed.Outcome, closed.Fault, closed.Outcome));
        Assert.Equal(comes == "closed", closed.Summary.En.Contains("expired", StringComparison.Ordinal));

        Dictionary<CheckId, Verdict> One(string? verdict) => verdict is null ? [] : new() { [Two] = verdicts[verdict] };
    }

    [Fact]
    public void Close_OfWhatDoesNotWaitForTheStudent_ChangesNothing()
    {
        foreach (var verdict in new[] { Passed, Failed, ByNetwork, ByAws, ByGrader })
            Assert.Equal(verdict, Of(VerdictPolicy.Close(Report(verdict), new RecordingReplays(Report(verdict)))));
    }

    private static GradingCase Case(
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
            Signs = [],
            Extension = null,
            Deadline = new LeaseDeadline(Instant.FromDateTimeOffset(Deadline), IsFirm: true),
            HasNewer = false,
            WaitsSince = Submitted,
            FirstLookAt = null,
        };
    }

    private static GradingCase Recorded(GradingCase known, params ReadOnlySpan<DateTimeOffset> observedAt)
    {
        foreach (var at in observedAt)
            known.Recording.Add(new RecordedObservation(known.Recording.Looks.Count + 1, at, new SubmissionTarget { SubmittedAt = Submitted }, [], []));
        return known;
    }

    private static Observation Seen(Verdict verdict, DateTimeOffset at) => new(at, TimeSpan.Zero, new Dictionary<CheckId, Verdict> { [Two] = verdict }, []);

    private static Report Report(params IEnumerable<Verdict> two) => new(Case().Assignment, [.. two.Select(v => new CheckResult(Two, 20, v))], []);

    private static Verdict Of(Report report) => report.Checks.Single(c => c.Check == Two).Verdict;
}
