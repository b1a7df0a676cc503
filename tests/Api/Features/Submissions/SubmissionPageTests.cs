using System.Net;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Submissions;

public sealed class SubmissionPageTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_ShowsThoseWhoTeachEverything_AndLeadsTheStudentToHisOwn()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");
        using var assistant = await EnterAsync(teaching, "assistant");
        using var student = await EnterAsync(teaching, "s1");
        using var classmate = await EnterAsync(teaching, "s2");

        var page = (await teacher.GetAsync(PageOf(submission))).Is(200).Text;
        Assert.Contains("kubectl get nodes", page, StringComparison.Ordinal);
        Assert.Contains($"/api/submissions/{submission}/recording", page, StringComparison.Ordinal);
        Assert.Contains("name=\"from\" value=\"cluster\"", page, StringComparison.Ordinal);

        // Assistants see and override; they do not regrade.
        var assisted = (await assistant.GetAsync(PageOf(submission))).Is(200).Text;
        Assert.Contains("value=\"override\"", assisted, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"from\" value=\"cluster\"", assisted, StringComparison.Ordinal);

        Assert.Equal($"/courses/{teaching.Room.Course}/assignments/lab", student.Lead((await student.GetAsync(PageOf(submission))).Is(302)));
        (await classmate.GetAsync(PageOf(submission))).Is(404);
    }

    [Fact]
    public async Task Override_ByTheForm_CountsAndComesBack_AndIsTakenBackTheSameWay()
    {
        var (teaching, submission) = await LostAsync();
        using var assistant = await EnterAsync(teaching, "assistant");

        var given = await DoAsync(assistant, submission, ("do", "override"), ("target", "replicas"), ("points", "7.5"), ("reason", "seen by hand"), ("returnTo", "/courses/x/assignments/y/gradebook?student=s-1"));
        Assert.Equal("/courses/x/assignments/y/gradebook?student=s-1", assistant.Lead(given.Is(302)));
        Assert.Equal(27.5m, await ScoreAsync(teaching, submission));

        var back = await DoAsync(assistant, submission, ("do", "take-back"), ("target", "replicas"));
        Assert.StartsWith(PageOf(submission), assistant.Lead(back.Is(302)), StringComparison.Ordinal);
        Assert.Equal(20m, await ScoreAsync(teaching, submission));
        Assert.Contains("seen by hand", (await assistant.GetAsync(PageOf(submission))).Text, StringComparison.Ordinal); // the history keeps it
    }

    [Fact]
    public async Task Override_OfPointsThatAreNone_IsRefusedAtItsField_AndKeepsWhatWasTyped()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");

        var refused = (await DoAsync(teacher, submission, ("do", "override"), ("target", "replicas"), ("points", "ten"), ("reason", "<b>why</b>"))).Is(422).Text;

        Assert.Contains("id=\"f-override-replicas-points-fault\"", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"&lt;b&gt;why&lt;/b&gt;\"", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>why</b>", refused, StringComparison.Ordinal);
        Assert.Equal(20m, await ScoreAsync(teaching, submission));
    }

    [Fact]
    public async Task Form_ThatLeadsElsewhere_ComesBackHere()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");
        foreach (var elsewhere in new[] { "https://evil.example/", "//evil.example", "/\\evil.example" })
        {
            var sent = await DoAsync(teacher, submission, ("do", "note"), ("note", "x"), ("returnTo", elsewhere));
            Assert.StartsWith(PageOf(submission), teacher.Lead(sent.Is(302)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Form_WithoutItsToken_OrByAStudent_OrByATokenThatOnlyReads_DoesNothing()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");
        using var student = await EnterAsync(teaching, "s1");
        (string, string)[] fields = [("do", "override"), ("target", "replicas"), ("points", "10"), ("reason", "why")];

        using var bare = new FormUrlEncodedContent(fields.Append(("_handler", "verdict")).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        (await teacher.SendAsync(HttpMethod.Post, PageOf(submission), bare)).Is(400);
        (await student.SubmitAsync(await student.GetAsync($"/courses/{teaching.Room.Course}/assignments/lab"), PageOf(submission), "verdict", fields)).Is(403);
        Assert.Equal(20m, await ScoreAsync(teaching, submission));
    }

    [Fact]
    public async Task Appeal_IsSentByTheStudent_AnsweredByTheInstructor_AndReadByBoth()
    {
        var (teaching, submission) = await LostAsync();
        using var student = await EnterAsync(teaching, "s1");
        using var teacher = await EnterAsync(teaching, "teacher");
        var home = $"/courses/{teaching.Room.Course}/assignments/lab";

        var open = (await student.GetAsync(home)).Is(200);
        Assert.Contains("value=\"appeal\"", open.Text, StringComparison.Ordinal);
        var sent = await student.SubmitAsync(open, PageOf(submission), "verdict", ("do", "appeal"), ("target", "replicas"), ("reason", "Both <i>were</i> ready."), ("returnTo", home));
        Assert.Equal(home, student.Lead(sent.Is(302)));
        Assert.Contains("Both &lt;i&gt;were&lt;/i&gt; ready.", (await student.GetAsync(home)).Text, StringComparison.Ordinal);
        Assert.Contains("Both &lt;i&gt;were&lt;/i&gt; ready.", (await teacher.GetAsync($"/courses/{teaching.Room.Course}/attention")).Is(200).Text, StringComparison.Ordinal);

        var appeal = await teaching.DbAsync(db => db.Appeals.SingleAsync(c => c.SubmissionId == submission, Token));
        (await DoAsync(teacher, submission, ("do", "answer"), ("target", appeal.Id.ToString()), ("verdict", "accept"), ("points", "10"), ("answer", "Yes, they were."))).Is(302);

        Assert.Equal(30m, await ScoreAsync(teaching, submission));
        var read = WebUtility.HtmlDecode((await student.GetAsync(home)).Text);
        Assert.Contains("Yes, they were.", read, StringComparison.Ordinal);
        Assert.DoesNotContain($"teacher@{teaching.Room.Course}.example", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Appeal_IsWithdrawnByTheStudent_AndWaitsForNoOne()
    {
        var (teaching, submission) = await LostAsync();
        using var student = await EnterAsync(teaching, "s1");
        using var teacher = await EnterAsync(teaching, "teacher");
        var home = $"/courses/{teaching.Room.Course}/assignments/lab";
        await student.SubmitAsync(await student.GetAsync(home), PageOf(submission), "verdict", ("do", "appeal"), ("target", "replicas"), ("reason", "Both were ready."), ("returnTo", home));
        var appeal = await teaching.DbAsync(db => db.Appeals.SingleAsync(c => c.SubmissionId == submission, Token));

        var open = (await student.GetAsync(home)).Is(200);
        Assert.Contains("value=\"withdraw\"", open.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"appeal\"", open.Text, StringComparison.Ordinal);
        var sent = await student.SubmitAsync(open, PageOf(submission), "verdict", ("do", "withdraw"), ("target", appeal.Id.ToString()), ("returnTo", home));

        Assert.Equal(home, student.Lead(sent.Is(302)));
        var read = (await student.GetAsync(home)).Text;
        Assert.Contains("Withdrawn by the student", read, StringComparison.Ordinal);
        Assert.Contains("value=\"appeal\"", read, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"withdraw\"", read, StringComparison.Ordinal);
        Assert.DoesNotContain("Both were ready.", (await teacher.GetAsync($"/courses/{teaching.Room.Course}/attention")).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("Appeal withdrawn", (await teacher.GetAsync(PageOf(submission))).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Appeal_WithoutWords_ShowsTheFaultWithTheForm()
    {
        var (teaching, submission) = await LostAsync();
        using var student = await EnterAsync(teaching, "s1");
        var home = $"/courses/{teaching.Room.Course}/assignments/lab";

        var refused = (await student.SubmitAsync(await student.GetAsync(home), PageOf(submission), "verdict", ("do", "appeal"), ("target", "replicas"), ("reason", " "), ("returnTo", home))).Is(422).Text;

        Assert.Contains("id=\"f-appeal-replicas-reason-fault\"", refused, StringComparison.Ordinal);
        Assert.Contains($"href=\"{home}\"", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"override\"", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_AreOnThePageOfThoseWhoTeach_NeverOnTheStudents()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");
        using var student = await EnterAsync(teaching, "s1");

        (await DoAsync(teacher, submission, ("do", "note"), ("note", "talked to him <script>"), ("onStudent", "true"))).Is(302);

        Assert.Contains("talked to him &lt;script&gt;", (await teacher.GetAsync(PageOf(submission))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("talked to him", (await student.GetAsync($"/courses/{teaching.Room.Course}/assignments/lab")).Text, StringComparison.Ordinal);
        var note = await teaching.DbAsync(db => db.Notes.SingleAsync(n => n.Text.StartsWith("talked to him") && n.RemovedAt == null && db.Courses.Any(c => c.Id == n.CourseId && c.Slug == teaching.Room.Course), Token));
        (await DoAsync(teacher, submission, ("do", "remove-note"), ("target", note.Id.ToString()))).Is(302);
        Assert.DoesNotContain("talked to him", (await teacher.GetAsync(PageOf(submission))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EarlierGrading_IsKeptAndCanBeLookedAt()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");
        var first = await teaching.DbAsync(db => db.Gradings.Where(g => g.SubmissionId == submission).Select(g => g.Id).SingleAsync(Token));

        (await DoAsync(teacher, submission, ("do", "regrade"), ("from", "recording"))).Is(302);
        await teaching.Room.Student.FollowAsync(submission.ToString()).CountAsync(Token);

        var page = (await teacher.GetAsync(PageOf(submission))).Is(200).Text;
        Assert.Contains($"?grading={first}#earlier", page, StringComparison.Ordinal);
        Assert.Contains("id=\"earlier\"", (await teacher.GetAsync($"{PageOf(submission)}?grading={first}")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookAgain_TooOften_Is429()
    {
        await using var service = await Service.StartAsync(["--RateLimits:LooksPerMinute=1"]);
        var teaching = await Teaching.BeginAsync(service, "requireEks: false\nsettleFor: 0s");
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Unknown));
        using var teacher = await EnterAsync(teaching, "teacher");

        (await DoAsync(teacher, submission, ("do", "look"))).Is(302);
        Assert.NotNull((await DoAsync(teacher, submission, ("do", "look"))).Is(429).Headers.RetryAfter);
    }

    [Fact]
    public async Task Page_SpeaksKorean()
    {
        var (teaching, submission) = await LostAsync();
        using var teacher = await EnterAsync(teaching, "teacher");
        var page = (await teacher.GetAsync(PageOf(submission), ("Accept-Language", "ko"))).Is(200).Text;
        Assert.Contains("점수 조정", page, StringComparison.Ordinal);
        Assert.Contains("lang=\"ko\"", page, StringComparison.Ordinal);
    }

    private async Task<(Teaching Teaching, SubmissionId Submission)> LostAsync()
    {
        var teaching = await Teaching.BeginAsync(shared.Service, "requireEks: false\nsettleFor: 0s");
        return (teaching, await teaching.GradedAsync(c => c.Value == "replicas" ? Seen.Failed : Seen.Passed with { Evidence = [new Evidence("kubectl get nodes", "NAME", DateTimeOffset.UnixEpoch)] }));
    }

    private static Task<WebBrowser> EnterAsync(Teaching teaching, string who) => teaching.Room.Service.WelcomeAsync($"{who}@{teaching.Room.Course}.example");

    private static Task<Reply> DoAsync(WebBrowser browser, SubmissionId submission, params (string, string)[] fields) =>
        browser.SubmitAsync(PageOf(submission), "verdict", fields);

    private static string PageOf(SubmissionId submission) => $"/submissions/{submission}";

    private static async Task<decimal> ScoreAsync(Teaching teaching, SubmissionId submission) => (await teaching.ShownAsync(submission)).GetProperty("score").GetDecimal();
}
