using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Home;

public sealed class HomeTests(SharedService shared)
{
    [Fact]
    public async Task Visitor_IsLedToSigningIn()
    {
        using var browser = new WebBrowser(shared.Service);
        var reply = await browser.GetAsync("/");
        Assert.Equal((302, "/sign-in"), (reply.Status, browser.Lead(reply)));
    }

    [Fact]
    public async Task Student_SeesAssignments_WithStateScoreAndDueDate()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: { en: Lab one, ko: 실습 하나 }\ndue: 2099-12-04T18:00\nmaxAttempts: 3");
        var before = (await room.Student.GetAsync("/")).Is(200).Text;
        Assert.Contains($"href=\"/courses/{room.Course}/assignments/lab\"", before, StringComparison.Ordinal);
        Assert.Contains("Lab one", before, StringComparison.Ordinal);
        Assert.Contains("not submitted", before, StringComparison.Ordinal);
        Assert.Contains("2099-12-04 (Fri) 18:00 KST", before, StringComparison.Ordinal);
        Assert.Contains("data-countdown=\"2099-12-04T09:00:00Z\"", before, StringComparison.Ordinal);

        await room.GradedAsync();
        var after = (await room.Student.GetAsync("/", ("Accept-Language", "ko"))).Text;
        Assert.Contains("채점 완료", after, StringComparison.Ordinal);
        Assert.Contains("<strong>30</strong> / 30", after, StringComparison.Ordinal);
        Assert.Contains("제출 횟수 1/3", after, StringComparison.Ordinal);
        Assert.DoesNotContain("gradebook", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Student_SeesHisExtendedDueDate_AndTheClassmateHisOwn()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-12-04T18:00");
        (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-12-06T09:00:00Z","students":["s-1"],"reason":"ill"}""")).Is(200);
        Assert.Contains("2099-12-06 (Sun) 18:00 KST", (await room.Student.GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("2099-12-04 (Fri) 18:00 KST", (await room.Classmate.GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instructor_SeesCounts_AndAssistantNoEditor()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        var teacher = (await room.Instructor.GetAsync("/")).Is(200).Text;
        Assert.Contains($"/courses/{room.Course}/assignments/lab/gradebook", teacher, StringComparison.Ordinal);
        Assert.Contains("<strong>1</strong> / 2 submitted", teacher, StringComparison.Ordinal);
        Assert.Contains("/lab/edit", teacher, StringComparison.Ordinal);

        var assistant = (await room.Assistant.GetAsync("/")).Is(200).Text;
        Assert.Contains("assistant", assistant, StringComparison.Ordinal);
        Assert.DoesNotContain("/lab/edit", assistant, StringComparison.Ordinal);
        Assert.DoesNotContain("new-course", assistant, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StudentOfNothing_IsToldWhatToDo()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\n", "text/csv")).Is(200);
        Assert.Contains("on the roster", (await room.Student.GetAsync("/")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Courses_StandByTerm_AreSearched_AndArchivedOnesAreFoldedAway()
    {
        var (room, second) = (await Classroom.CreateAsync(shared.Service), await Classroom.CreateAsync(shared.Service));
        (await room.Admin.PutAsync($"/api/courses/{second.Course}/instructors", $$"""{"instructors":[{"email":"teacher@{{room.Course}}.example"}]}""")).Is(200);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}", """{"title":"Networks","term":"2097-1"}""")).Is(200);
        (await room.Admin.PutAsync($"/api/courses/{second.Course}", """{"title":"Clusters","term":"2097-2"}""")).Is(200);
        var home = (await room.Instructor.GetAsync("/")).Is(200).Text;
        Assert.True(home.IndexOf(">2097-2</h2>", StringComparison.Ordinal) is > 0 and var later && later < home.IndexOf(">2097-1</h2>", StringComparison.Ordinal));

        var found = (await room.Instructor.GetAsync("/?q=networks")).Text;
        Assert.Contains($"href=\"/courses/{room.Course}\"", found, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"/courses/{second.Course}\"", found, StringComparison.Ordinal);
        Assert.Contains("No course matches “&lt;b&gt;”.", (await room.Instructor.GetAsync("/?q=%3Cb%3E")).Text, StringComparison.Ordinal);

        (await room.Instructor.PostAsync($"/api/courses/{room.Course}/archive", "")).Is(200);
        var archived = (await room.Instructor.GetAsync("/")).Text;
        Assert.Contains("Archived courses (1)", archived, StringComparison.Ordinal);
        Assert.True(archived.IndexOf("archived-courses", StringComparison.Ordinal) < archived.IndexOf($"/courses/{room.Course}\"", StringComparison.Ordinal));
        Assert.Contains("Archived courses (1)", (await room.Student.GetAsync("/")).Text, StringComparison.Ordinal);
    }
}
