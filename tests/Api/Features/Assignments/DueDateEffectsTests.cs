using EksGrader.Api.Features.Assignments;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using NodaTime;

namespace EksGrader.Tests.Api.Features.Assignments;

public sealed class DueDateEffectsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly StudentId student = new(Guid.CreateVersion7());
    private readonly CourseId course = new(Guid.CreateVersion7());
    private readonly AssignmentId assignment = new(Guid.CreateVersion7());

    [Fact]
    public void LaterDueDate_MakesLateTimely_AndGivesTheDay()
    {
        var (submission, lease) = HandedIn(Noon, late: true, Noon.AddHours(1));
        var effects = Of([submission], [lease], due: "2026-12-04T18:00", now: Noon.AddMinutes(10));
        Assert.False(Assert.Single(effects.Judged).Late);
        Assert.Equal(new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero), Assert.Single(effects.Moved).Deadline);
    }

    [Fact]
    public void EarlierDueDate_LeavesTheTimeAfterAnObservation()
    {
        var (submission, lease) = HandedIn(Noon, late: false, Noon.AddHours(12));
        var now = Noon.AddHours(5);
        var effects = Of([submission], [lease], due: "2026-12-04T09:00", now);
        Assert.True(Assert.Single(effects.Judged).Late);
        Assert.Equal(now + TimeSpan.FromMinutes(45), Assert.Single(effects.Moved).Deadline);
    }

    [Fact]
    public void DeadlineThatIsNearAlready_IsNotPutOffByAnEarlierDueDate()
    {
        var (submission, lease) = HandedIn(Noon, late: false, Noon.AddHours(5).AddMinutes(10));
        Assert.DoesNotContain(Of([submission], [lease], due: "2026-12-04T09:00", Noon.AddHours(5)).Moved, m => m.Deadline != lease.Deadline);
    }

    [Fact]
    public void LaterDueDate_OfALateSubmission_TakesTheInstructorsTimeBackAndGivesTheDay()
    {
        var (submission, lease) = HandedIn(Noon, late: true, Noon.AddHours(2));
        lease.KeepFor(Noon.AddHours(1));

        var moved = Assert.Single(Of([submission], [lease], due: "2026-12-04T18:00", Noon.AddMinutes(30)).Moved);

        Assert.Equal((new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero), null), (moved.Deadline, moved.KeepUntil));
    }

    [Fact]
    public void EarlierDueDate_MakesLate_AndSaysUntilWhenToKeep()
    {
        var (submission, lease) = HandedIn(Noon, late: false, Noon.AddHours(12));

        var moved = Assert.Single(Of([submission], [lease], due: "2026-12-04T09:00", Noon).Moved);

        Assert.Equal((Noon.AddHours(2), Noon.AddHours(1)), (moved.Deadline, moved.KeepUntil));
    }

    [Fact]
    public void NoMovedDate_ChangesNothing()
    {
        var (submission, lease) = HandedIn(Noon, late: false, new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero));
        var effects = Of([submission], [lease], due: "2026-12-04T18:00", Noon);
        Assert.Empty(effects.Judged);
        Assert.Empty(effects.Moved);
    }

    private static DueDateEffects Of(IReadOnlyCollection<Submission> submissions, IReadOnlyCollection<Lease> leases, string due, DateTimeOffset now)
    {
        var asked = new AssignmentReader(Catalogue.Default.Infos).Read($"assignment: lab\ndue: {due}\nchecks: [{{ check: nodes }}]").Value;
        Assert.NotNull(asked);
        return DueDateEffects.Of(submissions, leases, new Deadlines(asked, DateTimeZone.Utc), ExtendedDues.Of([]), now);
    }

    private (Submission Submission, Lease Lease) HandedIn(DateTimeOffset at, bool late, DateTimeOffset deadline)
    {
        var handIn = new NewSubmission
        {
            CourseId = course,
            AssignmentId = assignment,
            AssignmentVersion = 1,
            StudentId = student,
            Access = new AccessFacts(AccessKind.Kubeconfig, HasAwsAccess: false, null, null, null, null),
            LoadBalancerAddress = null,
            IsLate = _ => late,
            MaxAttempts = null,
        };
        var submission = Submission.Take(handIn, new SubmissionId(Guid.CreateVersion7()), 1, at, firstTriedAt: null);
        var lease = new Lease(new LeaseId(Guid.CreateVersion7()), course, assignment, student, at, deadline);
        submission.PutUnder(lease.Id);
        return (submission, lease);
    }
}
