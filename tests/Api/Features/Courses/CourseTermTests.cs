using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Api.Features.Courses;

/// <summary>Terms, the search by them, and the archive.</summary>
public sealed class CourseTermTests(SharedService shared)
{
    [Fact]
    public async Task List_IsNarrowedByTermWordsAndArchive()
    {
        var (spring, autumn) = (await Classroom.CreateAsync(shared.Service), "c-" + Guid.NewGuid().ToString("N")[..12]);
        (await spring.Instructor.PutAsync($"/api/courses/{spring.Course}", """{"title":"Cloud Computing","term":"2098-1"}""")).Is(200);
        var made = (await spring.Admin.PostAsync("/api/courses", $$"""{"slug":"{{autumn}}","title":"클라우드","term":"2098-2"}""")).Is(201);
        Assert.Equal("2098-2", made.Json.GetProperty("term").GetString());
        (await spring.Admin.PutAsync($"/api/courses/{autumn}/instructors", $$"""{"instructors":[{"email":"teacher@{{spring.Course}}.example"}]}""")).Is(200);

        Assert.Equal($"{spring.Course} {autumn}", await ListAsync(spring.Instructor, ""));
        Assert.Equal(autumn, await ListAsync(spring.Instructor, "?term=2098-2"));
        Assert.Equal(spring.Course, await ListAsync(spring.Instructor, "?q=computing+2098"));
        Assert.Equal("", await ListAsync(spring.Instructor, "?q=computing+2098-2"));
        Assert.Equal("", await ListAsync(spring.Instructor, "?archived=true"));

        (await spring.Instructor.PostAsync($"/api/courses/{spring.Course}/archive", "")).Is(200);
        Assert.Equal(spring.Course, await ListAsync(spring.Instructor, "?archived=true"));
        Assert.Equal(autumn, await ListAsync(spring.Instructor, "?archived=false"));
        Assert.Equal($"{spring.Course} {autumn}", await ListAsync(spring.Instructor, ""));
        Assert.Equal(["q"], (await spring.Instructor.GetAsync("/api/courses?q=" + new string('x', 101))).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task Change_LeavesWhatIsNotSaid_AndAnEmptyTermIsNone()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var path = $"/api/courses/{room.Course}";
        var named = (await room.Instructor.PutAsync(path, """{"term":"Fall 2098"}""")).Is(200).Json;
        Assert.Equal(("Clouds", "Asia/Seoul", "Fall 2098"), (named.GetProperty("title").GetString(), named.GetProperty("timeZone").GetString(), named.GetProperty("term").GetString()));
        Assert.Equal("Fall 2098", (await room.Instructor.PutAsync(path, """{"title":"Skies"}""")).Is(200).Json.GetProperty("term").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await room.Instructor.PutAsync(path, """{"term":" "}""")).Is(200).Json.GetProperty("term").ValueKind);
        Assert.Equal(["term"], (await room.Instructor.PutAsync(path, $$"""{"term":"{{new string('x', 41)}}"}""")).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task Archived_TakesNoSubmissions_StaysReadable_AndIsRestored()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var before = await room.GradedAsync();
        (await room.Instructor.PostAsync($"/api/courses/{room.Course}/archive", "")).Is(200);
        var refused = (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "closed");
        Assert.Contains("archived", refused.Text, StringComparison.Ordinal);

        // By an instructor neither, and what there is stays.
        (await room.Instructor.PostAsync($"{room.Lab}/submissions?student=s-2", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "closed");
        (await room.Student.GetAsync($"/api/submissions/{before}")).Is(200);
        Assert.Contains("no longer takes submissions", (await room.Student.GetAsync($"/courses/{room.Course}/assignments/lab")).Is(200).Text, StringComparison.Ordinal);
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Is(200);

        var restored = (await room.Instructor.PostAsync($"/api/courses/{room.Course}/restore", "")).Is(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, restored.Json.GetProperty("archivedAt").ValueKind);
        await room.SubmitAsync();
        var audit = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text;
        Assert.Contains("course.archived", audit, StringComparison.Ordinal);
        Assert.Contains("course.restored", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsPage_ArchivesAndRestores_InWordsOfTheReader()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}/settings";
        Assert.Equal(302, (await teacher.SubmitAsync(page, "archive", ("Archive", "true"))).Status);
        Assert.Contains("Archived on", (await teacher.GetAsync($"/courses/{room.Course}")).Text, StringComparison.Ordinal);
        Assert.Contains("과목 보관", (await teacher.GetAsync($"/courses/{room.Course}/audit", ("Accept-Language", "ko"))).Text, StringComparison.Ordinal);
        Assert.Contains("no longer takes submissions", (await room.Student.GetAsync($"/courses/{room.Course}")).Text, StringComparison.Ordinal);
        Assert.Equal(302, (await teacher.SubmitAsync(page, "archive", ("Archive", "false"))).Status);
        Assert.DoesNotContain("Archived on", (await teacher.GetAsync($"/courses/{room.Course}")).Text, StringComparison.Ordinal);
    }

    private static async Task<string> ListAsync(ApiClient caller, string query) =>
        string.Join(' ', (await caller.GetAsync("/api/courses" + query)).Is(200).Json.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("slug").GetString()));
}
