using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.Pages;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>Names that strangers chose, on every page that shows them: no script runs, the layout holds, every name stands as it is.</summary>
public sealed class HostileTests(Campus campus)
{
    private const string Script = "<img src=x onerror=alert(1)>";
    private static readonly string[] Names = [Script, "=HYPERLINK(\"http://evil.example\")", "\u202Eلعبة العروش‏ rtl", string.Concat(Enumerable.Repeat("긴이름", 66)), "</script><script>alert(2)</script>"];

    [Fact]
    public async Task Names_OfStrangers_AreShownAsTheyAre()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        var roster = Names.Select((n, i) => $"x-{i},\"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\",x{i}@{room.Course}.example");
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\ns-1,김민준," + room.StudentEmail() + "\n" + string.Join('\n', roster), "text/csv")).Is(200);
        var submission = await HandInAsync(school, room);

        await using var visit = await campus.VisitAsync(room.InstructorEmail());
        string[] pages = ["", "/roster", "/attention", "/audit", "/assignments/lab", "/assignments/lab/gradebook", "/assignments/lab/gradebook?student=x-0", "/assignments/lab/projector", "/assignments/lab/extensions", "/assignments/lab/regrade"];
        foreach (var address in pages.Select(p => $"/courses/{room.Course}{p}").Append($"/submissions/{submission}"))
        {
            var page = await visit.OpenAsync(address);
            Assert.Equal(0, await page.Locator("img[src=x], main script:not([src])").CountAsync());
            foreach (var width in (int[])[1440, 390])
            {
                await page.SetViewportSizeAsync(width, 900);
                await Layout.FitsAsync(page, address);
            }
        }

        await visit.OpenAsync($"/courses/{room.Course}/roster");
        await Expect(visit.Page.GetByText(Script).First).ToBeVisibleAsync();
        await visit.OpenAsync($"/submissions/{submission}");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(Script);
        await Pictures.TakeAsync(visit.Page, "hostile-submission");
        visit.IsCalm();

        await using var own = await campus.VisitAsync($"x0@{room.Course}.example", new Window { Width = 390 });
        await own.OpenAsync(room.Page());
        await Expect(own.Page.Locator("#check-nodes")).ToContainTextAsync(Script);
        await Layout.FitsAsync(own.Page, "a page with names of strangers");
        Assert.Equal(0, await own.Page.Locator("img[src=x]").CountAsync());
        own.IsCalm();
    }

    private static async Task<string> HandInAsync(School school, Classroom room)
    {
        var host = room.NewHost();
        var hostile = new Evidence("kubectl get pods", $"NAME READY\n{Script} 1/1\n{string.Concat(Enumerable.Repeat("x", 4000))}", DateTimeOffset.UnixEpoch);
        school.Clusters.On(host).Judge = _ => Verdict.Failed(new LocalizedText($"pod {Script} is not ready", $"파드 {Script}")) with { Evidence = [hostile] };
        var student = school.Service.Client(await Classroom.TokenAsync(school.Service, $"x0@{room.Course}.example"));
        var id = (await student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(host))).Is(202).Id;
        Assert.NotEqual(JsonValueKind.Undefined, (await student.GradedAsync(id)).ValueKind);
        return id;
    }
}
