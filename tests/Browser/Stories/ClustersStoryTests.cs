using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>An instructor and the clusters of a class, on the simulator.</summary>
public sealed class ClustersStoryTests(Campus campus)
{
    private const string Lab = """
        assignment: lab
        title: { en: EKS lab, ko: EKS 실습 }
        access: [awsKeys, kubeconfig]
        settleFor: 0s
        deletion: { enforce: true }
        checks: [{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]
        """;

    [Fact]
    public async Task Instructor_ExtendsALease_SeesWhatWouldGo_AndSettlesIt()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync();
        (await room.Instructor.PutAsync(room.Lab, Lab, "application/yaml")).Is(200);
        var cluster = school.Take("good-keys");
        var submission = (await room.Student.PostAsync($"{room.Lab}/submissions", cluster.SubmissionJson())).Is(202).Id;
        await room.Student.GradedAsync(submission);
        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        var page = await visit.OpenAsync(room.Page() + "/gradebook");

        // From the gradebook to the board: what it costs is the link.
        await page.Locator(".figure-list a.projected").ClickAsync();
        await page.ArriveAsync($"**/courses/{room.Course}/clusters");
        var board = new ClustersPage(page);
        await Expect(board.Lines).ToHaveCountAsync(1);
        await Expect(board.Lines.First).ToContainTextAsync(cluster.ClusterName);
        await board.Lines.First.Locator(".who a").ClickAsync();
        await Expect(board.Panel).ToContainTextAsync("김민준");
        Assert.Contains("lease=", page.Url, StringComparison.Ordinal);

        // More time, which the student sees too.
        await board.ExtendAsync("2036-12-06T18:00", "A week in hospital");
        await Expect(board.Panel).ToContainTextAsync("2036-12-06 (Sat) 18:00");
        await Expect(board.Lines.First).ToContainTextAsync("extended");

        // What would go, and nothing goes.
        await board.ListAsync();
        await Expect(board.Orders.First).ToContainTextAsync("done");
        await Expect(board.Orders.First).ToContainTextAsync(cluster.ClusterName);
        await Expect(board.Panel.Locator("#tool-delete button.danger")).ToBeVisibleAsync();
        Assert.Equal("active", (await room.Instructor.GetAsync($"/api/courses/{room.Course}/leases")).Json.GetProperty("items")[0].GetProperty("state").GetString());

        await board.SettleAsync("passed", "Shown at the desk");
        await Expect(board.Lines).ToHaveCountAsync(0);
        await Expect(board.Panel).ToContainTextAsync("settled manually");
        var graded = (await room.Student.GetAsync($"/api/submissions/{submission}")).Json;
        Assert.Equal((40m, true), (graded.GetProperty("score").GetDecimal(), graded.GetProperty("final").GetBoolean()));
        await visit.OpenAsync($"/courses/{room.Course}/audit");
        await Expect(page.Locator("main")).ToContainTextAsync("A week in hospital");
        await Expect(page.Locator("main")).ToContainTextAsync("Shown at the desk");
        visit.IsCalm();
    }

    [Fact]
    public async Task Board_IsSortedSearchedAndReadWithTheKeyboard()
    {
        await campus.OpenAsync();
        await using var visit = await campus.VisitAsync(Who.Instructor);
        var page = await visit.OpenAsync($"/courses/{School.Course}/clusters");
        var board = new ClustersPage(page);
        var all = await board.Lines.CountAsync();
        Assert.True(all > 5, $"The class has {all} clusters.");
        await page.Locator("th a", new() { HasText = "Per hour" }).SendAsync();
        await page.ArriveAsync("**sort=-rate*");
        await Expect(page.Locator("th[aria-sort]")).ToContainTextAsync("Per hour");

        var first = await board.Lines.First.GetAttributeAsync("data-lease") ?? "";
        var second = await board.Lines.Nth(1).GetAttributeAsync("data-lease") ?? "";
        await board.Lines.First.Locator(".who a").ClickAsync();
        await Expect(board.Panel).ToHaveAttributeAsync("data-panel", first);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(board.Panel).ToHaveAttributeAsync("data-panel", second);
        await page.Keyboard.PressAsync("Escape");
        await Expect(board.Panel).ToHaveCountAsync(0);

        await page.Locator("#cluster-search").FillAsync(campus.School.Class[3].Student.Id);
        await Expect(board.Lines).ToHaveCountAsync(1);
        await page.ArriveAsync("**q=*");
        visit.IsCalm();
    }
}
