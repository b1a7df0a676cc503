using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Roster;

/// <summary>One student at a time, adding beside replacing, and the roster as files.</summary>
public sealed class RosterStudentTests(SharedService shared)
{
    [Fact]
    public async Task Student_IsAddedChangedRemoved_AndComesBack()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var roster = $"/api/courses/{room.Course}/roster";
        var added = (await room.Instructor.PostAsync(roster, $$"""{"studentId":"s-3","name":"이서연","email":"s3@{{room.Course}}.example","section":"B"}""")).Is(201);
        Assert.Equal($"{roster}/s-3", added.Location);
        Assert.Equal(("s-3", "B"), (added.Json.GetProperty("studentId").GetString(), added.Json.GetProperty("section").GetString()));
        (await room.Instructor.PostAsync(roster, $$"""{"studentId":"s-3","name":"Other","email":"other@{{room.Course}}.example"}""")).IsProblem(409, "exists");

        var changed = (await room.Instructor.PutAsync($"{roster}/s-3", $$"""{"name":"이서영","email":"s3@{{room.Course}}.example"}""")).Is(200).Json;
        Assert.Equal("이서영", changed.GetProperty("name").GetString());
        (await room.Instructor.DeleteAsync($"{roster}/s-3")).Is(204);
        Assert.Equal(["s-1", "s-2"], await NumbersAsync(room));
        (await room.Instructor.DeleteAsync($"{roster}/s-3")).IsProblem(404, "not-found");
        (await room.Instructor.PostAsync(roster, $$"""{"studentId":"s-3","name":"이서영","email":"s3@{{room.Course}}.example"}""")).Is(201);
        Assert.Equal(["s-1", "s-2", "s-3"], await NumbersAsync(room));

        var audit = (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text;
        foreach (var entry in (string[])["student.added", "student.changed", "student.left"])
            Assert.Contains(entry, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_IsCorrected_AndTheStudentKeepsTheAccount()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Student.GetAsync("/api/courses")).Is(200);
        var roster = $"/api/courses/{room.Course}/roster";
        var changed = (await room.Instructor.PutAsync($"{roster}/s-1", $$"""{"studentId":"s-9","name":"김민준","email":"s1@{{room.Course}}.example"}""")).Is(200).Json;
        Assert.True(changed.GetProperty("signedIn").GetBoolean());
        Assert.Equal(["s-2", "s-9"], await NumbersAsync(room));
        (await room.Student.GetAsync($"/api/courses/{room.Course}")).Is(200);
        var taken = (await room.Instructor.PutAsync($"{roster}/s-9", $$"""{"studentId":"s-2","name":"김민준","email":"s1@{{room.Course}}.example"}""")).IsProblem(422, "invalid");
        Assert.Equal(["studentId"], taken.Fields);
    }

    [Fact]
    public async Task WrongStudent_IsToldFieldByField()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var roster = $"/api/courses/{room.Course}/roster";
        Assert.Equal(["studentId", "name", "email"], (await room.Instructor.PostAsync(roster, "{}")).IsProblem(422, "invalid").Fields);
        var taken = await room.Instructor.PostAsync(roster, $$"""{"studentId":"s-3","name":"A","email":"S1@{{room.Course}}.example"}""");
        Assert.Equal(["email"], taken.IsProblem(422, "invalid").Fields);
        Assert.Equal(["s-1", "s-2"], await NumbersAsync(room));
    }

    [Fact]
    public async Task FileThatIsAdded_LeavesTheOthers_AndMayNotTakeTheirAddresses()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var roster = $"/api/courses/{room.Course}/roster";
        var done = (await room.Instructor.PutAsync($"{roster}?mode=add", $"학번,성명,메일\ns-3,이서연,s3@{room.Course}.example\n", "text/csv")).Is(200).Json;
        Assert.Equal((0, 2), (done.GetProperty("left").GetArrayLength(), done.GetProperty("unchanged").GetInt32()));
        Assert.Equal(["s-1", "s-2", "s-3"], await NumbersAsync(room));
        var taken = await room.Instructor.PutAsync($"{roster}?mode=add", $"studentId,name,email\ns-4,A,s1@{room.Course}.example\n", "text/csv");
        Assert.Equal(["email"], taken.IsProblem(422, "invalid").Fields);
        Assert.Equal(["mode"], (await room.Instructor.PutAsync($"{roster}?mode=merge", "studentId,name,email\n", "text/csv")).IsProblem(422, "invalid").Fields);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public async Task Roster_IsDownloaded_AndUploadedAgainUnchanged(string format, string type)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var roster = $"/api/courses/{room.Course}/roster";
        var file = await room.Instructor.DownloadAsync($"{roster}?format={format}");
        if (format == "csv")
            Assert.Equal(System.Text.Encoding.UTF8.Preamble.ToArray(), file[..3]);
        var reading = EksGrader.Api.Features.Roster.Reading.RosterReader.Read(file);
        Assert.Empty(reading.Faults);
        Assert.Equal(["s-1", "s-2"], reading.Roster?.Lines.Select(l => l.StudentId) ?? []);
        Assert.Equal("=SUM(A1)", reading.Roster?.Lines[1].Name);

        var asked = await room.Instructor.GetAsync(roster, ("Accept", type));
        Assert.Equal(type, asked.Is(200).Type);
        (await room.Instructor.GetAsync(roster, ("Accept", "image/png"))).IsProblem(406, "not-acceptable");
        (await room.Instructor.GetAsync($"{roster}?format=pdf")).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task Workbook_IsTakenByTheApi()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var planned = await room.Instructor.PutBytesAsync($"/api/courses/{room.Course}/roster?dryRun=true", RosterFiles.Read("xlsx/excel-ko.xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        Assert.Equal(["20261234", "20261235"], planned.Is(200).Json.GetProperty("added").EnumerateArray().Select(s => s.GetProperty("studentId").GetString()));
        var refused = await room.Instructor.PutBytesAsync($"/api/courses/{room.Course}/roster", RosterFiles.Read("wrong-scientific.csv"), "text/csv");
        Assert.Equal(["studentId", "studentId"], refused.IsProblem(422, "invalid").Fields);
        Assert.StartsWith("“학번”: ", refused.Json.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string?>> NumbersAsync(Classroom room) =>
        [.. (await room.Instructor.GetAsync($"/api/courses/{room.Course}/roster")).Is(200).Json.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("studentId").GetString())];
}
