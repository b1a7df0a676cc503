using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Submissions.StudentPages;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using NodaTime;

namespace EksGrader.Tests.Api.Features.Submissions;

/// <summary>The points that a student is told can still be won.</summary>
public sealed class PointsLeftTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 4, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(20, 20, 0)] // what is pending comes by itself
    [InlineData(10, 20, 10)]
    [InlineData(0, 20, 20)]
    [InlineData(10, 5, 25)] // the end of the cluster was judged, and cost points: a new one brings them too
    public void Left_IsWhatAnotherSubmissionCouldBring(int nodes, int deletion, int left) => Assert.Equal(left, PointsLeft.Of(
        Page([View("nodes", Outcome.Partial, nodes), View("cluster-deletion", deletion == 20 ? Outcome.Pending : Outcome.Partial, deletion == 20 ? null : deletion)]),
        isOpen: true, Now));

    [Fact]
    public void Left_IsNothing_BeforeTheFirstSubmission_AndOnceNoOtherIsTaken()
    {
        CheckView[] failed = [View("nodes", Outcome.Failed, 0), View("cluster-deletion", Outcome.Pending, null)];
        Assert.Equal(0, PointsLeft.Of(Page(failed), isOpen: false, Now));
        Assert.Equal(0, PointsLeft.Of(Page(failed) with { Attempts = [], Counting = null, CountingChecks = [] }, isOpen: true, Now));
    }

    [Fact]
    public void Left_CountsWhatAnInstructorGave() => Assert.Equal(5, PointsLeft.Of(
        Page([View("nodes", Outcome.Failed, 0) with { Override = new OverrideView(15, "seen"), Points = 15 }, View("cluster-deletion", Outcome.Pending, null)]), isOpen: true, Now));

    [Theory]
    [InlineData(20, 0)] // late, it would be worth 20 of 40: no more than is held
    [InlineData(0, 0)]
    [InlineData(null, 20)]
    public void Left_KnowsThatAnotherSubmissionWouldBeLate(int? hoursAgo, int left)
    {
        var due = hoursAgo is { } hours ? Instant.FromDateTimeOffset(Now.AddHours(-hours - 1)) : (Instant?)null;
        Assert.Equal(left, PointsLeft.Of(Page([View("nodes", Outcome.Failed, 0), View("cluster-deletion", Outcome.Pending, null)], latePenalty: 0.5m) with { Due = due }, isOpen: true, Now));
    }

    private static CheckView View(string check, Outcome outcome, decimal? points) => new(check, outcome, points, 20, "", [], null, [], null);

    private static StudentPageModel Page(IReadOnlyList<CheckView> checks, decimal latePenalty = 0)
    {
        var shipped = ShippedAssignments.EksAssessment(Catalogue.Default.Infos);
        var assignment = shipped with { LatePenalty = latePenalty, Checks = [.. shipped.Checks.Where(c => checks.Any(v => v.Check == c.Check.Value))] };
        var submission = Submission.Take(
            new NewSubmission
            {
                CourseId = Id.New<CourseId>(TimeProvider.System),
                AssignmentId = Id.New<AssignmentId>(TimeProvider.System),
                AssignmentVersion = 1,
                StudentId = Id.New<StudentId>(TimeProvider.System),
                Access = new AccessFacts(AccessKind.Kubeconfig, false, null, null, null, "c.example"),
            },
            Id.New<SubmissionId>(TimeProvider.System), 1, Now, firstTriedAt: null);
        return new StudentPageModel
        {
            Current = new CurrentAssignment(
                new Course(Id.New<CourseId>(TimeProvider.System), "c", "C", "Asia/Seoul", Now), Id.New<AssignmentId>(TimeProvider.System), 1,
                new EksGrader.Jobs.Gradings.KnownAssignment(assignment, new Deadlines(assignment, DateTimeZone.Utc))),
            Student = null,
            Due = null,
            Closes = null,
            Attempts = [submission],
            Counting = submission,
            CountingChecks = checks,
        };
    }
}
