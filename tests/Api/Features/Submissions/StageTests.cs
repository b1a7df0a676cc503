using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Submissions.StudentPages;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using NodaTime;

namespace EksGrader.Tests.Api.Features.Submissions;

/// <summary>What a student is told about deleting: a wrong word costs points or money.</summary>
public sealed class StageTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void BeforeTheFirstSubmission_NothingIsSaidOfDeleting()
    {
        var desk = Desk(submission: null);
        Assert.Equal(DeletionAdvice.None, Advice(desk));
        Assert.Equal(Step.Access, SubmissionStage.Of(desk, hasTried: false));
        Assert.Equal(Step.HandIn, SubmissionStage.Of(desk, hasTried: true));
    }

    [Fact]
    public void WhileItIsLookedAt_TheClusterMustStay()
    {
        var desk = Desk(Graded(finished: false));
        Assert.Equal(DeletionAdvice.Wait, Advice(desk));
        Assert.Equal(Step.Graded, SubmissionStage.Of(desk, hasTried: false));
    }

    [Fact]
    public void WithEveryPoint_ItMayGo_WhateverIsJudgedAfterTheDeadline() =>
        Assert.Equal(DeletionAdvice.May, Advice(Desk(Graded(), View("nodes", Outcome.Passed), View("cluster-deletion", Outcome.Pending))));

    [Fact]
    public void WhereTheStudentsAccessDidNotDo_ItIsMendedFirst() =>
        Assert.Equal(DeletionAdvice.MendFirst, Advice(Desk(Graded(), View("nodes", Outcome.Unknown, FaultDomain.Student))));

    [Fact]
    public void WhereNothingCanBeSubmittedAnyMore_NoOneIsToldToMend() =>
        Assert.Equal(DeletionAdvice.May, Advice(Desk(Graded(), View("nodes", Outcome.Unknown, FaultDomain.Student)), isOpen: false));

    [Fact]
    public void AnOverride_LeavesNothingToMend() =>
        Assert.Equal(DeletionAdvice.May, Advice(Desk(Graded(), View("nodes", Outcome.Unknown, FaultDomain.Student) with { Override = new OverrideView(20, "seen by hand") })));

    [Fact]
    public void WhereOursFailed_AndARetryComes_ItIsSaid() =>
        Assert.Equal(DeletionAdvice.RetryComes, Advice(Desk(Graded(retryAt: Now.AddMinutes(10)), View("nodes", Outcome.Unknown, FaultDomain.Aws))));

    [Fact]
    public void WhileAnotherObservationGoesOn_ItIsWorthKeeping()
    {
        var again = Graded();
        again.StartGrading(Id.New<GradingId>(TimeProvider.System), GradingReason.Look, Now, TimeSpan.FromMinutes(5));
        Assert.Equal(DeletionAdvice.LookingAgain, Advice(Desk(again, View("nodes", Outcome.Partial))));
        Assert.Equal(DeletionAdvice.May, Advice(Desk(again, View("nodes", Outcome.Passed))));
    }

    [Fact]
    public void WhileAnInstructorHasItLookedAtFromNothing_NoOneIsToldToDelete()
    {
        var anew = Graded();
        anew.StartGrading(Id.New<GradingId>(TimeProvider.System), GradingReason.Anew, Now, TimeSpan.FromMinutes(5));
        var desk = Desk(anew, View("nodes", Outcome.Passed)) with { OpenReason = GradingReason.Anew };
        Assert.Equal(DeletionAdvice.LookingAnew, Advice(desk));
        Assert.Equal(DeletionAdvice.LookingAnew, Advice(desk, isOpen: false));
    }

    [Fact]
    public void WithPointsLeft_TheyAreNamed() =>
        Assert.Equal(DeletionAdvice.MayWithPointsLeft, Advice(Desk(Graded(), View("nodes", Outcome.Partial))));

    [Theory]
    [InlineData(LeaseState.Gone, DeletionAdvice.Gone)]
    [InlineData(LeaseState.Overdue, DeletionAdvice.Overdue)]
    [InlineData(LeaseState.Quarantined, DeletionAdvice.Quarantined)]
    [InlineData(LeaseState.Deleting, DeletionAdvice.Deleting)]
    public void TheLeasesState_IsSaidBeforeAnythingElse(LeaseState state, DeletionAdvice advice)
    {
        var submission = Graded();
        var lease = new Lease(Id.New<LeaseId>(TimeProvider.System), submission.CourseId, submission.AssignmentId, submission.StudentId, Now, Now.AddHours(6));
        submission.PutUnder(lease.Id);
        lease.Become(state, Now);
        var desk = Desk(submission, View("nodes", Outcome.Passed)) with { Clusters = [new StudentCluster(lease, "c", "us-east-1", [])] };
        Assert.Equal(advice, Advice(desk));
        Assert.Equal(state == LeaseState.Gone ? Step.Done : Step.Delete, SubmissionStage.Of(desk, hasTried: false));
    }

    [Theory]
    [InlineData(20, Outcome.Partial, DeletionAdvice.KeepForInstructor)]
    [InlineData(20, Outcome.Failed, DeletionAdvice.KeepForInstructor)]
    [InlineData(20, Outcome.Passed, DeletionAdvice.May)] // nothing is left to look at
    [InlineData(-1, Outcome.Partial, DeletionAdvice.MayWithPointsLeft)] // the hour is over
    [InlineData(null, Outcome.Partial, DeletionAdvice.MayWithPointsLeft)] // on time
    public void SubmittedLate_ItStaysForTheInstructor_UnlessEverythingPassed(int? minutes, Outcome outcome, DeletionAdvice advice)
    {
        var submission = Graded();
        var lease = new Lease(Id.New<LeaseId>(TimeProvider.System), submission.CourseId, submission.AssignmentId, submission.StudentId, Now, Now.AddHours(2));
        lease.KeepFor(minutes is { } left ? Now.AddMinutes(left) : null);
        submission.PutUnder(lease.Id);
        var desk = Desk(submission, View("nodes", outcome)) with { Clusters = [new StudentCluster(lease, "c", "us-east-1", [])] };

        Assert.Equal(advice, Advice(desk));
    }

    [Fact]
    public void WhileNoAccessWorked_TheFirstStepIsNotDone_AndNobodyIsToldToDelete()
    {
        var unread = Desk(Graded(), View("nodes", Outcome.Unknown, FaultDomain.Student), View("replicas", Outcome.Unknown, FaultDomain.Student), View("cluster-deletion", Outcome.Pending));
        Assert.Equal(new Progress(Step.Access, HasAccess: false, "StepText_AccessAgain"), ProgressOf(unread));
        Assert.False(ProgressOf(Desk(Graded(finished: false))).HasAccess);
        Assert.Equal(new Progress(Step.Delete, HasAccess: true, "StepText_Delete"), ProgressOf(Desk(Graded(), View("nodes", Outcome.Passed))));
        Assert.Equal(
            new Progress(Step.Delete, HasAccess: true, "StepText_Keep"),
            ProgressOf(Desk(Graded(), View("nodes", Outcome.Passed), View("replicas", Outcome.Unknown, FaultDomain.Student))));
    }

    [Theory]
    [InlineData("{ check: nodes, points: 20 }", "Exactly 2 usable nodes", "사용 가능한 노드 정확히 2개")]
    [InlineData("{ check: replicas, points: 20, count: 3, match: atLeast }", "At least 3 ready replicas of the web application", "웹 애플리케이션의 준비된 레플리카 3개 이상")]
    [InlineData("{ check: load-balancer, points: 20, path: /shop }", "A Service of type LoadBalancer answers GET /shop from the internet", "LoadBalancer 유형의 Service가 인터넷에서 GET /shop에 응답")]
    public void AChecksParameters_AreSaidInWords(string check, string english, string korean)
    {
        var assigned = new AssignmentReader(Catalogue.Default.Infos).Read($"assignment: lab\nchecks: [{check}]\n").Value?.Checks[0];
        Assert.NotNull(assigned);
        Assert.Equal(new LocalizedText(english, korean), new CheckLabels(Catalogue.Default).InShort(assigned));
    }

    private static DeletionAdvice Advice(StudentPageModel desk, bool isOpen = true) => SubmissionStage.AdviceOf(desk, new CheckLabels(Catalogue.Default).IsLive, isOpen, Now);

    private static Progress ProgressOf(StudentPageModel desk) =>
        SubmissionStage.ProgressOf(desk, hasTried: false, new CheckLabels(Catalogue.Default).IsLive, Advice(desk), isOpen: true);

    private static CheckView View(string check, Outcome outcome, FaultDomain? fault = null) =>
        new(check, outcome, outcome == Outcome.Passed ? 20 : null, 20, "", [], fault, [], null);

    private static Submission Graded(bool finished = true, DateTimeOffset? retryAt = null)
    {
        var taken = Submission.Take(
            new NewSubmission
            {
                CourseId = Id.New<CourseId>(TimeProvider.System),
                AssignmentId = Id.New<AssignmentId>(TimeProvider.System),
                AssignmentVersion = 1,
                StudentId = Id.New<StudentId>(TimeProvider.System),
                Access = new AccessFacts(AccessKind.Kubeconfig, false, null, null, null, "c.example"),
            },
            Id.New<SubmissionId>(TimeProvider.System), 1, Now, firstTriedAt: null);
        taken.StartGrading(Id.New<GradingId>(TimeProvider.System), GradingReason.First, Now, TimeSpan.FromMinutes(5));
        if (finished)
            taken.Finish(Now, retryAt);
        return taken;
    }

    private static StudentPageModel Desk(Submission? submission, params CheckView[] checks)
    {
        var shipped = ShippedAssignments.EksAssessment(Catalogue.Default.Infos);
        var assignment = checks.Length == 0 ? shipped : shipped with { Checks = [.. shipped.Checks.Where(c => checks.Any(v => v.Check == c.Check.Value))] };
        var course = new Course(Id.New<CourseId>(TimeProvider.System), "c", "C", "Asia/Seoul", Now);
        var known = new KnownAssignment(assignment, new Deadlines(assignment, DateTimeZone.Utc));
        return new StudentPageModel
        {
            Current = new CurrentAssignment(course, Id.New<AssignmentId>(TimeProvider.System), 1, known),
            Student = null,
            Due = null,
            Closes = null,
            Attempts = submission is null ? [] : [submission],
            Shown = submission is null ? null : new StudentSubmission(submission, checks, new HashSet<string>(StringComparer.Ordinal), 100),
            Counting = submission,
            CountingChecks = checks,
        };
    }
}
