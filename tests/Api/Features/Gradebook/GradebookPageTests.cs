using System.Net;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;
using EksGrader.Tests.Support.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EksGrader.Tests.Api.Features.Gradebook;

public sealed class GradebookPageTests(SharedService shared)
{
    [Fact]
    public async Task Page_ShowsEverybody_WithFiguresChartsAndLinks()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: Lab one");
        await room.GradedAsync();

        var page = (await room.Instructor.GetAsync(Page(room))).Is(200);

        Assert.Equal("text/html", page.Type);
        Assert.Contains("aria-rowcount=\"3\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-student=\"s-1\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-student=\"s-2\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("?show=submitted", page.Text, StringComparison.Ordinal);
        Assert.Contains("score=27-", page.Text, StringComparison.Ordinal);
        Assert.Contains("?check=nodes&amp;outcome=passed", page.Text, StringComparison.Ordinal);
        Assert.Contains("?sort=-check:nodes", WebUtility.UrlDecode(page.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GradeOfALateSubmission_StandsAsItIsExported()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2020-01-01T00:00\nlatePenalty: 0.25");
        await room.GradedAsync();
        var page = (await room.Instructor.GetAsync(Page(room))).Is(200).Text;
        Assert.Contains("<span class=\"open\">30</span>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"final\">22.5</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_WarnsOfGradesOutOfOtherPoints()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        Assert.DoesNotContain("on another scale", await PageAsync(), StringComparison.Ordinal);
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\naccess: [kubeconfig]\nsettleFor: 0s\nchecks: [{ check: nodes, points: 5 }]", "application/yaml")).Is(200);
        Assert.Contains("1 student was graded before the maximum changed to 5.", await PageAsync(), StringComparison.Ordinal);

        async Task<string> PageAsync() => (await room.Instructor.GetAsync(Page(room), ("Accept-Language", "en"))).Is(200).Text;
    }

    [Theory]
    [InlineData("en", "Excel (xlsx)", "every check, for spreadsheets")]
    [InlineData("ko", "Excel (xlsx)", "모든 검사 항목, 스프레드시트용")]
    public async Task Export_OffersEveryForm(string language, string name, string hint)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var page = WebUtility.HtmlDecode((await room.Instructor.GetAsync(Page(room), ("Accept-Language", language))).Is(200).Text);
        foreach (var format in (string[])["xlsx", "plain", "canvas", "moodle", "gradescope"])
            Assert.Contains($"name=\"format\" value=\"{format}\"", page, StringComparison.Ordinal);
        Assert.Contains($"action=\"/api/courses/{room.Course}/assignments/lab/gradebook\"", page, StringComparison.Ordinal);
        Assert.Contains(name, page, StringComparison.Ordinal);
        Assert.Contains(hint, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_SaysBefore_HowManyStayEmptyAndWhy()
    {
        var room = await Classroom.CreateAsync(shared.Service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        await room.GradedAsync();
        var page = (await room.Instructor.GetAsync(Page(room), ("Accept-Language", "en"))).Is(200).Text;
        Assert.Contains("0 of 2 grades are final", page, StringComparison.Ordinal);
        Assert.Contains("2 cells stay empty; none becomes 0:", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"number\">1</span> not submitted", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"number\">1</span> provisional", page, StringComparison.Ordinal);
        Assert.Contains("name=\"provisional\" value=\"true\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projector_AndGradebook_CountPassesTheSame()
    {
        var room = await Classroom.CreateAsync(shared.Service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        await room.GradedAsync();
        var page = (await room.Instructor.GetAsync(Page(room), ("Accept-Language", "en"))).Is(200).Text;
        Assert.Contains("<strong>1</strong> <span>passed all live checks</span>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>0</strong> <span>full marks, final</span>", page, StringComparison.Ordinal);
        Assert.Contains("✓ 100%", page, StringComparison.Ordinal);
        Assert.Contains("class=\"tag warning provisional\"", page, StringComparison.Ordinal);
        var wall = (await room.Instructor.GetAsync(Projector(room), ("Accept-Language", "en"))).Is(200).Text;
        Assert.Contains("<strong>1</strong> <span>passed all live checks</span>", wall, StringComparison.Ordinal);
        Assert.Contains("<strong>0</strong> <span>full marks, final</span>", wall, StringComparison.Ordinal);
        Assert.Contains("100%", wall, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IsForThoseWhoTeach()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        foreach (var path in (string[])[Page(room), Part(room, "rows"), Part(room, "figures"), Part(room, "panel?student=s-1")])
        {
            (await room.Assistant.GetAsync(path)).Is(200);
            (await room.Student.GetAsync(path)).Is(404);
        }

        (await room.Assistant.GetAsync(Projector(room))).Is(200);
        (await room.Student.GetAsync(Projector(room))).Is(404);
        (await room.Student.GetAsync("/fragments" + Projector(room))).Is(404);
    }

    [Fact]
    public async Task AddressNarrowsAndOrders()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        Assert.Equal(["s-1", "s-2"], await StudentsAsync(""));
        Assert.Equal(["s-2", "s-1"], await StudentsAsync("?sort=-student"));
        Assert.Equal(["s-1"], await StudentsAsync("?show=submitted"));
        Assert.Equal(["s-2"], await StudentsAsync("?show=missing"));
        Assert.Equal(["s-1"], await StudentsAsync("?q=%EA%B9%80%EB%AF%BC"));
        Assert.Equal(["s-1"], await StudentsAsync("?check=nodes&outcome=passed"));
        Assert.Empty(await StudentsAsync("?check=nodes&outcome=failed"));
        Assert.Equal(["s-1"], await StudentsAsync("?score=27-"));
        Assert.Empty(await StudentsAsync("?score=0-27"));
        Assert.Equal(["s-2"], await StudentsAsync("?from=1"));

        async Task<IReadOnlyList<string>> StudentsAsync(string query) => Students((await room.Instructor.GetAsync(Page(room) + query)).Is(200).Text);
    }

    [Fact]
    public async Task NameOfAStranger_IsText()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email,section\ns-1,<script>alert(1)</script>,s1@{room.Course}.example,'><img src=x>\ns-2,b,s2@{room.Course}.example,\n", "text/csv")).Is(200);
        var page = (await room.Instructor.GetAsync(Page(room) + "?q=%22%3E%3Cimg+src=x%3E&student=s-1")).Is(200).Text;
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_ThatIsKnown_Is304_UntilSomethingChanges()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var first = (await room.Instructor.GetAsync(Part(room, "rows?from=0&limit=50"))).Is(200);
        Assert.NotNull(first.ETag);
        Assert.Equal(["s-1", "s-2"], Students(first.Text));
        Assert.StartsWith("<table", first.Text, StringComparison.Ordinal);
        await room.GradedAsync();
        await WaitForChangeAsync(room, "rows?from=0&limit=50", first.ETag ?? "");
        Assert.Contains("data-total=\"2\"", first.Text, StringComparison.Ordinal);

        var known = await room.Instructor.GetAsync(Part(room, "figures"));
        // A minute may end between the two: what hangs on the clock is given anew then.
        for (var tries = 0; tries < 3 && known.Status == 200; tries++)
            known = await room.Instructor.GetAsync(Part(room, "figures"), ("If-None-Match", known.Is(200).Headers.ETag?.ToString() ?? ""));
        Assert.Equal((304, ""), (known.Status, known.Text));
    }

    [Fact]
    public async Task Panel_ShowsVerdictsAndEvidence_AndHasAnAddress()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        var page = (await room.Instructor.GetAsync(Page(room) + "?student=s-1")).Is(200).Text;
        Assert.Contains("data-panel=\"s-1\"", page, StringComparison.Ordinal);
        Assert.Contains("kubectl get nodes", page, StringComparison.Ordinal);
        Assert.Contains("data-panel=\"s-2\"", (await room.Instructor.GetAsync(Part(room, "panel?student=s-2"))).Is(200).Text, StringComparison.Ordinal);
        (await room.Instructor.GetAsync(Page(room) + "?student=nobody")).Is(404);
        (await room.Instructor.GetAsync(Part(room, "panel?student=nobody"))).Is(404);
    }

    [Fact]
    public async Task Projector_NamesNoOne_UntilNumbersAreAskedFor()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        var wall = (await room.Instructor.GetAsync(Projector(room))).Is(200).Text;
        Assert.DoesNotContain("s-1", wall, StringComparison.Ordinal);
        Assert.DoesNotContain("김민준", wall, StringComparison.Ordinal);
        var numbered = (await room.Instructor.GetAsync(Projector(room) + "?ids=1")).Is(200).Text;
        Assert.Contains("s-1", numbered, StringComparison.Ordinal);
        Assert.DoesNotContain("김민준", numbered, StringComparison.Ordinal);
        Assert.Contains("wall-figure", (await room.Instructor.GetAsync("/fragments" + Projector(room))).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_SpeaksKorean()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Contains("성적부", (await room.Instructor.GetAsync(Page(room), ("Accept-Language", "ko"))).Is(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?q=%EA%B9%80&show=late&section=A&check=nodes&outcome=failed&score=60-70.5&sort=-check%3Anodes&from=100&student=s-1")]
    [InlineData("?sort=-score")]
    [InlineData("")]
    public void View_OfAnAddress_HasThatAddress(string address) => Assert.Equal(address, ViewOf(address).ToQuery());

    [Theory]
    [InlineData("?show=nonsense&outcome=failed&score=a-b&sort=price&from=-3")]
    [InlineData("?show=99&check=nodes&outcome=77&score=1.234-&sort=")]
    [InlineData("?q=&score=60&from=99999999999")]
    public void View_LeavesAsideWhatMeansNothing(string address) => Assert.Equal(new GradebookView(), ViewOf(address));

    [Fact]
    public void View_OrdersTheOtherWayRound_WhenAskedAgain()
    {
        var score = new GradebookView { From = 200, Student = "s-1" }.By(GradebookOrder.Score);
        Assert.Equal("?sort=-score", score.ToQuery());
        Assert.Equal("?sort=score", score.By(GradebookOrder.Score).ToQuery());
        Assert.Equal("?sort=-check%3Anodes", score.By(GradebookOrder.Check, new CheckId("nodes")).ToQuery());
        Assert.Equal("", new GradebookView { Sort = new GradebookSort(GradebookOrder.Name) }.By(GradebookOrder.Number).ToQuery());
    }

    private static GradebookView ViewOf(string address) => GradebookView.Of(new QueryCollection(QueryHelpers.ParseQuery(address)));

    private static string Page(Classroom room) => $"/courses/{room.Course}/assignments/lab/gradebook";

    private static string Part(Classroom room, string part) => $"/fragments{Page(room)}/{part}";

    private static string Projector(Classroom room) => $"/courses/{room.Course}/assignments/lab/projector";

    private static IReadOnlyList<string> Students(string html) =>
        [.. html.Split("data-student=\"").Skip(1).Select(p => p[..p.IndexOf('"', StringComparison.Ordinal)])];

    // The stamp is asked for once a second at most, so what was just done is seen a moment later.
    private static async Task WaitForChangeAsync(Classroom room, string part, string tag)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var reply = await room.Instructor.GetAsync(Part(room, part), ("If-None-Match", tag));
            if (reply.Status == 200)
            {
                Assert.NotEqual(tag, reply.ETag);
                return;
            }

            Assert.Equal(304, reply.Status);
        }
    }
}
