using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Courses;

public sealed class CoursePageTests(SharedService shared)
{
    [Fact]
    public async Task EveryRole_SeesItsOwnSide_AndStrangersNothing()
    {
        var (room, foreign) = (await Classroom.CreateAsync(shared.Service), await Classroom.CreateAsync(shared.Service));
        var page = $"/courses/{room.Course}";
        (await foreign.Student.GetAsync(page)).Is(404);
        (await foreign.Instructor.GetAsync(page)).Is(404);
        Assert.DoesNotContain(page + "/settings", (await room.Student.GetAsync(page)).Is(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(page + "/settings", (await room.Assistant.GetAsync(page)).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains(page + "/settings", (await room.Instructor.GetAsync(page)).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("course-settings", (await room.Instructor.GetAsync(page + "/settings")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ChangeTitleAndZone_AndMoveDueDates()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-12-04T18:00");
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/courses/{room.Course}";
        var saved = await teacher.SubmitAsync(page + "/settings", "course-settings", ("Input.Title", "Clouds & <storms>"), ("Input.TimeZone", "Europe/Berlin"), ("Input.Term", " 2099-2 "));
        Assert.Equal((302, page + "/settings?saved=true"), (saved.Status, teacher.Lead(saved)));

        var shown = (await teacher.GetAsync(page)).Text;
        Assert.Contains("Clouds &amp; &lt;storms&gt;", shown, StringComparison.Ordinal);
        Assert.Contains("2099-12-04 (Fri) 18:00 CET", shown, StringComparison.Ordinal);
        Assert.Contains("2099-2 · Times in Europe/Berlin", shown, StringComparison.Ordinal);

        var entries = await EntriesAsync(room);
        Assert.Contains(("course.renamed", "Clouds", "Clouds & <storms>"), entries);
        Assert.Contains(("course.termChanged", null, "2099-2"), entries);
        Assert.Contains(("course.moved", "Asia/Seoul", "Europe/Berlin"), entries);
        Assert.Contains(("assignment.changed", "version 1", "version 2"), entries);
    }

    [Fact]
    public async Task Settings_FaultsStandAtTheirFields_AndNothingIsChanged()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var refused = await teacher.SubmitAsync($"/courses/{room.Course}/settings", "course-settings", ("Input.Title", ""), ("Input.TimeZone", "Asia/Soul"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("id=\"f-title-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"f-timeZone-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"Asia/Soul\"", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Clouds", (await room.Instructor.GetAsync($"/api/courses/{room.Course}")).Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Settings_AreNotForStudents()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var student = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        // A student's page has no such form: the token is that of his account page.
        var reply = await student.SubmitAsync(await student.GetAsync("/account"), $"/courses/{room.Course}/settings", "course-settings", ("Input.Title", "Mine"), ("Input.TimeZone", "UTC"));
        Assert.InRange(reply.Status, 400, 404);
        Assert.Equal("Clouds", (await room.Instructor.GetAsync($"/api/courses/{room.Course}")).Json.GetProperty("title").GetString());
    }

    private async Task<List<(string What, string? From, string? To)>> EntriesAsync(Classroom room)
    {
        await using var scope = shared.Service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        return [.. (await db.AuditEntries.AsNoTracking().Where(e => db.Courses.Any(c => c.Id == e.CourseId && c.Slug == room.Course))
            .ToListAsync(TestContext.Current.CancellationToken)).Select(e => (e.What, e.From, e.To))];
    }
}
