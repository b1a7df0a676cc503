using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Courses;

public sealed class CourseCopyTests(SharedService shared)
{
    private const string Dated = "opensAt: 2099-03-02T09:00\ndue: 2099-03-06T18:00\nclosesAt: 2099-03-08T18:00\ndeletion: { deleteBy: dueDay }";

    [Fact]
    public async Task Copy_HoldsAssignmentsAsDraftsAndStaff_AndNoOneElse()
    {
        var room = await Classroom.CreateAsync(shared.Service, Dated);
        await room.Instructor.PutAsync($"/api/courses/{room.Course}", """{"timeZone":"Europe/Berlin"}""");
        var copy = NewSlug();
        var made = (await room.Instructor.PostAsync($"/api/courses/{room.Course}/copies", $$"""{"slug":"{{copy}}","term":"2099-2"}""")).Is(201);
        Assert.Equal($"/api/courses/{copy}", made.Location);
        var course = made.Json.GetProperty("course");
        Assert.Equal(("Clouds", "Europe/Berlin", "2099-2"), (course.GetProperty("title").GetString(), course.GetProperty("timeZone").GetString(), course.GetProperty("term").GetString()));
        Assert.Equal(["lab"], made.Json.GetProperty("assignments").EnumerateArray().Select(a => a.GetString()));

        var lab = (await room.Instructor.GetAsync($"/api/courses/{copy}/assignments/lab", ("Accept", "application/yaml"))).Is(200).Text;
        Assert.Contains("draft: true", lab, StringComparison.Ordinal);
        Assert.DoesNotContain("2099", lab, StringComparison.Ordinal);

        // Deleting by the due day needs a due date: without one the rule is that of a new assignment.
        Assert.Contains("deleteBy: submissionDay", lab, StringComparison.Ordinal);
        Assert.Empty((await room.Instructor.GetAsync($"/api/courses/{copy}/roster")).Is(200).Json.GetProperty("items").EnumerateArray());
        (await room.Student.GetAsync($"/api/courses/{copy}")).Is(404);
        (await room.Assistant.GetAsync($"/api/courses/{copy}/roster")).Is(200);
        (await room.Assistant.PutAsync($"/api/courses/{copy}/roster", "studentId,name,email\n", "text/csv")).Is(404);
        var audit = (await room.Instructor.GetAsync($"/api/audit?course={copy}")).Text;
        Assert.Contains($"a copy of {room.Course}/lab, version", audit, StringComparison.Ordinal);
        Assert.Contains("course.copied", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_MovesEveryDate_ByTheDaysThatAreAskedFor()
    {
        var room = await Classroom.CreateAsync(shared.Service, Dated);
        var copy = NewSlug();
        (await room.Instructor.PostAsync($"/api/courses/{room.Course}/copies", $$"""{"slug":"{{copy}}","moveDays":182}""")).Is(201);
        var lab = (await room.Instructor.GetAsync($"/api/courses/{copy}/assignments/lab")).Is(200).Json;
        Assert.Equal(("2099-08-31T09:00", "2099-09-04T18:00", "2099-09-06T18:00"), (Date("opensAt"), Date("due"), Date("closesAt")));
        Assert.True(lab.GetProperty("draft").GetBoolean());
        Assert.Equal("dueDay", lab.GetProperty("deletion").GetProperty("deleteBy").GetString());

        string? Date(string field) => lab.GetProperty(field).GetString()?[..16];
    }

    [Fact]
    public async Task Copy_HasEveryFaultAtItsField_AndMakesNothing()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var path = $"/api/courses/{room.Course}/copies";
        Assert.Equal(["moveDays", "slug", "title"], (await room.Instructor.PostAsync(path, """{"slug":"No Slug","title":"","moveDays":3661}""")).IsProblem(422, "invalid").Fields.Order(StringComparer.Ordinal));
        Assert.Equal(["slug"], (await room.Instructor.PostAsync(path, $$"""{"slug":"{{room.Course}}"}""")).IsProblem(409, "exists").Fields);
        Assert.Single((await room.Instructor.GetAsync("/api/courses")).Json.GetProperty("items").EnumerateArray());
    }

    // The configuration holds a role of AWS accounts for a name: a copy under it would reach what was meant for another course.
    [Fact]
    public async Task NameThatTheConfigurationHoldsARoleFor_IsAnAdminsToGive()
    {
        await using var service = await Service.StartAsync(["--CourseRoles:reserved:RoleArn=arn:aws:iam::111122223333:role/shared"]);
        var room = await Classroom.CreateAsync(service);
        Assert.Equal(["slug"], (await room.Instructor.PostAsync($"/api/courses/{room.Course}/copies", """{"slug":"reserved"}""")).IsProblem(422, "invalid").Fields);
        (await room.Admin.PostAsync($"/api/courses/{room.Course}/copies", """{"slug":"reserved"}""")).Is(201);
    }

    [Fact]
    public async Task Page_MakesTheCopy_AndSaysWhatToDoNext()
    {
        var room = await Classroom.CreateAsync(shared.Service, Dated);
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var (page, copy) = ($"/courses/{room.Course}/copy", NewSlug());
        var refused = await teacher.SubmitAsync(page, "copy", ("Input.Slug", copy), ("Input.Title", "Clouds"), ("Input.Dates", "move"), ("Input.Days", "many"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("id=\"f-moveDays-fault\"", refused.Text, StringComparison.Ordinal);
        var made = await teacher.SubmitAsync(page, "copy", ("Input.Slug", copy), ("Input.Title", "Clouds"), ("Input.Term", "2099-2"), ("Input.Dates", "clear"), ("Input.Days", "7"));
        Assert.Equal((302, $"/courses/{copy}?copied=1&left=0"), (made.Status, teacher.Lead(made)));
        Assert.Contains("with 1 assignment as drafts", (await teacher.GetAsync($"/courses/{copy}?copied=1&left=0")).Text, StringComparison.Ordinal);
    }

    private static string NewSlug() => "k-" + Guid.NewGuid().ToString("N")[..12];
}
