using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

public sealed class RemindDeletionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_FromItsStartOn_RemindsOnceEach_AlsoThroughRestarts()
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(3));

        await world.PassAsync(TimeSpan.FromMinutes(130));
        await world.Jobs.RestartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(60));
        await world.ChangeAsync(lease, l => l.Become(LeaseState.Overdue, world.Now));
        await world.PassAsync(TimeSpan.FromMinutes(115));

        Assert.Equal("Start HourBefore QuarterBefore AtDeadline +1h +2h", await world.KindsAsync());
        Assert.Equal(6, world.Post.Emails.Count);
        Assert.Equal(6, world.Post.Emails.Select(l => l.Id).Distinct().Count());
    }

    [Fact]
    public async Task Email_HoldsAllThatIsToBeDone_InTheStudentsLanguage()
    {
        await using var world = await RemindWorld.BeginAsync();
        var korean = await world.Jobs.EnrolAsync("20230001");
        var english = await world.Jobs.EnrolAsync("20230002");
        await world.Jobs.WithDbAsync(db => db.WriteAsync(
            async token => (await db.Users.SingleAsync(u => u.Email == "20230002@example.com", token)).Speak("en"), Token));
        await world.LeaseAsync(TimeSpan.FromHours(6), student: korean);
        await world.LeaseAsync(TimeSpan.FromHours(6), cluster: "it's; rm -rf /", student: english);

        await world.RunAsync();

        var ko = world.Post.Emails.Single(l => l.To == "20230001@example.com");
        Assert.Equal("클러스터 eks-cluster: 2026-12-05 00:00 KST까지 삭제하세요 · Cloud", ko.Subject);
        Assert.Contains("2026-12-05 00:00 KST (2026-12-04 15:00 UTC)", ko.Text, StringComparison.Ordinal);
        Assert.Contains("eksctl delete cluster --region 'ap-northeast-2' --name 'eks-cluster' --wait", ko.Text, StringComparison.Ordinal);
        Assert.Contains("aws eks delete-cluster", ko.Text, StringComparison.Ordinal);
        Assert.Contains("https://ap-northeast-2.console.aws.amazon.com/eks/clusters/eks-cluster?region=ap-northeast-2", ko.Text, StringComparison.Ordinal);
        var en = world.Post.Emails.Single(l => l.To == "20230002@example.com");
        Assert.Contains("may delete it from now on", en.Text, StringComparison.Ordinal);
        Assert.Contains(@"--name 'it'\''s; rm -rf /' --wait", en.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Email_OfALateLease_SaysBothTimes_AndTheDeadlineAloneOnceTheFirstIsOver()
    {
        await using var world = await RemindWorld.BeginAsync();
        var student = await world.Jobs.EnrolAsync("20230002");
        await world.Jobs.WithDbAsync(db => db.WriteAsync(async token => (await db.Users.SingleAsync(token)).Speak("en"), Token));
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2), student: student);
        await world.ChangeAsync(lease, l => l.KeepFor(world.Now.AddHours(1)));

        await world.PassAsync(TimeSpan.FromMinutes(70));

        Assert.Equal(2, world.Post.Emails.Count);
        var (start, hour) = (world.Post.Emails.First().Text, world.Post.Emails.Last().Text);
        Assert.Contains("keep it until the first time below", start, StringComparison.Ordinal);
        Assert.Contains("Keep until: 2026-12-04 19:00 KST", start, StringComparison.Ordinal);
        Assert.Contains("Deadline:  2026-12-04 20:00 KST", start, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep until", hour, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_WhoseClusterIsStillNeeded_IsNotTold_UntilItIsNot()
    {
        await using var world = await RemindWorld.BeginAsync();
        var student = await world.Jobs.EnrolAsync("20230001");
        await world.LeaseAsync(TimeSpan.FromMinutes(90), student: student);
        var submission = await world.Jobs.SubmitAsync(student, queued: false); // of no lease yet: it may be of this very cluster

        await world.PassAsync(TimeSpan.FromMinutes(40));
        Assert.Empty(world.Post.Emails);

        await world.Jobs.WithDbAsync(db => db.WriteAsync(async token => (await db.Submissions.SingleAsync(s => s.Id == submission, token)).AllowDeletion(world.Now), Token));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("HourBefore", await world.KindsAsync()); // the newest that makes sense, not two at once
    }

    [Fact]
    public async Task Lease_ThatEnded_OrIsInQuarantine_SaysNoMore()
    {
        await using var world = await RemindWorld.BeginAsync();
        var gone = await world.LeaseAsync(TimeSpan.FromHours(2), "1");
        var settled = await world.LeaseAsync(TimeSpan.FromHours(2), "2");
        var quarantined = await world.LeaseAsync(TimeSpan.FromHours(2), "3");
        await world.RunAsync();

        await world.ChangeAsync(gone, l => l.Become(LeaseState.Gone, world.Now));
        await world.ChangeAsync(settled, l => l.Become(LeaseState.Settled, world.Now));
        await world.ChangeAsync(quarantined, l => l.Become(LeaseState.Quarantined, world.Now));
        await world.PassAsync(TimeSpan.FromHours(4));

        Assert.Equal("Start Start Start", await world.KindsAsync());
    }

    [Theory]
    [InlineData(ExistenceAnswer.Deleting)]
    [InlineData(ExistenceAnswer.NotFound)]
    [InlineData(ExistenceAnswer.NameGone)]
    public async Task Lease_ThatIsBeingDeleted_IsNotToldToDelete(ExistenceAnswer answer)
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.RunAsync();
        await world.ProbeAsync(lease, answer);
        await world.PassAsync(TimeSpan.FromHours(3));
        Assert.Equal("Start", await world.KindsAsync());

        await world.ProbeAsync(lease, ExistenceAnswer.Alive);
        await world.ChangeAsync(lease, l => l.Become(LeaseState.Overdue, world.Now));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("Start +1h", await world.KindsAsync());
    }

    [Fact]
    public async Task Deadline_Moved_RemindsAnew_AndOfTheOldOneNoMore()
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.PassAsync(TimeSpan.FromMinutes(59));
        world.Post.Answer = (_, _) => Task.FromResult(new DeliveryResult(DeliveryOutcome.Later, "451 later"));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("HourBefore", await world.KindsAsync(ReminderState.Waiting));

        await world.ChangeAsync(lease, l => l.ExtendByHand(l.Deadline.AddHours(2)));
        world.Post.Answer = (_, _) => Task.FromResult(DeliveryResult.Taken);
        await world.PassAsync(TimeSpan.FromMinutes(119));

        Assert.Equal("HourBefore", await world.KindsAsync(ReminderState.Dropped));
        Assert.Equal("Start HourBefore", await world.KindsAsync());
    }

    [Fact]
    public async Task Deadline_MovedAndTakenBack_RepeatsNothing()
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.PassAsync(TimeSpan.FromMinutes(62));
        await world.ChangeAsync(lease, l => l.Extend(l.Deadline.AddHours(2)));
        await world.PassAsync(TimeSpan.FromMinutes(8));
        await world.ChangeAsync(lease, l => l.Extend(l.Deadline.AddHours(-2)));
        await world.PassAsync(TimeSpan.FromMinutes(40));
        Assert.Equal("Start HourBefore QuarterBefore", await world.KindsAsync());
    }

    [Fact]
    public async Task Service_ThatWasDown_SendsOnlyTheNewest()
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.RunAsync();
        world.Jobs.Time.Advance(TimeSpan.FromHours(7));
        await world.ChangeAsync(lease, l => l.Become(LeaseState.Overdue, world.Now));
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("Start +5h", await world.KindsAsync());
    }

    [Theory]
    [InlineData(ExistenceAnswer.NotFound, "Start")]
    [InlineData(ExistenceAnswer.Alive, "Start AtDeadline")]
    public async Task Deadline_OverWhichTheServiceWasDown_IsNotCalledMissedBeforeAProbe(ExistenceAnswer seen, string said)
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.RunAsync();
        await world.ChangeAsync(lease, l => l.ProbeNextAt(l.Deadline.AddMinutes(-5)));
        world.Jobs.Time.Advance(TimeSpan.FromMinutes(150));

        await world.RunAsync();
        Assert.Equal("Start", await world.KindsAsync());

        await world.ProbeAsync(lease, seen);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(said, await world.KindsAsync());
    }

    [Fact]
    public async Task Class_WhoseLettersGoNowhere_IsDoneAFewAtATime()
    {
        await using var world = await RemindWorld.BeginAsync();
        world.Post.Most = 0; // no one sends
        for (var i = 0; i < 300; i++)
            await world.LeaseAsync(TimeSpan.FromHours(2), FormattableString.Invariant($"s{i}"));
        await world.RunAsync();
        world.Jobs.Time.Advance(TimeSpan.FromMinutes(70)); // a newer letter takes the place of each

        await using var scope = world.Jobs.Services.CreateAsyncScope();
        var (db, most) = (scope.ServiceProvider.GetRequiredService<EksGraderDb>(), 0);
        db.SavingChanges += (_, _) => most = Math.Max(most, db.ChangeTracker.Entries<Reminder>().Count());
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<ReminderOutbox>().NextAsync(ReminderChannel.Email, [], Token));

        // What a transaction has changed is tracked until its end: no writer waits for all of them.
        Assert.InRange(most, 8, 256);
        Assert.Equal(300, await db.Reminders.CountAsync(r => r.State == ReminderState.Dropped, Token));
    }

    [Fact]
    public async Task Hour_AfterTheDeadline_WaitsForTheProbeOfThatHour()
    {
        await using var world = await RemindWorld.BeginAsync();
        var lease = await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.PassAsync(TimeSpan.FromMinutes(150));
        await world.ProbeAsync(lease, ExistenceAnswer.Alive);
        await world.ChangeAsync(lease, l => l.Become(LeaseState.Overdue, world.Now));
        await world.ChangeAsync(lease, l => l.ProbeNextAt(l.Deadline.AddMinutes(60).AddSeconds(30)));

        await world.PassAsync(TimeSpan.FromMinutes(30));
        await world.ProbeAsync(lease, ExistenceAnswer.NotFound);
        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("Start HourBefore QuarterBefore AtDeadline", await world.KindsAsync()); // not that it costs money every hour
    }

    [Fact]
    public async Task Process_KilledAfterTheServerTookIt_NeverSendsItAgain()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.LeaseAsync(TimeSpan.FromHours(2));
        world.Post.Answer = (_, _) => throw new KilledException();
        await Assert.ThrowsAsync<KilledException>(world.RunAsync);
        world.Post.Answer = (_, _) => Task.FromResult(DeliveryResult.Taken);
        await world.Jobs.RestartAsync();

        await world.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Single(world.Post.Emails);
        Assert.Equal("Start", await world.KindsAsync(ReminderState.Unsure));
    }

    [Fact]
    public async Task Answer_ThatNeverCame_IsNotAskedForAgain_ARefusalNeither_ALaterOneIs()
    {
        await using var world = await RemindWorld.BeginAsync();
        foreach (var number in (string[])["unsure", "refused", "later"])
            await world.LeaseAsync(TimeSpan.FromDays(2), number);
        var tries = new Dictionary<string, int>(StringComparer.Ordinal);
        world.Post.Most = 1;
        world.Post.Answer = (letter, _) => Task.FromResult(Try(letter.To.Split('@')[0]));

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal((1, 1, 4), (tries["unsure"], tries["refused"], tries["later"]));
        Assert.Equal(["Failed 550 no such mailbox", "Sent ", "Unsure no answer"], (await world.RowsAsync()).Select(r => $"{r.State} {r.Said}").Order(StringComparer.Ordinal));

        DeliveryResult Try(string who) => (who, tries[who] = tries.GetValueOrDefault(who) + 1) switch
        {
            ("unsure", _) => new DeliveryResult(DeliveryOutcome.Unsure, "no answer"),
            ("refused", _) => new DeliveryResult(DeliveryOutcome.Refused, "550 no such mailbox"),
            ("later", < 4) => new DeliveryResult(DeliveryOutcome.Later, "451 later"),
            _ => DeliveryResult.Taken,
        };
    }

    [Fact]
    public async Task Class_OfOneDeadline_GoesOverAFewConnections()
    {
        await using var world = await RemindWorld.BeginAsync();
        for (var i = 0; i < 60; i++)
            await world.LeaseAsync(TimeSpan.FromHours(6), FormattableString.Invariant($"s{i}"));
        await world.RunAsync();
        Assert.Equal(60, world.Post.Emails.Count);
        Assert.Equal(world.Post.Most, world.Post.Opened);
    }

    [Fact]
    public async Task Course_WithRemindersOff_SaysNothing()
    {
        await using var world = await RemindWorld.BeginAsync();
        await world.SetAsync(s => s.Set(on: false, "en", TimeSpan.FromHours(9)));
        await world.LeaseAsync(TimeSpan.FromHours(2));
        await world.PassAsync(TimeSpan.FromMinutes(70));
        Assert.Empty(await world.RowsAsync());
    }
}
