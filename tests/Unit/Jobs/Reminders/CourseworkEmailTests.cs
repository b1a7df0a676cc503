using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Jobs.Reminders;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

public sealed class CourseworkEmailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DueTomorrow_IsToldOnce_ToThoseWhoHaveSubmittedNothing()
    {
        await using var world = await RemindWorld.BeginAsync(); // 18:00 in Seoul
        var (idle, done) = (await world.Jobs.EnrolAsync("1"), await world.Jobs.EnrolAsync("2"));
        await EnglishAsync(world);
        await ExtendAsync(world, student: null, world.Now.AddDays(3), tell: false);

        world.Jobs.Time.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        await PlanAsync(world);
        Assert.Empty(world.Post.Emails);
        await world.Jobs.SubmitAsync(done, queued: false);
        world.Jobs.Time.Advance(TimeSpan.FromMinutes(5));
        await PlanAsync(world);
        await PlanAsync(world);

        var email = Assert.Single(world.Post.Emails, e => e.Subject.Contains("Due in", StringComparison.Ordinal));
        Assert.Equal(("1@example.com", "Due in 23 h 56 min: exam · Cloud"), (email.To, email.Subject));
        Assert.Contains("Due:       2026-12-07 (Mon) 18:00 KST", email.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Post.Emails, e => e.To == "2@example.com" && e.Subject.Contains("Due in", StringComparison.Ordinal));
        Assert.NotEqual(idle, done);
    }

    [Fact]
    public async Task DueTomorrow_OfAnExamOfToday_IsNotTold()
    {
        await using var world = await RemindWorld.BeginAsync(); // made five hours before it is due
        await world.Jobs.EnrolAsync("1");
        await PlanAsync(world);
        world.Jobs.Time.Advance(TimeSpan.FromHours(2));
        await PlanAsync(world);
        Assert.Empty(await world.RowsAsync());
    }

    [Theory]
    [InlineData("draft: true")]
    [InlineData("opensAt: 2026-12-04T22:00")]
    public async Task HiddenAssignment_IsAnnouncedToNoOne(string hidden)
    {
        await using var world = await RemindWorld.BeginAsync(); // 18:00 in Seoul
        var student = await world.Jobs.EnrolAsync("1");
        await HideAsync(world, hidden);
        await ExtendAsync(world, student, world.Now.AddDays(1).AddHours(2), tell: true);

        world.Jobs.Time.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(5));
        await PlanAsync(world);

        Assert.Equal([(ReminderKind.Extension, "the student does not see the assignment")], (await world.RowsAsync()).Select(r => (r.Kind, r.Said)));
        Assert.Empty(world.Post.Emails);
    }

    [Fact]
    public async Task DueTomorrow_OfAnAssignmentHiddenMeanwhile_IsDropped()
    {
        await using var world = await RemindWorld.BeginAsync();
        var student = await world.Jobs.EnrolAsync("1");
        await ExtendAsync(world, student, world.Now.AddDays(2), tell: false);
        world.Jobs.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await world.Jobs.RunAsync<DueDatePlanner>();
        await HideAsync(world, "draft: true");
        await world.RunAsync();

        Assert.Equal("the student does not see the assignment", Assert.Single(await world.RowsAsync()).Said);
        Assert.Empty(world.Post.Emails);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DueTomorrow_OfAnArchivedCourse_IsNotTold(bool beforeItIsPlanned)
    {
        await using var world = await RemindWorld.BeginAsync();
        var student = await world.Jobs.EnrolAsync("1");
        await ExtendAsync(world, student, world.Now.AddDays(2), tell: false);
        world.Jobs.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        if (beforeItIsPlanned)
            await ArchiveAsync(world);
        await world.Jobs.RunAsync<DueDatePlanner>();
        if (!beforeItIsPlanned)
            await ArchiveAsync(world);
        await world.RunAsync();

        Assert.Equal(beforeItIsPlanned ? [] : ["the course is archived"], (await world.RowsAsync()).Select(r => r.Said));
        Assert.Empty(world.Post.Emails);
    }

    [Fact]
    public async Task DueTomorrow_FollowsTheStudentsOwnDate_AndIsDroppedWhenSubmittedMeanwhile()
    {
        await using var world = await RemindWorld.BeginAsync();
        var (longer, other) = (await world.Jobs.EnrolAsync("1"), await world.Jobs.EnrolAsync("2"));
        await ExtendAsync(world, longer, world.Now.AddDays(2), tell: false);
        world.Jobs.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        await world.Jobs.RunAsync<DueDatePlanner>();
        Assert.Equal(longer, Assert.Single(await world.RowsAsync()).StudentId);
        await world.Jobs.SubmitAsync(longer, queued: false);
        await world.RunAsync();

        Assert.Equal(("it was submitted", ReminderState.Dropped), Assert.Single(await world.RowsAsync(), r => r.Kind == ReminderKind.DueTomorrow) is var row ? (row.Said, row.State) : default);
        Assert.NotEqual(longer, other);
    }

    [Fact]
    public async Task Extension_IsTold_UnlessItIsTakenBackAtOnce()
    {
        await using var world = await RemindWorld.BeginAsync();
        var (kept, slip) = (await world.Jobs.EnrolAsync("1"), await world.Jobs.EnrolAsync("2"));
        await EnglishAsync(world);
        await ExtendAsync(world, kept, world.Now.AddDays(2), tell: true);
        var taken = await ExtendAsync(world, slip, world.Now.AddDays(2), tell: true);
        await world.RunAsync();
        Assert.Empty(world.Post.Emails);
        await world.Jobs.WithDbAsync(db => db.WriteAsync(async token => (await db.Extensions.SingleAsync(e => e.Id == taken, token)).TakeBack("prof", world.Now), Token));

        await world.PassAsync(TimeSpan.FromMinutes(3));

        var email = Assert.Single(world.Post.Emails);
        Assert.Equal(("1@example.com", "New due date of exam: 2026-12-06 (Sun) 18:00 KST · Cloud"), (email.To, email.Subject));
        Assert.Contains("Reason:    ill", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Points_ChangedSeveralTimes_AreOneEmail_AndNoneWhereNothingIsLeftOfIt()
    {
        await using var world = await RemindWorld.BeginAsync();
        await EnglishAsync(world);
        var (changed, back) = (await ScoredAsync(world, "1", 20), await ScoredAsync(world, "2", 20));
        foreach (var (submission, scores) in new[] { (changed, new[] { 25m, 30m }), (back, [25m, 20m]) })
        {
            foreach (var score in scores)
                await ScoreAsync(world, submission, score);
        }

        await world.RunAsync();
        Assert.Empty(world.Post.Emails);
        await world.PassAsync(StudentNotices.PointsSettle);

        var email = Assert.Single(world.Post.Emails);
        Assert.Equal("Your score changed: exam · Cloud", email.Subject);
        Assert.Contains("Before:    20\nNow:       30 of 60", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_IsToldAtOnce_InTheStudentsLanguage_OneSafeLineEach()
    {
        await using var world = await RemindWorld.BeginAsync();
        var submission = await ScoredAsync(world, "1", 20);
        await AnswerAsync(world, submission, "Look at line 3.\n\u202EIt says 1 of 2.");

        await world.RunAsync();
        await world.RunAsync();

        var email = Assert.Single(world.Post.Emails);
        Assert.Equal("one 항목에 대한 답변 · Cloud", email.Subject);
        Assert.Contains("    Look at line 3.\n", email.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', email.Text);
    }

    [Fact]
    public async Task WhereTheCourseSendsNothing_NothingIsPutIntoTheOutbox()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.SetAsync(s => s.Set(on: false, "en", CourseReminders.DefaultDigestAt));
        var submission = await ScoredAsync(world, "1", 20);
        await ScoreAsync(world, submission, 30);
        await AnswerAsync(world, submission, "Yes.");
        await ExtendAsync(world, student: null, world.Now.AddDays(2), tell: true);
        Assert.Empty(await world.RowsAsync());
    }

    private static Task ArchiveAsync(RemindWorld world) =>
        world.Jobs.WithDbAsync(db => db.WriteAsync(async token => (await db.Courses.SingleAsync(token)).Archive(world.Now), Token));

    private static Task HideAsync(RemindWorld world, string hidden) => world.Jobs.WithDbAsync(db => db.WriteAsync(
        async token => db.Add((await db.Assignments.SingleAsync(token)).Revise(JobWorld.Document + "\n" + hidden, "prof", world.Now)), Token));

    private static async Task PlanAsync(RemindWorld world)
    {
        await world.Jobs.RunAsync<DueDatePlanner>();
        await world.RunAsync();
    }

    private static Task EnglishAsync(RemindWorld world) => world.SetAsync(s => s.Set(on: true, "en", CourseReminders.DefaultDigestAt));

    private static async Task<ExtensionId> ExtendAsync(RemindWorld world, StudentId? student, DateTimeOffset until, bool tell)
    {
        var extension = new Extension(Id.New<ExtensionId>(world.Jobs.Time), world.Jobs.Assignment, student, until, "ill", "prof", world.Now);
        await world.Jobs.WithDbAsync(db => db.WriteAsync(
            async token =>
            {
                db.Extensions.Add(extension);
                if (tell)
                    await StudentNotices.ExtendedAsync(db, world.Jobs.Course, extension, world.Jobs.Time, token);
            },
            Token));
        return extension.Id;
    }

    private static async Task<SubmissionId> ScoredAsync(RemindWorld world, string number, decimal score)
    {
        var submission = await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync(number), queued: false);
        await world.Jobs.WithDbAsync(db => db.Submissions.Where(s => s.Id == submission)
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.Score, score).SetProperty(s => s.MaxScore, 60m), Token));
        return submission;
    }

    private static Task ScoreAsync(RemindWorld world, SubmissionId id, decimal score) => world.Jobs.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var before = await db.Submissions.Where(s => s.Id == id).Select(s => s.Score).SingleAsync(token);
            await db.Submissions.Where(s => s.Id == id).ExecuteUpdateAsync(u => u.SetProperty(s => s.Score, score), token);
            await StudentNotices.PointsAsync(db, await db.Submissions.AsNoTracking().SingleAsync(s => s.Id == id, token), before, world.Jobs.Time, token);
        },
        Token));

    private static Task AnswerAsync(RemindWorld world, SubmissionId id, string text) => world.Jobs.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var submission = await db.Submissions.SingleAsync(s => s.Id == id, token);
            var grading = new Grading(Id.New<GradingId>(world.Jobs.Time), id, 1, GradingReason.First, submission.AssignmentVersion, world.Now);
            var appeal = new Appeal
            {
                Id = Id.New<AppealId>(world.Jobs.Time),
                CourseId = world.Jobs.Course,
                SubmissionId = id,
                Check = new CheckId("one"),
                GradingId = grading.Id,
                Outcome = Outcome.Failed,
                Points = 0,
                By = "1",
                CreatedAt = world.Now,
            };
            appeal.Ask("Why?", "1", world.Now, TimeSpan.FromDays(3));
            appeal.Answer(text, "prof", world.Now);
            db.AddRange(grading, appeal);
            await StudentNotices.AnsweredAsync(db, appeal, submission.StudentId, world.Jobs.Time, token);
        },
        Token));
}
