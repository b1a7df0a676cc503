using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

public sealed class StaffReminderTests
{
    private const string Webhook = "https://hooks.example/services/T/B/secret";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LateSubmission_IsInTheOutboxWithIt_AndToldAtOnce()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.InstructAsync("prof@school.example", "en");
        await world.InstructAsync("ta@school.example", role: CourseRole.Assistant);
        await world.PostToAsync(Webhook);
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false);
        Assert.Empty(await world.RowsAsync());

        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("<!channel>"), queued: false, late: true);
        Assert.Equal(2, (await world.RowsAsync()).Count);
        await world.RunAsync();

        var letter = Assert.Single(world.Post.Emails);
        Assert.Equal(("prof@school.example", "Late submission: Student <!channel> (<!channel>) · exam"), (letter.To, letter.Subject));
        Assert.Contains("Due:       2026-12-04 (Fri) 23:00 KST", letter.Text, StringComparison.Ordinal);
        Assert.Contains("must be deleted within 2 h", letter.Text, StringComparison.Ordinal); // it is late for the row alone, so it has no times of its own
        Assert.StartsWith("지각 제출: Student <!channel>(<!channel>) · exam\n", Assert.Single(world.Post.Posts), StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Single(world.Post.Emails);
    }

    [Fact]
    public async Task LateSubmission_AfterTheDueDate_SaysUntilWhenTheClusterStaysAndByWhenItGoes()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.InstructAsync("prof@school.example", "en");
        world.Jobs.Time.Advance(TimeSpan.FromHours(5.5)); // half an hour after the due date
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false, late: true);

        await world.RunAsync();

        Assert.Contains("check until 2026-12-05 (Sat) 00:30 KST; its deletion must have started by 2026-12-05 (Sat) 01:30 KST.", Assert.Single(world.Post.Emails).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LateSubmission_ThatIsTimelyByNow_IsNotTold()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.InstructAsync("prof@school.example", "en");
        var submission = await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false, late: true);
        await world.Jobs.WithDbAsync(db => db.WriteAsync(async token => (await db.Submissions.SingleAsync(s => s.Id == submission, token)).JudgeLateness(late: false), Token));

        await world.RunAsync();

        Assert.Empty(world.Post.Emails);
    }

    [Fact]
    public async Task Digest_ComesOnceADayAtItsTime_ToEachInstructorAndTheWebhook()
    {
        await using var world = await RemindWorld.BeginAsync(); // 18:00 in Seoul
        await world.InstructAsync("prof@school.example", "en");
        await world.InstructAsync("park@school.example");
        await world.PostToAsync(Webhook);
        await world.SetAsync(s => s.Set(on: true, "en", new TimeSpan(19, 30, 0)));
        var overdue = await world.LeaseAsync(TimeSpan.FromDays(2), "20231234", "late-one");
        await world.LeaseAsync(TimeSpan.FromDays(2), "20230002");
        await world.RunAsync();
        world.Post.Emails.Clear();
        await world.ChangeAsync(overdue, l => l.Extend(world.Now.AddMinutes(-10)));
        await world.ChangeAsync(overdue, l => l.Become(LeaseState.Quarantined, world.Now));
        await world.ChangeAsync(overdue, l => l.Become(LeaseState.Overdue, world.Now));
        await world.ChangeAsync(overdue, l => l.Runs(new ClusterInventory { Nodes = new Dictionary<string, int>(StringComparer.Ordinal) { ["t3.medium"] = 2 } }, world.Now));
        await world.ProbeAsync(overdue, ExistenceAnswer.NotFound); // the student is not told meanwhile

        await world.PassAsync(TimeSpan.FromMinutes(89));
        Assert.Empty(world.Post.Emails);
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(["park@school.example", "prof@school.example"], world.Post.Emails.Select(l => l.To).Order(StringComparer.Ordinal));
        var letter = world.Post.Emails.Single(l => l.To == "prof@school.example");
        Assert.Equal("Clusters of Cloud: 2 running, 1 overdue", letter.Subject);
        Assert.Contains("- Student 20231234 (20231234) · late-one · by 2026-12-04 (Fri) 17:50 KST", letter.Text, StringComparison.Ordinal);
        Assert.Contains("at least $", letter.Text, StringComparison.Ordinal);
        Assert.StartsWith("Clusters of Cloud: 2 running, 1 overdue\n", Assert.Single(world.Post.Posts), StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(2, world.Post.Emails.Count);
    }

    [Fact]
    public async Task Digest_OfAnArchivedCourse_IsNotSent_AndItsStudentsAreRemindedOfClustersAllTheSame()
    {
        await using var world = await RemindWorld.BeginAsync(); // 18:00 in Seoul
        await world.InstructAsync("prof@school.example", "en");
        await world.SetAsync(s => s.Set(on: true, "en", new TimeSpan(19, 30, 0)));
        await world.LeaseAsync(TimeSpan.FromDays(2), "20230002");
        await world.Jobs.WithDbAsync(db => db.WriteAsync(async token => (await db.Courses.SingleAsync(token)).Archive(world.Now), Token));
        await world.RunAsync();
        Assert.NotEmpty(world.Post.Emails);
        world.Post.Emails.Clear();

        await world.PassAsync(TimeSpan.FromMinutes(92));

        Assert.Empty(world.Post.Emails);
    }

    [Fact]
    public async Task Summary_ComesAfterTheDay_AboutItsDeadlines()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.InstructAsync("prof@school.example", "en");
        var gone = await world.LeaseAsync(TimeSpan.FromHours(6), "1"); // midnight in Seoul
        var overdue = await world.LeaseAsync(TimeSpan.FromHours(6), "2");
        await world.RunAsync();
        await world.ChangeAsync(gone, l => l.Become(LeaseState.Gone, world.Now));
        await world.PassAsync(new TimeSpan(6, 2, 0));
        await world.ChangeAsync(overdue, l => l.Become(LeaseState.Overdue, world.Now));
        world.Post.Emails.Clear();

        await world.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Empty(world.Post.Emails);
        await world.PassAsync(TimeSpan.FromMinutes(4));

        var letter = Assert.Single(world.Post.Emails);
        Assert.Equal("Deletion deadlines of Cloud, 2026-12-04: 1 of 2 deleted", letter.Subject);
        Assert.Contains("Student 2 (2)", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Student 1 (1)", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MailServerThatHangs_HoldsNoWebhookUp()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.InstructAsync("prof@school.example", "en");
        await world.PostToAsync(Webhook);
        var posted = new TaskCompletionSource();
        world.Post.AnswerPost = _ =>
        {
            posted.TrySetResult();
            return Task.FromResult(DeliveryResult.Taken);
        };
        world.Post.Answer = async (_, token) =>
        {
            await posted.Task.WaitAsync(token);
            return new DeliveryResult(DeliveryOutcome.Later, "no answer") { IsWayBroken = true };
        };
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false, late: true);

        await world.RunAsync();

        Assert.Single(world.Post.Posts);
        Assert.Equal([ReminderState.Waiting, ReminderState.Sent], (await world.RowsAsync()).OrderBy(r => r.Channel).Select(r => r.State));
    }

    [Fact]
    public async Task MailServer_ThatIsNotThereForHours_GetsItOnceItIs()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.InstructAsync("prof@school.example", "en");
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false, late: true);
        world.Post.Answer = (_, _) => Task.FromResult(new DeliveryResult(DeliveryOutcome.Later, "Connection refused") { IsWayBroken = true });
        for (var i = 0; i < 20; i++)
        {
            await world.RunAsync();
            world.Jobs.Time.Advance(TimeSpan.FromMinutes(31));
        }

        world.Post.Answer = (_, _) => Task.FromResult(DeliveryResult.Taken);
        await world.RunAsync();
        Assert.Single(world.Post.Emails);
    }

    [Fact]
    public async Task Webhook_ThatWasRemoved_OrCannotBeOpened_IsDropped_AndNothingOfItIsStoredInPlain()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.PostToAsync(Webhook);
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false, late: true);
        await world.SetAsync(s => s.PostTo([1, 2, 3], "hint"));
        await world.RunAsync();
        Assert.Equal("LateSubmission", await world.KindsAsync(ReminderState.Dropped));
        Assert.Empty(world.Post.Posts);
    }

    [Fact]
    public async Task WithoutAMailServer_NothingWaitsForOne()
    {
        await using var world = await RemindWorld.BeginAsync();
        world.Post.IsConfigured = false;
        await world.InstructAsync("prof@school.example");
        await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.Jobs.SubmitAsync(await world.Jobs.EnrolAsync("1"), queued: false, late: true);
        await world.RunAsync();
        Assert.Equal("LateSubmission", await world.KindsAsync(ReminderState.Dropped));
        Assert.False(await world.Jobs.AskAsync(db => db.Reminders.AnyAsync(r => r.State == ReminderState.Waiting, Token)));
    }
}
