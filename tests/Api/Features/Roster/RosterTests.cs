using System.Text.Json;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Roster;

public sealed class RosterTests(SharedService shared)
{
    [Fact]
    public async Task Roster_TellsWhoCameChangedAndLeft_AndDryRunChangesNothing()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var roster = $"/api/courses/{room.Course}/roster";
        var csv = $"studentId,name,email,section\r\ns-1,\"Kim, Minjun\",s1@{room.Course}.example,A\r\ns-3,이서연,s3@{room.Course}.example,\r\n";

        var planned = (await room.Instructor.PutAsync($"{roster}?dryRun=true", csv, "text/csv")).Is(200).Json;
        Assert.True(planned.GetProperty("dryRun").GetBoolean());
        Assert.Equal(["s-1", "s-2"], await NumbersAsync(room));

        var done = (await room.Instructor.PutAsync(roster, "\uFEFF" + csv, "text/csv")).Is(200).Json;
        foreach (var change in (JsonElement[])[planned, done])
        {
            Assert.Equal(["s-3"], Ids(change.GetProperty("added")));
            Assert.Equal(["s-1"], Ids(change.GetProperty("changed")));
            Assert.Equal(["s-2"], Ids(change.GetProperty("left")));
        }

        Assert.Equal(["s-1", "s-3"], await NumbersAsync(room));
        (await room.Classmate.GetAsync($"/api/courses/{room.Course}")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Roster_TellsWhoHasSignedIn()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Student.GetAsync("/api/courses")).Is(200);
        var items = (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Json.GetProperty("items");
        Assert.Equal([true, false], items.EnumerateArray().Select(i => i.GetProperty("signedIn").GetBoolean()));
    }

    [Fact]
    public async Task Roster_ComesPageByPage()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var first = (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster?limit=1")).Json;
        Assert.Equal(["s-1"], Ids(first.GetProperty("items")));
        var second = (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster?limit=1&after={first.GetProperty("next").GetString()}")).Json;
        Assert.Equal(["s-2"], Ids(second.GetProperty("items")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("id,name,email\n", 1, "")]
    [InlineData("studentId,name,email\ns-1,A\n", 2, "")]
    [InlineData("studentId,name,email\ns-1,A,a@a.example\ns-1,B,b@a.example\n", 3, "studentId")]
    [InlineData("studentId,name,email\ns-1,A,nowhere\n", 2, "email")]
    [InlineData("studentId,name,email\ns-1,A,a@a.example\ns-2,\"open\n", 3, "")]
    public async Task WrongLine_IsNamed(string csv, int line, string field)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var refused = (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", csv, "text/csv")).IsProblem(422, "invalid");
        var fault = refused.Json.GetProperty("errors")[0];
        Assert.Equal((line, field), (fault.GetProperty("line").GetInt32(), fault.GetProperty("field").GetString()));
        Assert.Equal(["s-1", "s-2"], await NumbersAsync(room));
    }

    [Fact]
    public async Task RosterAsJson_Is415()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", "[]")).IsProblem(415, "unsupported-media-type");
    }

    private static async Task<IReadOnlyList<string?>> NumbersAsync(Classroom room) =>
        Ids((await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Is(200).Json.GetProperty("items"));

    private static IReadOnlyList<string?> Ids(JsonElement students) => [.. students.EnumerateArray().Select(s => s.GetProperty("studentId").GetString())];
}
