using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>An instructor's exam, chapter by chapter, on a scripted cluster.</summary>
public sealed class InstructorStoryTests(Campus campus)
{
    [Fact]
    public async Task Roster_IsUploadedWithAPreview_AndInvitationsArePrinted()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync();
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync($"/courses/{room.Course}/roster/upload");

        await page.Locator("textarea[name=Csv]:visible").FillAsync($"studentId,name,email\ns-1,김민준,s1@{room.Course}.example\ns-7,이새로,s7@{room.Course}.example");
        await page.Locator("main form button.primary").SendAsync();
        await Expect(page.Locator("main td").Filter(new() { HasText = "이새로" })).ToBeVisibleAsync();
        Assert.Equal(2, (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Json.GetProperty("items").GetArrayLength());

        // One of two leaves: more than a tenth, so a person says how many.
        await page.Locator("input[name=Number]").FillAsync("1");
        await page.Locator("button[name=Step]").SendAsync();
        await visit.OpenAsync($"/courses/{room.Course}/roster");
        await Expect(page.Locator("main table")).ToContainTextAsync("s-7");
        await Expect(page.Locator("main table tbody tr")).ToHaveCountAsync(2);

        await visit.OpenAsync($"/courses/{room.Course}/roster/invitations");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a list to print" }).SendAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("이새로");
        visit.IsCalm();
    }

    [Fact]
    public async Task Verdict_IsAppealedAnsweredOverriddenAndTakenBack()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        var submission = await room.FailedAsync(school);
        await using var student = await campus.VisitAsync(room.StudentEmail());
        var assignment = new AssignmentPage(await student.OpenAsync(room.Page()));
        await assignment.EvidenceAsync("replicas");
        await assignment.AppealAsync("replicas", "It was ready.");
        await Expect(assignment.Row("replicas")).ToContainTextAsync("It was ready.");

        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync($"/courses/{room.Course}/attention");
        await Expect(page.Locator("main")).ToContainTextAsync("It was ready.");

        var shown = new SubmissionPage(await visit.OpenAsync($"/submissions/{submission}"));
        await shown.RejectAsync("replicas", "The evidence says one of two.");
        await Expect(shown.Row("replicas")).ToContainTextAsync("The evidence says one of two.");
        await shown.OverrideAsync("replicas", "15", "Shown at the desk");
        await Expect(shown.Row("replicas").Locator(".points").First).ToContainTextAsync("15");
        await shown.TakeBackAsync("replicas");
        await Expect(shown.Row("replicas").Locator(".points").First).ToContainTextAsync("0 / 20");

        await student.OpenAsync(room.Page());
        await assignment.EvidenceAsync("replicas");
        await Expect(assignment.Row("replicas")).ToContainTextAsync("The evidence says one of two.");

        await visit.OpenAsync($"/courses/{room.Course}/audit");
        await Expect(page.Locator("main")).ToContainTextAsync("Shown at the desk");
        visit.IsCalm();
        student.IsCalm();
    }

    [Fact]
    public async Task Regrade_ShowsWhoGainsBeforeAnythingChanges()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        // A cluster that was really looked at: it is judged again by what was recorded.
        await room.Student.GradedAsync((await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.Submission(school.Take("good-kubeconfig").Kubeconfig()))).Is(202).Id);
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync(room.Page() + "/regrade");
        var regrade = new RegradePage(page);
        await regrade.PlanAsync("nodes", "40", "Nodes are worth more");
        await Expect(regrade.Apply).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("김민준");
        Assert.Equal(40, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("score").GetDecimal());

        await regrade.Apply.SendAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Applied by");

        // The gradebook follows by itself.
        await visit.OpenAsync(room.Page() + "/gradebook");
        await Expect(page.Locator("tr[data-student='s-1'] .sum")).ToContainTextAsync("60");
        visit.IsCalm();
    }

    [Fact]
    public async Task Gradebook_IsSortedSearchedAndReadWithTheKeyboard()
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor);
        var page = await visit.OpenAsync($"/courses/{School.Course}/assignments/{School.Assignment}/gradebook");
        var gradebook = new GradebookPage(page);
        await Expect(gradebook.Lines).ToHaveCountAsync(campus.School.Class.Count + campus.School.Own.Count);

        await gradebook.SortAsync("Score");
        await page.ArriveAsync("**sort=*score*");
        await Expect(page.Locator("th[aria-sort]")).ToContainTextAsync("Score");
        var wanted = campus.School.Class[3].Student;
        await gradebook.SearchAsync(wanted.Id);
        await Expect(gradebook.Lines).ToHaveCountAsync(1);
        await page.ArriveAsync("**q=*");
        await gradebook.SearchAsync("");
        await Expect(gradebook.Lines).ToHaveCountAsync(campus.School.Class.Count + campus.School.Own.Count);

        // A panel with an address of its own; arrows go on to the next student, Back goes back.
        var first = await gradebook.Lines.First.GetAttributeAsync("data-student") ?? "";
        var second = await gradebook.Lines.Nth(1).GetAttributeAsync("data-student") ?? "";
        await gradebook.ChooseAsync(first);
        await Expect(gradebook.Panel).ToHaveAttributeAsync("data-panel", first);
        Assert.Contains("student=" + first, page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(gradebook.Panel).ToHaveAttributeAsync("data-panel", second);
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(gradebook.Panel).ToHaveAttributeAsync("data-panel", first);
        await page.Keyboard.PressAsync("Escape");
        await Expect(gradebook.Panel).ToHaveCountAsync(0);

        await page.Locator(".export-menu > summary").ClickAsync();
        foreach (var format in (string[])["plain", "canvas", "moodle", "gradescope"])
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.Locator($".export-formats button[value={format}]").ClickAsync());
            Assert.Null(await download.FailureAsync());
        }

        await visit.OpenAsync($"/courses/{School.Course}/assignments/{School.Assignment}/projector");
        Assert.DoesNotContain(wanted.Name, await page.ContentAsync(), StringComparison.Ordinal);
        visit.IsCalm();
    }

    [Fact]
    public async Task Gradebook_WithoutScript_IsPagedByLinks()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync();
        var roster = Enumerable.Range(1, 120).Select(i => $"n-{i:000},학생 {i},n{i}@{room.Course}.example");
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\n" + string.Join('\n', roster), "text/csv")).Is(200);
        await using var visit = await campus.VisitAsync(room.InstructorEmail(), new Window { HasScript = false });
        var page = await visit.OpenAsync(room.Page() + "/gradebook");
        var gradebook = new GradebookPage(page);
        await Expect(gradebook.Lines.First).ToContainTextAsync("n-001");
        await page.Locator("nav.paging a[rel=next]").SendAsync();
        await Expect(gradebook.Lines.First).ToContainTextAsync("n-051");
        await gradebook.SearchAsync("n-077");
        await page.Locator(".filter-bar button").SendAsync();
        await Expect(gradebook.Lines).ToHaveCountAsync(1);
        await gradebook.ChooseAsync("n-077");
        await Expect(gradebook.Panel).ToContainTextAsync("n-077");
    }

    [Fact]
    public async Task Assignment_IsEditedAsYamlAndAsAForm_AndExtended()
    {
        var school = await campus.OpenAsync();
        var room = await Classroom.CreateAsync(school.Service, "due: 2036-12-04T18:00\ntimeZone: Asia/Seoul\n", "[{ check: nodes, points: 20 }]");
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync(room.Page() + "/edit");

        // The form follows what is typed as YAML, and a version is saved with its reason.
        await page.Locator("label[for=side-yaml]").ClickAsync();
        var yaml = page.Locator("#yaml");
        await yaml.FillAsync((await yaml.InputValueAsync()).Replace("points: 20", "points: 35", StringComparison.Ordinal));
        await Expect(page.Locator("input[name$='points']").First).ToHaveValueAsync("35");
        await page.Locator("input[name=comment]").FillAsync("Nodes are worth more");
        await page.Locator("button[value=save]").SendAsync();
        await visit.OpenAsync(room.Page() + "/versions");
        await Expect(page.Locator("main")).ToContainTextAsync("Nodes are worth more");
        Assert.Equal("\"2\"", (await room.Instructor.GetAsync(room.Lab)).ETag);

        await visit.OpenAsync(room.Page() + "/extensions");
        await page.Locator("#f-some").FillAsync("s-1");
        await page.Locator("input[name='Input.Until']").FillAsync("2036-12-06T18:00");
        await page.Locator("input[name='Input.Reason']").FillAsync("A week in hospital");
        await page.Locator("form.office-extend button.primary").SendAsync();
        await Expect(page.Locator("main table")).ToContainTextAsync("A week in hospital");
        visit.IsCalm();
    }
}
