using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Reminders;

public sealed class ReminderSettingsTests : IAsyncLifetime
{
    private const string Secret = "the-secret-of-this-webhook";

    private readonly Mailbox mail = new();
    private Service? service;

    private Service Service => service ?? throw new InvalidOperationException("The service was not started.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => service = await Service.StartAsync(
        ["--Network:Webhooks:0=127.0.0.1/32", "--Site:Url=https://grader.school.example"], configure: services => services.AddSingleton<ISmtpPool>(mail));

    public async ValueTask DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Settings_AreStoredAndWrittenDown_AndTheWebhookIsNeverShown()
    {
        var (room, teacher) = await MeetAsync();
        using var _ = teacher;
        var page = $"/courses/{room.Course}/settings";
        var saved = await teacher.SubmitAsync(page, "reminders", ("Input.On", "true"), ("Input.Language", "en"), ("Input.DigestAt", "07:30"), ("Input.Webhook", $"https://hooks.slack.com/services/T/B/{Secret}"));
        Assert.Equal((302, page + "?saved=true"), (saved.Status, teacher.Lead(saved)));

        var shown = (await teacher.GetAsync(page)).Is(200).Text;
        Assert.Contains("value=\"07:30\"", shown, StringComparison.Ordinal);
        Assert.Contains("hooks.slack.com/…hook", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);

        // Kept where nothing else is said, removed where that is.
        await teacher.SubmitAsync(page, "reminders", ("Input.Language", "ko"), ("Input.DigestAt", "07:30"), ("Input.Webhook", ""));
        var kept = await SettingsAsync(room);
        Assert.Equal((false, "ko", "hooks.slack.com/…hook"), (kept.On, kept.Language, kept.WebhookHint));
        await teacher.SubmitAsync(page, "reminders", ("Input.Language", "ko"), ("Input.DigestAt", "07:30"), ("Input.RemoveWebhook", "true"));
        Assert.Null((await SettingsAsync(room)).Webhook);

        var entries = await AskAsync(db => db.AuditEntries.Where(e => db.Courses.Any(c => c.Id == e.CourseId && c.Slug == room.Course)).ToListAsync(Token));
        Assert.Contains(entries, e => (e.What, e.From, e.To) == ("reminders.changed", "on, ko, 09:00", "on, en, 07:30"));
        Assert.Contains(entries, e => (e.What, e.From, e.To) == ("webhook.changed", null, "hooks.slack.com/…hook"));
        Assert.Contains(entries, e => (e.What, e.From, e.To) == ("webhook.changed", "hooks.slack.com/…hook", null));
        Assert.DoesNotContain(Directory.EnumerateFiles(Service.Folder, "eksgrader.db*").Where(f => !f.EndsWith(".serving", StringComparison.Ordinal)), file => Holds(file, Secret));
    }

    [Theory]
    [InlineData("Input.Webhook", "hooks.slack.com/services/T", "f-webhook-fault")]
    [InlineData("Input.Webhook", "http://hooks.slack.com/services/T", "f-webhook-fault")]
    [InlineData("Input.Webhook", "https://user:password@hooks.slack.com/", "f-webhook-fault")]
    [InlineData("Input.Webhook", "https://169.254.169.254/latest/meta-data", "f-webhook-fault")]
    [InlineData("Input.Webhook", "https://[::1]/", "f-webhook-fault")]
    [InlineData("Input.DigestAt", "25:00", "f-digestAt-fault")]
    [InlineData("Input.Language", "fr", "f-language-fault")]
    public async Task Settings_FaultsStandAtTheirFields(string field, string value, string fault)
    {
        var (room, teacher) = await MeetAsync();
        using var _ = teacher;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Input.On"] = "true", ["Input.Language"] = "en", ["Input.DigestAt"] = "09:00", [field] = value };
        var refused = await teacher.SubmitAsync($"/courses/{room.Course}/settings", "reminders", [.. fields.Select(f => (f.Key, f.Value))]);
        Assert.Equal(422, refused.Status);
        Assert.Contains($"id=\"{fault}\"", refused.Text, StringComparison.Ordinal);
        Assert.False(await AskAsync(db => db.CourseReminders.AnyAsync(Token)));
    }

    [Fact]
    public async Task TestMail_GoesToTheOneWhoAsks_AndSaysWhatTheServerSaid()
    {
        var (room, teacher) = await MeetAsync();
        using var _ = teacher;
        var page = $"/courses/{room.Course}/settings";
        var taken = await teacher.SubmitAsync(page, "test-mail");
        Assert.Equal(200, taken.Status);
        Assert.Contains("The server accepted the test message", taken.Text, StringComparison.Ordinal);
        Assert.Equal($"teacher@{room.Course}.example", Assert.Single(mail.Emails).To);

        mail.Answer = new DeliveryResult(DeliveryOutcome.Refused, "554 <relay> denied");
        var refused = await teacher.SubmitAsync(page, "test-mail");
        Assert.Contains("554 &lt;relay&gt; denied", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestWebhook_IsPosted_AndNoRedirectIsFollowed()
    {
        await using var channel = await Channel.StartAsync();
        await using var inside = await Channel.StartAsync();
        var (room, teacher) = await MeetAsync();
        using var _ = teacher;
        var page = $"/courses/{room.Course}/settings";
        Assert.Equal(422, (await teacher.SubmitAsync(page, "test-webhook")).Status);
        await teacher.SubmitAsync(page, "reminders", ("Input.On", "true"), ("Input.Language", "en"), ("Input.DigestAt", "09:00"), ("Input.Webhook", channel.Address));

        Assert.Contains("The server accepted the test message", (await teacher.SubmitAsync(page, "test-webhook")).Is(200).Text, StringComparison.Ordinal);
        Assert.StartsWith("This is a test message", Assert.Single(channel.Posts).GetProperty("text").GetString(), StringComparison.Ordinal);

        channel.Answer = context => context.Response.Redirect(inside.Address);
        var redirected = await teacher.SubmitAsync(page, "test-webhook");
        Assert.Contains("redirects are not followed", redirected.Text, StringComparison.Ordinal);
        Assert.Empty(inside.Posts);
    }

    [Fact]
    public async Task LateSubmission_IsToldAtOnce_ByMailAndWebhook_OneInTimeIsNot()
    {
        await using var channel = await Channel.StartAsync();
        var (room, teacher) = await MeetAsync("due: 2020-01-01T09:00");
        using var _ = teacher;
        await teacher.SubmitAsync($"/courses/{room.Course}/settings", "reminders", ("Input.On", "true"), ("Input.Language", "en"), ("Input.DigestAt", "09:00"), ("Input.Webhook", channel.Address));
        var timely = await Classroom.CreateAsync(Service);
        await timely.SubmitAsync();

        var id = await room.SubmitAsync();

        // In the transaction of the submission: there before anything else is done.
        Assert.Equal(2, await AskAsync(db => db.Reminders.CountAsync(r => r.Kind == ReminderKind.LateSubmission, Token)));
        var letter = await Eventually.IsAsync(() => Task.FromResult(mail.Emails.FirstOrDefault()), l => l is not null);
        Assert.Equal($"teacher@{room.Course}.example", letter?.To);
        Assert.Contains($"https://grader.school.example/submissions/{id}", letter?.Text, StringComparison.Ordinal);
        var post = await Eventually.IsAsync(() => Task.FromResult(channel.Posts.ToArray()), p => p.Length > 0);
        Assert.Contains("s-1", post[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Empty(post[0].GetProperty("allowed_mentions").GetProperty("parse").EnumerateArray());
        await Eventually.IsAsync(() => AskAsync(db => db.Reminders.CountAsync(r => r.State == ReminderState.Sent, Token)), count => count == 2);
    }

    [Fact]
    public async Task Troubles_StandOnThePage()
    {
        var (room, teacher) = await MeetAsync("due: 2020-01-01T09:00");
        using var _ = teacher;
        mail.Answer = new DeliveryResult(DeliveryOutcome.Refused, "550 no <such> mailbox");
        await room.SubmitAsync();
        var shown = await Eventually.IsAsync(async () => (await teacher.GetAsync($"/courses/{room.Course}/settings")).Text, text => text.Contains("settings-troubles", StringComparison.Ordinal));
        Assert.Contains("550 no &lt;such&gt; mailbox", shown, StringComparison.Ordinal);
        Assert.Contains("late submission", shown, StringComparison.Ordinal);
    }

    private async Task<(Classroom Room, WebBrowser Teacher)> MeetAsync(string rules = "")
    {
        var room = await Classroom.CreateAsync(Service, rules);
        return (room, await Service.WelcomeAsync($"teacher@{room.Course}.example"));
    }

    private Task<CourseReminders> SettingsAsync(Classroom room) =>
        AskAsync(db => db.CourseReminders.AsNoTracking().SingleAsync(s => db.Courses.Any(c => c.Id == s.CourseId && c.Slug == room.Course), Token));

    private async Task<T> AskAsync<T>(Func<EksGraderDb, Task<T>> question)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    private static bool Holds(string file, string secret)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)) >= 0;
    }
}
