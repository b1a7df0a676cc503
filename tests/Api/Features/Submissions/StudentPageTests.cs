using System.Net;
using EksGrader.Checks.Core;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Api.Features.Submissions;

public sealed class StudentPageTests(SharedService shared)
{
    private const string Kubeconfig = "hand-in-kubeconfig";
    private const string Role = "hand-in-awsRole";

    [Fact]
    public async Task Page_BeforeTheFirstSubmission_SaysWhatIsAsked_HowToGiveAccess_AndUntilWhen()
    {
        var (room, student) = await EnterAsync("due: 2099-12-04T18:00");
        var page = (await student.GetAsync(PageOf(room))).Is(200);
        Assert.Contains("Exactly 2 usable nodes", page.Text, StringComparison.Ordinal);
        Assert.Contains("2099-12-04 (Fri) 18:00 KST", page.Text, StringComparison.Ordinal);
        Assert.Contains("eksgrader-", page.Text, StringComparison.Ordinal);
        Assert.Contains("aria-current=\"step\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("Midnight of the day you submit", page.Text, StringComparison.Ordinal);

        // The course holds no role, so there is no tab for it.
        Assert.DoesNotContain("way-course", page.Text, StringComparison.Ordinal);
        Assert.Contains("way-awsRole", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_SpeaksKorean()
    {
        var (room, student) = await EnterAsync();
        Assert.Contains("사용 가능한 노드 정확히 2개", (await student.GetAsync(PageOf(room), ("Accept-Language", "ko"))).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_LeadsBackToThePage_WhichShowsTheGrade_AndNothingOfTheAccess()
    {
        var (room, student) = await EnterAsync();
        var host = room.NewHost();
        var sent = await student.SubmitAsync(PageOf(room), Kubeconfig, Fields(Kubeconfigs.For(host)));
        Assert.Equal(302, sent.Status);
        Assert.Equal(PageOf(room), student.Lead(sent));
        await room.Student.GradedAsync(await NewestAsync(room));
        var page = (await student.GetAsync(PageOf(room))).Is(200);
        Assert.Contains("<strong>30</strong>", page.Text, StringComparison.Ordinal);
        Assert.Contains("You can delete your cluster now.", page.Text, StringComparison.Ordinal);
        Assert.Contains("kubectl get nodes", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("some-token", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate-authority-data: L", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_OfWhatAwsWrites_IsAnsweredWithItsCluster_AndOneBlock()
    {
        var (room, student) = await EnterAsync();
        var refused = (await student.SubmitAsync(PageOf(room), Kubeconfig, Fields(Kubeconfigs.WithExec()))).Is(422);
        var text = WebUtility.HtmlDecode(refused.Text);
        Assert.Contains("aws eks update-kubeconfig --region 'ap-northeast-2' --name 'my-cluster'", text, StringComparison.Ordinal);
        Assert.Contains("--region 'ap-northeast-2' --cluster-name 'my-cluster'", text, StringComparison.Ordinal);
        Assert.Contains("value=\"my-cluster\"", text, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", text, StringComparison.Ordinal);
        Assert.Contains("for=\"way-awsRole\"", text, StringComparison.Ordinal);

        // It can be mended where it stands: nothing was stored.
        Assert.Contains("get-token", text, StringComparison.Ordinal);
        Assert.Equal(0, await AttemptsAsync(room));
    }

    [Fact]
    public async Task Submission_WithFaults_NamesEachAtItsField_AndKeepsWhatWasTyped()
    {
        var (room, student) = await EnterAsync();
        var refused = (await student.SubmitAsync(
            PageOf(room), Role, ("access.kind", "awsRole"), ("access.region", "ap-northeast-2"), ("access.clusterName", "a b<script>"), ("access.roleArn", ""))).Is(422);
        Assert.Contains("id=\"f-awsRole-access-clusterName-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"f-awsRole-access-roleArn-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"f-awsRole-access-region-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"ap-northeast-2\"", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>a", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("a b<script>", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_OfKeysThatAreRefused_DoesNotEchoTheirSecret()
    {
        var (room, student) = await EnterAsync("access: [awsKeys]", replaceAccess: true);
        var refused = (await student.SubmitAsync(
            PageOf(room), "hand-in-awsKeys", ("access.kind", "awsKeys"), ("access.region", "ap-northeast-2"), ("access.clusterName", "c"),
            ("access.accessKeyId", "ASIA234567890123"), ("access.secretAccessKey", "a-secret-that-is-short"), ("access.sessionToken", "")))
            .Is(422);
        Assert.Contains("ASIA234567890123", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-that-is-short", refused.Text, StringComparison.Ordinal);
        Assert.Contains("no-store", refused.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submission_SentTwice_IsOneSubmission_AndChangedIsAnother()
    {
        var (room, student) = await EnterAsync();
        var open = await student.GetAsync(PageOf(room));
        var host = room.NewHost();
        var fields = Fields(Kubeconfigs.For(host)).Append(("nonce", "0123456789abcdef0123456789abcdef")).ToArray();
        Assert.Equal(302, (await student.SubmitAsync(open, PageOf(room), Kubeconfig, fields)).Status);
        Assert.Equal(302, (await student.SubmitAsync(open, PageOf(room), Kubeconfig, fields)).Status);
        Assert.Equal(1, await AttemptsAsync(room));

        // Gone back, mended, sent again with the same page's nonce.
        var mended = Fields(Kubeconfigs.For(room.NewHost())).Append(("nonce", "0123456789abcdef0123456789abcdef")).ToArray();
        Assert.Equal(302, (await student.SubmitAsync(open, PageOf(room), Kubeconfig, mended)).Status);
        Assert.Equal(2, await AttemptsAsync(room));
    }

    [Fact]
    public async Task Submission_WithoutTheAntiforgeryToken_IsRefused()
    {
        var (room, student) = await EnterAsync();
        using var content = new FormUrlEncodedContent(Fields(Kubeconfigs.For(room.NewHost())).Append((Name: "_handler", Value: Kubeconfig)).ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal));
        (await student.SendAsync(HttpMethod.Post, PageOf(room), content)).Is(400);
        Assert.Equal(0, await AttemptsAsync(room));
    }

    [Fact]
    public async Task Submission_ByAFile_IsTaken_AndOneThatIsTooLargeIsNot()
    {
        var (room, student) = await EnterAsync();
        Assert.Equal(302, (await UploadAsync(room, student, Kubeconfigs.For(room.NewHost()))).Status);
        (await UploadAsync(room, student, new string('#', (64 * 1024) + 10))).Is(413);
        Assert.Equal(1, await AttemptsAsync(room));
    }

    [Fact]
    public async Task Submission_TooOften_Is429_WhicheverDoorIsUsed()
    {
        await using var service = await Service.StartAsync(["--RateLimits:HandInsPerMinute=2"]);
        var room = await Classroom.CreateAsync(service);
        using var student = await service.WelcomeAsync($"s1@{room.Course}.example");
        (await student.SubmitAsync(PageOf(room), Kubeconfig, Fields("no"))).Is(422);
        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(422, "invalid");
        var refused = (await student.SubmitAsync(PageOf(room), Kubeconfig, Fields("no"))).Is(429);
        Assert.NotNull(refused.Headers.RetryAfter);
        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(429, "too-many-requests");
        (await room.Classmate.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task Try_OfAnAccess_TellsWhatIsWrong_AndHandsNothingIn()
    {
        var (room, student) = await EnterAsync();
        var tried = (await student.SubmitAsync(PageOf(room), Kubeconfig, [.. Fields(Kubeconfigs.For("127.0.0.1:9")), ("do", "try")])).Is(200);
        Assert.Contains("Something cannot be read.", tried.Text, StringComparison.Ordinal);
        Assert.Equal(0, await AttemptsAsync(room));
    }

    [Fact]
    public async Task Page_WhileItIsGraded_SaysNotToDelete_AndShowsVerdictsThatFell()
    {
        var (room, student) = await EnterAsync();
        var host = room.NewHost();
        var cluster = room.Service.Clusters.On(host).Hold();
        await student.SubmitAsync(PageOf(room), Kubeconfig, Fields(Kubeconfigs.For(host)));
        await cluster.Begun.WaitAsync(TestContext.Current.CancellationToken);
        var page = (await student.GetAsync(PageOf(room))).Is(200);
        Assert.Contains("Do not delete your cluster yet.", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-live=\"/live/", page.Text, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("as asked", page.Text, StringComparison.Ordinal);
        cluster.Release();
        await room.Student.GradedAsync(await NewestAsync(room));
        Assert.DoesNotContain("http-equiv=\"refresh\"", (await student.GetAsync(PageOf(room))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhoseAccessDidNotDo_SaysToMendItBeforeDeleting()
    {
        var (room, student) = await EnterAsync("settleFor: 0s");
        var host = room.NewHost();
        room.Service.Clusters.On(host).Judge = _ => Verdict.Unknown(FaultDomain.Student, new LocalizedText("may not look", "볼 수 없습니다"));
        await room.GradedAsync(host);
        Assert.Contains("Do not delete your cluster yet: we couldn", (await student.GetAsync(PageOf(room))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhoseChecksShareOneCause_SaysItOnce_AndNeverToDelete()
    {
        var (room, student) = await EnterAsync("settleFor: 0s");
        var host = room.NewHost();
        room.Service.Clusters.On(host).Judge = check => Verdict.Unknown(FaultDomain.Student, LocalizedText.Same($"not known (401, {check})")) with { Feedback = [LocalizedText.Same("Hand in a credential that is valid.")] };
        await room.GradedAsync(host);

        var page = (await student.GetAsync(PageOf(room))).Is(200).Text;

        Assert.Single(page.Split("Hand in a credential that is valid.").Skip(1));
        Assert.Contains("2 checks could not be read, for one reason", page, StringComparison.Ordinal);
        Assert.Contains("no access that you submitted has worked yet", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Delete your cluster before its deadline", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"done\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdict_WithMarkupOfAStranger_IsShownAsText()
    {
        var (room, student) = await EnterAsync();
        var host = room.NewHost();
        room.Service.Clusters.On(host).Judge = _ => Verdict.Failed(LocalizedText.Same("<img src=x onerror=alert(1)>")) with
        {
            Evidence = [new Evidence("kubectl get nodes", "</pre><script>alert(1)</script>", DateTimeOffset.UnixEpoch)],
        };
        await room.GradedAsync(host);
        var page = (await student.GetAsync(PageOf(room))).Is(200).Text;
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attempts_AreReachable_EachWithItsResults_AndOneCounts()
    {
        var (room, student) = await EnterAsync("settleFor: 0s");
        var bad = room.NewHost();
        room.Service.Clusters.On(bad).Judge = _ => Verdict.Failed(new LocalizedText("nothing there", "없습니다"));
        await room.GradedAsync(bad);
        await room.GradedAsync();
        var newest = (await student.GetAsync(PageOf(room))).Is(200).Text;
        Assert.Contains("?attempt=1", newest, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing there", newest, StringComparison.Ordinal);
        var first = (await student.GetAsync(PageOf(room) + "?attempt=1")).Is(200).Text;
        Assert.Contains("nothing there", first, StringComparison.Ordinal);
        Assert.Contains("This is attempt 1 of 2.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("You can delete your cluster now.", first, StringComparison.Ordinal);
        (await student.GetAsync(PageOf(room) + "?attempt=3")).Is(404);
    }

    [Fact]
    public async Task LookAgain_LooksAgain_AndIsLimited()
    {
        await using var service = await Service.StartAsync(["--RateLimits:LooksPerMinute=1"]);
        var room = await Classroom.CreateAsync(service, "settleFor: 0s");
        using var student = await service.WelcomeAsync($"s1@{room.Course}.example");
        service.Clusters.On("my-cluster").Judge = _ => Verdict.Failed(new LocalizedText("not yet there", "아직 없습니다"));
        await student.SubmitAsync(PageOf(room), Role, ("access.kind", "awsRole"), ("access.region", "us-east-1"), ("access.clusterName", "my-cluster"), ("access.roleArn", "arn:aws:iam::111122223333:role/r"));
        var id = await NewestAsync(room);
        await room.Student.GradedAsync(id);
        Assert.Contains("form=\"look\"", (await student.GetAsync(PageOf(room))).Text, StringComparison.Ordinal);
        service.Clusters.On("my-cluster").Judge = Script.AllIsWell.Judge;
        Assert.Equal(302, (await student.SubmitAsync(PageOf(room), "look")).Status);
        await room.Student.GradedAsync(id);
        Assert.Contains("<strong>30</strong>", (await student.GetAsync(PageOf(room))).Text, StringComparison.Ordinal);
        (await student.SubmitAsync(PageOf(room), "look")).Is(429);
    }

    [Fact]
    public async Task Page_OfACourseThatTheCallerIsNotIn_IsNotThere()
    {
        var (room, _) = await EnterAsync();
        var other = await Classroom.CreateAsync(shared.Service);
        using var stranger = await shared.Service.WelcomeAsync($"s1@{other.Course}.example");
        (await stranger.GetAsync(PageOf(room))).Is(404);
    }

    [Fact]
    public async Task Page_ForWhoTeaches_IsAPreviewWithoutAForm()
    {
        var (room, _) = await EnterAsync();
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = (await teacher.GetAsync(PageOf(room))).Is(200).Text;
        Assert.Contains("This is the page as a student sees it.", page, StringComparison.Ordinal);
        Assert.Contains("EXTERNAL_ID", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"access.kind\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_TellsRowsAsHtml_ThenThatItIsGraded()
    {
        var (room, _) = await EnterAsync();
        var host = room.NewHost();
        var cluster = room.Service.Clusters.On(host).Hold();
        cluster.Judge = _ => Verdict.Failed(LocalizedText.Same("<b>strange</b>"));
        var id = await room.SubmitAsync(host);
        var seen = new List<string>();
        await foreach (var (name, data) in room.Student.FollowPageAsync(id))
        {
            seen.Add(name);
            if (name != "verdict")
                continue;
            Assert.Contains("&lt;b&gt;strange", data.GetProperty("html").GetString(), StringComparison.Ordinal);
            cluster.Judge = Script.AllIsWell.Judge;
            cluster.Release();
        }

        Assert.Equal("graded", seen[^1]);
        Assert.Contains("verdict", seen);
        (await room.Classmate.GetAsync($"/live/{id}")).Is(404);
    }

    private static string PageOf(Classroom room) => $"/courses/{room.Course}/assignments/lab";

    private static (string Name, string Value)[] Fields(string kubeconfig) => [("access.kind", "kubeconfig"), ("access.kubeconfig", kubeconfig)];

    private async Task<(Classroom Room, WebBrowser Student)> EnterAsync(string rules = "", bool replaceAccess = false)
    {
        var room = await Classroom.CreateAsync(shared.Service, replaceAccess ? "" : rules);
        if (replaceAccess)
            (await room.Admin.PutAsync(room.Lab, $"assignment: lab\n{rules}\nchecks: [{{ check: nodes, points: 20 }}]\n", "application/yaml")).Is(200);
        return (room, await shared.Service.WelcomeAsync($"s1@{room.Course}.example"));
    }

    private static async Task<int> AttemptsAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook?search=s-1")).Is(200).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32();

    private static async Task<string> NewestAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook?search=s-1")).Is(200).Json.GetProperty("items")[0].GetProperty("submission").GetString() ?? "";

    private static async Task<Reply> UploadAsync(Classroom room, WebBrowser student, string kubeconfig)
    {
        var open = await student.GetAsync(PageOf(room));
        using var content = new MultipartFormDataContent
        {
            { new StringContent(Kubeconfig), "_handler" },
            { new StringContent(WebBrowser.TokenIn(open.Text)), "__RequestVerificationToken" },
            { new StringContent("kubeconfig"), "access.kind" },
            { new StringContent(kubeconfig), "kubeconfigFile", "config" },
        };
        return await student.SendAsync(HttpMethod.Post, PageOf(room), content);
    }
}
