using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EksGrader.Tests.Browser.Stories;

/// <summary>An exam that is watched: the instructor has the gradebook open, and the wall shows how the class does.</summary>
public sealed class ExamDayTests(Campus campus)
{
    [Fact]
    public async Task GradebookAndWall_FollowTheExam_AndTheWallNamesNoOne()
    {
        var school = await campus.OpenAsync();
        var room = await school.BeginAsync("[{ check: nodes, points: 20 }, { check: replicas, points: 20 }]");
        await using var desk = await campus.VisitAsync(room.InstructorEmail());
        await using var hall = await campus.VisitAsync(room.InstructorEmail());
        var gradebook = new GradebookPage(await desk.OpenAsync(room.Page() + "/gradebook"));
        var wall = await hall.OpenAsync(room.Page() + "/projector");
        await Expect(gradebook.Line("s-1")).Not.ToContainTextAsync("20");
        await Expect(wall.Locator(".wall-figure").First).ToContainTextAsync("0/2");
        foreach (var open in (IPage[])[desk.Page, wall])
            await open.EvaluateAsync("() => { window.isSameDocument = true; }");

        var host = room.NewHost();
        var cluster = school.Clusters.On(host).Hold();
        var submission = await room.SubmitAsync(host);
        await Expect(wall.Locator(".wall-figure").First).ToContainTextAsync("1/2");
        await Expect(gradebook.Line("s-1").Locator("td.check.passed")).ToHaveCountAsync(0);
        cluster.Release();
        await room.Student.GradedAsync(submission);
        await Expect(gradebook.Line("s-1").Locator(".sum")).ToContainTextAsync("40");
        await Expect(gradebook.Line("s-2").Locator("td.check.passed")).ToHaveCountAsync(0);
        await Expect(wall.Locator(".wall-tally").First).ToContainTextAsync("1/1");
        foreach (var open in (IPage[])[desk.Page, wall])
            Assert.True(await open.EvaluateAsync<bool>("() => window.isSameDocument === true"));

        // No one is named, and the numbers are there only when someone asked for them.
        string[] names = ["김민준", "s1@"];
        foreach (var name in names.Append("s-1"))
            Assert.DoesNotContain(name, await wall.ContentAsync(), StringComparison.Ordinal);
        await wall.Locator(".wall-foot a[href$='ids=1']").SendAsync();
        await Expect(wall.Locator(".wall-students")).ToContainTextAsync("s-1");
        foreach (var name in names)
            Assert.DoesNotContain(name, await wall.ContentAsync(), StringComparison.Ordinal);
        desk.IsCalm();
        hall.IsCalm();
    }
}
