using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Browser.Pages;
using EksGrader.Tests.Support.Api;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>An assignment is made, as an instructor in a hurry makes one.</summary>
public sealed class EditorStoryTests(Campus campus)
{
    [Theory]
    [InlineData("new-assignment?from=eks-assessment", "en")]
    [InlineData("new-assignment?from=eks-assessment", "ko")]
    [InlineData("assignments/" + School.Assignment + "/edit", "en")]
    [InlineData("assignments/" + School.Assignment + "/edit", "ko")]
    public async Task FirstScreen_FitsADesk(string address, string language)
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor, new Window { Language = language });
        var page = await visit.OpenAsync($"/courses/{School.Course}/{address}");
        await page.SetViewportSizeAsync(1440, 900);

        Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollHeight"), 1, 900);
        foreach (var wanted in (string[])["#f-title-ko", "#f-due", "input[name='checks[4].points']", "#fold-deletion > summary", "button[value=save]"])
            await Expect(page.Locator(wanted)).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task EveryField_IsReachedByTab_AndNothingCoversIt(int width)
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor);
        var page = await visit.OpenAsync($"/courses/{School.Course}/assignments/{School.Assignment}/edit");
        await page.SetViewportSizeAsync(width, 600);
        await page.EvaluateAsync("() => document.querySelectorAll('#editor-form details').forEach(fold => { fold.open = true; })");

        var fields = await page.EvaluateAsync<int>("() => [...document.querySelectorAll('.editor :is(input:not([type=hidden]), select, textarea)')].filter(f => f.checkVisibility()).length");
        var stops = await CoveredFocus.FindsNothingAsync(page, $"The editor at {width}", most: 300);
        Assert.InRange(stops, fields, 299);
    }

    [Fact]
    public async Task FirstVersion_SavedWhileTheServerStillReads_EndsOnWhatComesNext()
    {
        var school = await campus.OpenAsync();
        var room = await Classroom.CreateAsync(school.Service);
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync($"/courses/{room.Course}/new-assignment?from=eks-exam");

        await page.Locator("#f-title-en").FillAsync("Exam of the first term");
        await page.Locator("#f-checks-0-points").FillAsync("40");
        await page.Locator("button[value=save]").ClickAsync();

        await page.ArriveAsync($"**/courses/{room.Course}/assignments/eks-exam/ready");
        await Expect(page.Locator("main h1")).ToContainTextAsync("Ready: Exam of the first term");
        await Expect(page.Locator("main")).ToContainTextAsync($"/courses/{room.Course}/assignments/eks-exam");
        Assert.Equal(40, (await room.Instructor.GetAsync($"/api/courses/{room.Course}/assignments/eks-exam")).Json.GetProperty("checks")[0].GetProperty("points").GetDecimal());
        visit.IsCalm();
    }

    [Fact]
    public async Task Typing_SaysWhatItComesTo_AndWhatStudentsWillRead()
    {
        var school = await campus.OpenAsync();
        var room = await Classroom.CreateAsync(school.Service);
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync(room.Page() + "/edit");

        await page.Locator("#fold-rules > summary").ClickAsync();
        await page.Locator("#f-latePenalty").FillAsync("25");
        await page.Locator("#f-due").FillAsync("2020-12-04T18:00");
        await Expect(page.Locator("#sum-rules")).ToContainTextAsync("loses 25 % of its points");
        await Expect(page.Locator("#sum-due")).ToContainTextAsync("every new submission will be late");

        await page.Locator("#fold-description > summary").ClickAsync();
        await page.Locator("#f-description-en").FillAsync("# Your cluster\n\n<img src=x onerror=alert(1)> ![pixel](https://evil.example/p.png)\n\n- [two nodes](https://docs.aws.amazon.com/eks/)");
        await Expect(page.Locator(".editor-prose h3")).ToHaveTextAsync("Your cluster");
        await Expect(page.Locator("#fold-rules")).ToHaveAttributeAsync("open", "");
        await Expect(page.Locator("#editor-preview img")).ToHaveCountAsync(0);

        // In the other tab the same stands as YAML, and what is wrong there is counted on its tab.
        await page.Locator("label[for=side-yaml]").ClickAsync();
        await Expect(page.Locator("#yaml")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("latePenalty: 0\\.25", default, TimeSpan.FromSeconds(1)));
        await page.Locator("#yaml").FillAsync("nonsense: [");
        await Expect(page.Locator("label[for=side-yaml] .count")).ToBeVisibleAsync();
        visit.IsCalm();
    }

    [Fact]
    public async Task Draft_IsHiddenFromStudents_UntilItIsShown()
    {
        var school = await campus.OpenAsync();
        var room = await Classroom.CreateAsync(school.Service, "draft: true\ndescription: { en: Build it, ko: 만드세요 }");
        await using var student = await campus.VisitAsync(room.StudentEmail());
        var home = await student.OpenAsync($"/courses/{room.Course}");
        await Expect(home.Locator("main a[href$='/lab']")).ToHaveCountAsync(0);

        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync(room.Page());
        await Expect(page.Locator(".notice")).ToContainTextAsync("This assignment is a draft");
        await visit.OpenAsync(room.Page() + "/edit");
        await page.Locator("#f-shown").SelectOptionAsync("now");
        await Expect(page.Locator("#editor-preview")).ToContainTextAsync("draft");
        await page.Locator("button[value=save]").SendAsync();

        await student.OpenAsync($"/courses/{room.Course}");
        await home.Locator("main a[href$='/lab']").SendAsync();
        await Expect(home.Locator("#task")).ToContainTextAsync("Build it");
        visit.IsCalm();
        student.IsCalm();
    }
}
