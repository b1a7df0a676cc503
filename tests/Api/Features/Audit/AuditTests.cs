using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Audit;

public sealed class AuditTests(SharedService shared)
{
    [Fact]
    public async Task Trail_SaysWhoWhatWhenFromToAndWhy()
    {
        var (room, id) = await OverriddenAsync();
        var entry = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&what=override")).Is(200).Json.GetProperty("items")[0];
        Assert.Equal(
            ($"teacher@{room.Course}.example", "override.given", "20", "5", "copied", "s-1", id),
            (Text(entry, "by"), Text(entry, "what"), Text(entry, "from"), Text(entry, "to"), Text(entry, "why"), Text(entry, "student"), Text(entry, "submission")));
        Assert.Equal(room.Course, Text(entry, "course"));
    }

    [Theory]
    [InlineData("who=teacher", 1)]
    [InlineData("who=NOBODY", 0)]
    [InlineData("what=override.given", 1)]
    [InlineData("what=override", 1)]
    [InlineData("what=over", 0)]
    [InlineData("student=s-1&what=override", 1)]
    [InlineData("student=s-2&what=override", 0)]
    [InlineData("student=s-11&what=override", 0)]
    [InlineData("since=2020-01-01T00:00:00Z&what=override", 1)]
    [InlineData("until=2020-01-01T00:00:00Z&what=override", 0)]
    public async Task Filter_NarrowsTheTrail(string filter, int expected)
    {
        var (room, _) = await OverriddenAsync();
        Assert.Equal(expected, (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&{filter}")).Is(200).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Pages_GoThroughEverythingOnce_NewestFirst()
    {
        var (room, _) = await OverriddenAsync();
        var all = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Json.GetProperty("items").EnumerateArray().Select(e => Text(e, "id")).ToList();
        var (paged, after) = (new List<string?>(), "");
        do
        {
            var page = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&limit=2{after}")).Is(200).Json;
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(e => Text(e, "id")));
            after = page.GetProperty("next").GetString() is { } next ? "&after=" + next : null;
        }
        while (after is not null);
        Assert.Equal(all, paged);
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal), all);
        (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&after=nonsense")).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task Export_HoldsTheEntries_AsCsvThatExcelOpens()
    {
        var (room, _) = await OverriddenAsync();

        var csv = (await room.Instructor.GetAsync($"/api/audit/export?course={room.Course}&what=override")).Is(200).Text;
        Assert.Contains("at,time,by,what,description,subject,student,course,from,to,reason", csv, StringComparison.Ordinal);
        Assert.Contains("override.given", csv, StringComparison.Ordinal);
        Assert.Contains("copied", csv, StringComparison.Ordinal);
        (await room.Instructor.GetAsync($"/api/audit/export?course={room.Course}&format=xlsx")).Is(200);
        (await room.Instructor.GetAsync($"/api/audit/export?course={room.Course}&format=pdf")).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task Instructor_SeesHisCoursesOnly_AndNothingOfNoCourse()
    {
        var (room, _) = await OverriddenAsync();
        var (foreign, _) = await OverriddenAsync();
        var items = (await room.Instructor.GetAsync("/api/audit?limit=200")).Is(200).Json.GetProperty("items");
        Assert.All(items.EnumerateArray(), e => Assert.Equal(room.Course, Text(e, "course")));
        Assert.NotEqual(room.Course, foreign.Course);
    }

    [Fact]
    public async Task Page_EncodesWhatStrangersWrote_AndKeepsTheFilterInItsLinks()
    {
        var (room, id) = await OverriddenAsync("<script>alert(1)</script>");
        var page = (await room.Instructor.GetAsync($"/courses/{room.Course}/audit?what=override.given&student=s-1")).Is(200).Text;
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Contains($"/submissions/{id}", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"override.given\" selected>points overridden", page, StringComparison.Ordinal);
        (await room.Assistant.GetAsync($"/courses/{room.Course}/audit")).Is(404);
        (await room.Student.GetAsync("/audit")).Is(404);
        (await room.Admin.GetAsync("/audit")).Is(200);
    }

    private static string? Text(System.Text.Json.JsonElement entry, string name) => entry.GetProperty(name).GetString();

    private async Task<(Classroom Room, string Submission)> OverriddenAsync(string reason = "copied")
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();
        (await room.Instructor.PutAsync($"/api/submissions/{id}/checks/nodes/override", $$"""{"points":5,"reason":"{{reason}}"}""")).Is(204);
        return (room, id);
    }
}
