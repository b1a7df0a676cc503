using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Courses;

public sealed class CourseTests(SharedService shared)
{
    [Fact]
    public async Task Course_IsMadeOnce()
    {
        var admin = shared.Service.Admin();
        var slug = "k-" + Guid.NewGuid().ToString("N")[..8];
        var made = (await admin.PostAsync("/api/courses", $$"""{"slug":"{{slug}}","title":"클라우드"}""")).Is(201);
        Assert.Equal($"/api/courses/{slug}", made.Location);
        Assert.Equal(("클라우드", "Asia/Seoul"), (made.Json.GetProperty("title").GetString(), made.Json.GetProperty("timeZone").GetString()));
        (await admin.PostAsync("/api/courses", $$"""{"slug":"{{slug}}","title":"Again"}""")).IsProblem(409, "exists");
        (await admin.GetAsync(made.Location ?? "")).Is(200);
    }

    [Fact]
    public async Task Course_HasEveryFaultAtItsField() => Assert.Equal(
        ["title", "slug", "timeZone"],
        (await shared.Service.Admin().PostAsync("/api/courses", """{"slug":"Not A Slug","title":" ","timeZone":"Mars/Olympus"}""")).IsProblem(422, "invalid").Fields);

    [Fact]
    public async Task Instructors_HaveEveryFaultAtItsField()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var path = $"/api/courses/{room.Course}/instructors";
        Assert.Equal(["instructors"], (await room.Admin.PutAsync(path, "{}")).IsProblem(422, "invalid").Fields);
        Assert.Equal(["instructors[0].email"], (await room.Admin.PutAsync(path, """{"instructors":[{"email":"nobody"}]}""")).IsProblem(422, "invalid").Fields);
        (await room.Admin.PutAsync(path, """{"instructors":[{"email":"a@b.example","role":"king"}]}""")).IsProblem(400, "bad-request");
        (await room.Admin.PutAsync("/api/courses/none/instructors", """{"instructors":[]}""")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task InstructorWhoIsNotNamedAnyMore_SeesNothing()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Is(200);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/instructors", """{"instructors":[]}""")).Is(200);
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).IsProblem(404, "not-found");
    }
}
