using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Gradebook;

public sealed class GradebookTests(SharedService shared)
{
    [Fact]
    public async Task Csv_HoldsFinalGrades_AndNoFormula()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        var csv = await room.Instructor.GetAsync($"{room.Lab}/gradebook", ("Accept", "text/csv"));
        Assert.Equal("text/csv", csv.Is(200).Type);
        var lines = csv.Text.Split("\r\n");
        Assert.Equal("studentId,name,email,section,nodes,replicas,score,maxScore,late,attempts,submittedAt,assurance,nodes.assurance,replicas.assurance,standing,provisionalScore,passedLive,fullMarks,submittedAtLocal", lines[0].TrimStart('\uFEFF'));
        Assert.StartsWith($"s-1,김민준,s1@{room.Course}.example,,20,10,30,30,false,1,20", lines[1], StringComparison.Ordinal);
        Assert.Contains("'=SUM(A1)", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",,,,,30,,0,,,,,notSubmitted,,,,", lines[2], StringComparison.Ordinal);
        Assert.Equal(csv.Text, (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format=plain")).Text);
    }

    [Fact]
    public async Task PlainCsv_IsMarkedForExcel_AndSaysTimesOnTheCoursesClockToo()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.GradedAsync();
        var bytes = await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format=plain");
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        var cells = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n")[1].Split(',');
        Assert.Equal(["final", "", "true", "true"], cells[14..18]);
        var (utc, local) = (DateTime.ParseExact(cells[10], "yyyy-MM-ddTHH:mm:ss'Z'", null), DateTime.ParseExact(cells[18], "yyyy-MM-dd HH:mm:ss", null));
        Assert.Equal(TimeSpan.FromHours(9), local - utc);
        foreach (var format in (string[])["canvas", "moodle"])
            Assert.NotEqual(Encoding.UTF8.GetPreamble(), (await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format={format}"))[..3]);
    }

    [Theory]
    [InlineData("plain", ",20,,20,40,")]
    [InlineData("canvas", ",20")]
    [InlineData("moodle", ",20,\"nodes 20/20")]
    public async Task ProvisionalScores_StandInOnlyWhereTheyAreAskedFor(string format, string cells)
    {
        var room = await Classroom.CreateAsync(shared.Service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        await room.GradedAsync();
        var usual = await room.Instructor.GetAsync($"{room.Lab}/gradebook?format={format}");
        Assert.DoesNotContain(cells, usual.Is(200).Text, StringComparison.Ordinal);
        var asked = await room.Instructor.GetAsync($"{room.Lab}/gradebook?format={format}&provisional=true");
        Assert.Contains(cells, asked.Is(200).Text, StringComparison.Ordinal);
        var row = (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0];
        Assert.Equal(("provisional", 20m, true, false), (row.GetProperty("standing").GetString(), row.GetProperty("provisional").GetDecimal(), row.GetProperty("passedLive").GetBoolean(), row.GetProperty("fullMarks").GetBoolean()));
    }

    [Fact]
    public async Task GradeThatIsNotFinal_IsEmpty_BesideThePointsThatAreThere()
    {
        var room = await Classroom.CreateAsync(shared.Service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        await room.GradedAsync();
        var row = (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0];
        Assert.Equal(20, row.GetProperty("score").GetDecimal());
        Assert.Equal("Null", row.GetProperty("grade").ValueKind.ToString());
        Assert.False(row.GetProperty("final").GetBoolean());
        var csv = await room.Instructor.GetAsync($"{room.Lab}/gradebook", ("Accept", "text/csv"));
        Assert.StartsWith($"s-1,김민준,s1@{room.Course}.example,,20,,,40,false,1,", csv.Text.Split("\r\n")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LatePenalty_IsTakenOffTheGrade()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2020-01-01T00:00\nlatePenalty: 0.25");
        await room.GradedAsync();
        var row = (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0];
        Assert.Equal((30m, 22.5m), (row.GetProperty("score").GetDecimal(), row.GetProperty("grade").GetDecimal()));
    }

    [Fact]
    public async Task FormThatIsNotKnown_IsRefused_AndWhoDoesNotTeachGetsNone()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Equal(["format"], (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format=lotus")).IsProblem(422, "invalid").Fields);
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook", ("Accept", "image/png"))).IsProblem(406, "not-acceptable");
        foreach (var format in (string[])["plain", "xlsx", "canvas", "moodle", "gradescope"])
            (await room.Student.GetAsync($"{room.Lab}/gradebook?format={format}")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Canvas_HasItsColumns_ThePossiblePoints_AndEmptyCellsForWhatIsNotFinal()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: Lab one");
        await room.GradedAsync();
        var csv = await room.Instructor.GetAsync($"{room.Lab}/gradebook?format=canvas");
        Assert.Equal("text/csv", csv.Is(200).Type);
        Assert.Equal(
            [
                "Student,ID,SIS User ID,SIS Login ID,Section,Lab one",
                "    Points Possible,,,,,30",
                $"김민준,,s-1,s1@{room.Course}.example,,30",
                $"'=SUM(A1),,s-2,s2@{room.Course}.example,,",
                "",
            ],
            csv.Text.Split("\r\n"));
    }

    [Fact]
    public async Task Moodle_HasGradeAndFeedback_AndNothingForWhatIsNotFinal()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: Lab one");
        await room.GradedAsync();
        var lines = (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format=moodle")).Is(200).Text.Split("\r\n");
        Assert.Equal("ID number,Email address,Full name,Lab one,Feedback", lines[0]);
        Assert.Equal($"s-1,s1@{room.Course}.example,김민준,30,\"nodes 20/20: as asked\nreplicas 10/10: as asked\"", lines[1]);
        Assert.Equal($"s-2,s2@{room.Course}.example,'=SUM(A1),,", lines[2]);
    }

    [Fact]
    public async Task Gradescope_HasResultsOfFinalGradesOnly()
    {
        var room = await Classroom.CreateAsync(shared.Service, "title: Lab one\ndue: 2020-01-01T00:00\nlatePenalty: 0.5");
        await room.GradedAsync();
        using var zip = new ZipArchive(new MemoryStream(await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format=gradescope")));
        Assert.Equal(["s-1/results.json", "not-final.txt"], zip.Entries.Select(e => e.FullName));
        var results = JsonElement.Parse(Read("s-1/results.json"));
        Assert.Equal(15m, results.GetProperty("score").GetDecimal());
        var test = results.GetProperty("tests")[0];
        Assert.Equal(("nodes", 20m, 20m, "passed"), (test.GetProperty("name").GetString(), test.GetProperty("score").GetDecimal(), test.GetProperty("max_score").GetDecimal(), test.GetProperty("status").GetString()));
        Assert.Equal("s-2\n", Read("not-final.txt"));

        string Read(string entry)
        {
            using var reader = new StreamReader(zip.GetEntry(entry)?.Open() ?? Stream.Null);
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public async Task Archive_HoldsEverythingOfTheAssignment_ForInstructorsAlone()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();
        (await room.Assistant.PostAsync($"/api/submissions/{id}/checks/nodes/appeal", """{ "reason": "Well done." }""")).Is(201);
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        (await teacher.SubmitAsync($"/submissions/{id}", "verdict", ("do", "note"), ("note", "Asked in class."))).Is(302);
        using var zip = new ZipArchive(new MemoryStream(await room.Instructor.DownloadAsync($"{room.Lab}/archive")));
        Assert.Equal(
            [
                "gradebook.csv", "gradebook.xlsx", "assignment/version-1.yaml", "audit.json",
                "students/s-1/1/submission.json", "students/s-1/1/recording.jsonl.gz", "students/s-1/1/appeals.json", "students/s-1/1/notes.json",
            ],
            zip.Entries.Select(e => e.FullName));
        Assert.Equal("Well done.", Json("students/s-1/1/appeals.json")[0].GetProperty("messages")[0].GetProperty("text").GetString());
        Assert.Equal("Asked in class.", Json("students/s-1/1/notes.json")[0].GetProperty("text").GetString());
        Assert.Superset(
            new HashSet<string?>(["assignment.changed", "submission.handed-in"], StringComparer.Ordinal),
            Json("audit.json").EnumerateArray().Select(e => e.GetProperty("what").GetString()).ToHashSet(StringComparer.Ordinal));
        using var reader = new StreamReader(zip.GetEntry("students/s-1/1/submission.json")?.Open() ?? Stream.Null);
        Assert.Equal(id, JsonElement.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString());
        (await room.Assistant.GetAsync($"{room.Lab}/archive")).IsProblem(404, "not-found");
        (await room.Student.GetAsync($"{room.Lab}/archive")).IsProblem(404, "not-found");

        JsonElement Json(string entry)
        {
            using var file = new StreamReader(zip.GetEntry(entry)?.Open() ?? Stream.Null);
            return JsonElement.Parse(file.ReadToEnd());
        }
    }

    [Theory]
    [InlineData("2026001", "2026001")]
    [InlineData("../../etc/passwd", "_.._etc_passwd-")]
    [InlineData("..", "-")]
    public void FolderOfAStudent_LeadsNowhereElse(string number, string folder) => Assert.StartsWith(folder, GradescopeZip.FolderOf(number), StringComparison.Ordinal);

    [Fact]
    public async Task Pages_AreTakenByStudentNumber_FromTheDatabase()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var first = (await room.Instructor.GetAsync($"{room.Lab}/gradebook?limit=1")).Is(200).Json;
        Assert.Equal("s-1", first.GetProperty("items")[0].GetProperty("studentId").GetString());
        var second = (await room.Instructor.GetAsync($"{room.Lab}/gradebook?limit=1&after={first.GetProperty("next").GetString()}")).Is(200).Json;
        Assert.Equal("s-2", second.GetProperty("items")[0].GetProperty("studentId").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Override_Counts_UntilItIsTakenBack()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await room.GradedAsync();
        var check = $"/api/submissions/{id}/checks/nodes/override";
        Assert.Equal(["reason", "points"], (await room.Assistant.PutAsync(check, """{"points":21}""")).IsProblem(422, "invalid").Fields);
        (await room.Assistant.PutAsync(check, """{"points":7.5,"reason":"agreed with the student"}""")).Is(204);
        var given = (await room.Student.GetAsync($"/api/submissions/{id}")).Json;
        Assert.Equal(17.5m, given.GetProperty("score").GetDecimal());
        Assert.Equal("agreed with the student", given.GetProperty("checks")[0].GetProperty("override").GetProperty("reason").GetString());
        (await room.Instructor.DeleteAsync(check)).Is(204);
        (await room.Instructor.DeleteAsync(check)).IsProblem(404, "not-found");
        Assert.Equal(30m, (await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("score").GetDecimal());
    }

    [Fact]
    public async Task Regrade_FromTheCluster_SeesWhatIsThereNow_AndTheRecordingIsGiven()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var host = room.NewHost();
        shared.Service.Clusters.On(host).Judge = _ => Checks.Core.Verdict.Unknown(Checks.Core.FaultDomain.Student, Checks.Core.LocalizedText.Same("not allowed to look"));
        var id = await room.GradedAsync(host);
        Assert.Equal(["from"], (await room.Instructor.PostAsync($"/api/submissions/{id}/regrade", """{"from":"memory"}""")).IsProblem(422, "invalid").Fields);
        shared.Service.Clusters.On(host).Judge = _ => Checks.Core.Verdict.Failed(Checks.Core.LocalizedText.Same("gone"));
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\naccess: [kubeconfig]\nsettleFor: 0s\nchecks: [{ check: nodes, points: 5 }]", "application/yaml")).Is(200);
        (await room.Instructor.PostAsync($"/api/submissions/{id}/regrade", """{"from":"cluster"}""")).Is(202);
        var regraded = await room.Student.GradedAsync(id);
        Assert.Equal((0m, 5m, 2), (regraded.GetProperty("score").GetDecimal(), regraded.GetProperty("maxScore").GetDecimal(), regraded.GetProperty("assignmentVersion").GetInt32()));

        var recording = await room.Instructor.DownloadAsync($"/api/submissions/{id}/recording");
        Assert.Equal([0x1f, 0x8b], recording[..2]);
    }

    [Fact]
    public async Task Regrade_WhileBeingGraded_Is409()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var host = room.NewHost();
        var cluster = shared.Service.Clusters.On(host).Hold();
        var id = await room.SubmitAsync(host);
        await cluster.Begun;
        (await room.Instructor.PostAsync($"/api/submissions/{id}/regrade", """{"from":"recording"}""")).IsProblem(409, "not-graded");
        cluster.Release();
        await room.Student.GradedAsync(id);
    }
}
