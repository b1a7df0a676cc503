using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>What pages look like after something was sent that changes what others see, in a course of its own: fits, axe, and pictures in every light, size and language.</summary>
public sealed class StatesTests(Campus campus)
{
    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Invitations_AsSlipsToCutApart(string language)
    {
        var room = await (await campus.OpenAsync()).BeginAsync();
        await using var visit = await campus.VisitAsync(room.InstructorEmail(), new Window { Language = language });
        var page = await visit.OpenAsync($"/courses/{room.Course}/roster/invitations");
        await page.Locator("button[name=Channel][value=List]").SendAsync();
        await Expect(page.Locator(".slips > li")).Not.ToHaveCountAsync(0);
        await LookAsync(page, "roster-slips", language);
        foreach (var slip in (await page.Locator(".slips > li").AllAsync()).Take(3))
            Assert.Equal(await slip.GetByRole(AriaRole.Link).GetAttributeAsync("href"), await QrScan.ReadAsync(slip.Locator(".qr")));
        var codes = await page.RunAndWaitForDownloadAsync(() => page.Locator("main a[download]").ClickAsync());
        Assert.Equal($"{room.Course}-invitations.csv", codes.SuggestedFilename);
        Assert.Contains(await page.Locator(".slips .code").First.InnerTextAsync(), await File.ReadAllTextAsync(await codes.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await page.SetViewportSizeAsync(680, 900);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(page.Locator(".slips .code").First).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("main button:visible").CountAsync());
        await Layout.FitsAsync(page, "slips on paper");
        await Pictures.TakeAsync(page, $"roster-slips-{language}-print");
        visit.IsCalm();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Verdict_ThatIsAppealed_AndCanBeWithdrawn(string language)
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        await room.FailedAsync(school);
        await using var visit = await campus.VisitAsync(room.StudentEmail(), new Window { Language = language });
        var assignment = new AssignmentPage(await visit.OpenAsync(room.Page()));
        await assignment.EvidenceAsync("replicas");
        await assignment.AppealAsync("replicas", "The second replica was ready a minute later; kubectl said so.");
        await assignment.EvidenceAsync("replicas");
        await Expect(assignment.Row("replicas").Locator("button.quiet.compact")).ToBeVisibleAsync();
        await LookAsync(visit.Page, "student-appealed", language);

        await assignment.Row("replicas").Locator("button.quiet.compact").SendAsync();
        await assignment.EvidenceAsync("replicas");
        await Expect(assignment.Row("replicas").Locator("button.quiet.compact")).ToHaveCountAsync(0);
        visit.IsCalm();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Appeal_GoesBackAndForth_AndIsListed(string language)
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        var address = $"/api/submissions/{await room.FailedAsync(school)}/checks/replicas/appeal";
        (await room.Student.PostAsync(address, """{ "reason": "The second replica was ready a minute later; kubectl said so.\nCould you look again?" }""")).Is(201);
        (await room.Instructor.PostAsync($"{address}/messages", """{ "text": "The recording shows 1 of 2 at 14:02. Which command did you run, and when?" }""")).Is(200);
        (await room.Instructor.PostAsync(address.Replace("replicas", "nodes", StringComparison.Ordinal), """{ "reason": "Well done: two nodes in two zones." }""")).Is(201);

        // The student reads the answer without looking for it, and replies by keyboard.
        await using var student = await campus.VisitAsync(room.StudentEmail(), new Window { Language = language });
        var page = await student.OpenAsync(room.Page());
        var assignment = new AssignmentPage(page);
        await assignment.EvidenceAsync("replicas");
        await LookAsync(page, "student-appeal-answered", language);
        await assignment.Row("replicas").Locator("textarea[name=text]").FillAsync("kubectl get deployment web, at 14:03.");
        await page.Keyboard.PressAsync("Tab");
        await Expect(assignment.Row("replicas").Locator("textarea[name=text] >> xpath=ancestor::form//button")).ToBeFocusedAsync();
        await assignment.Row("replicas").Locator("textarea[name=text] >> xpath=ancestor::form//button").SendAsync();
        await Expect(assignment.Row("replicas").Locator(".messages > li")).ToHaveCountAsync(3);
        student.IsCalm();

        await using var teacher = await campus.VisitAsync(room.InstructorEmail(), new Window { Language = language });
        await teacher.OpenAsync($"/courses/{room.Course}/appeals");
        await LookAsync(teacher.Page, "appeals-open", language);
        await teacher.OpenAsync($"{address.Replace("/api", "", StringComparison.Ordinal).Split("/checks")[0]}?check=replicas");
        await LookAsync(teacher.Page, "submission-appeal", language);
        teacher.IsCalm();
    }

    [Theory]
    [InlineData("en", "optional", "The access works.")]
    [InlineData("ko", "선택", "접근 권한이 작동합니다.")]
    public async Task AccessTest_WithoutARightOfAWitness_SaysWhatItGives(string language, string word, string works)
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync();
        var cluster = school.Take("witness-denied");
        cluster.TrustExternalId((await room.Student.GetAsync($"{room.Lab}/access")).Is(200).Json.GetProperty("externalId").GetString() ?? "");
        await using var visit = await campus.VisitAsync(room.StudentEmail(), new Window { Language = language });
        var assignment = new AssignmentPage(await visit.OpenAsync(room.Page()));
        await assignment.ChooseAsync("awsRole");
        foreach (var (field, value) in (IEnumerable<(string, string)>)[("region", cluster.Region), ("clusterName", cluster.ClusterName), ("roleArn", cluster.Access.Role?.RoleArn ?? "")])
            await visit.Page.Locator($".way.awsRole input[name='access.{field}']").FillAsync(value);
        await assignment.TryAsync();
        await Expect(assignment.TryResult).ToHaveClassAsync("notice good");
        await Expect(assignment.TryResult).ToContainTextAsync(works);
        var missing = assignment.TryResult.Locator("li").Filter(new() { HasText = "ec2:Describe" });
        await Expect(missing).ToHaveCountAsync(2);
        await Expect(missing.First).ToContainTextAsync(word);
        await Expect(missing.First).ToContainTextAsync("assurance: cluster");
        await Expect(missing.Last).Not.ToContainTextAsync("assurance: cluster");
        await Expect(missing.First).ToContainTextAsync("aws iam put-role-policy");
        await LookAsync(visit.Page, "student-tried-optional", language);
        visit.IsCalm();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Service_ByAnotherName_SaysWhereItIs(string language)
    {
        var school = await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(new UriBuilder(school.Service.Root) { Host = Fixtures.Browser.ForeignName }.Uri, new Window { Language = language });
        var page = await visit.OpenAsync("/", 421);
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        await Expect(page.Locator("main")).ToContainTextAsync(Fixtures.Browser.ForeignName);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("https://grader.school.example/", await page.EvaluateAsync<string>("() => document.activeElement.href"));

        // Whether it is calm is not asked: Chromium complains that an origin that is neither HTTPS nor loopback sends Cross-Origin-Opener-Policy.
        await LookAsync(page, "misdirected", language);
    }

    private static async Task LookAsync(IPage page, string name, string language)
    {
        foreach (var width in (int[])[1440, 390])
        {
            await page.SetViewportSizeAsync(width, 900);
            await Layout.FitsAsync(page, $"{name} in {language} at {width}");
            foreach (var isDark in (bool[])[false, true])
            {
                await page.ShineAsync(isDark);
                await Axe.FindsNothingAsync(page, $"{name} in {language} at {width}");
                await Pictures.TakeAsync(page, FormattableString.Invariant($"{name}-{language}-{(isDark ? "dark" : "light")}-{width}"));
            }
        }
    }
}
