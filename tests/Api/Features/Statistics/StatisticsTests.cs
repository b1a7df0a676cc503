using System.Net;
using System.Text.Json;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Statistics;

/// <summary>What a class came to, in the API, as CSV and on the page: figures that were counted by hand.</summary>
public sealed class StatisticsTests(SharedService shared)
{
    private static readonly FactInfo[] Facts =
    [
        new("usable", new LocalizedText("Two nodes are usable", "노드 2개를 사용할 수 있습니다")) { Share = 1 },
        new("noSurplus", new LocalizedText("No more than two", "2개를 넘지 않습니다")) { Cap = 0.5m },
    ];

    [Fact]
    public async Task Items_AreCountedByTheSubmissionThatCounts_BySection_AndOverTimeByAll()
    {
        var room = await ClassAsync();

        var read = (await room.Instructor.GetAsync(Of(room))).Is(200).Json;
        var scores = read.GetProperty("scores");
        Assert.Equal(3, scores.GetArrayLength());
        Assert.Equal((2, 20m, 20m), (scores[0].GetProperty("scored").GetInt32(), scores[0].GetProperty("mean").GetDecimal(), scores[0].GetProperty("median").GetDecimal()));
        Assert.Equal(("A", 30m), (Text(scores[1], "section"), scores[1].GetProperty("mean").GetDecimal()));
        Assert.Equal(("B", 10m), (Text(scores[2], "section"), scores[2].GetProperty("mean").GetDecimal()));
        Assert.Equal("[{\"attempts\":1,\"students\":1},{\"attempts\":2,\"students\":1}]", read.GetProperty("attempts").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(("nodes", "usable"), (Text(read.GetProperty("hardest"), "check"), Text(read.GetProperty("hardest"), "fact")));

        var nodes = read.GetProperty("checks")[0];
        Assert.Equal((1, 0, 1, 0, 0), CountsOf(nodes));
        Assert.Equal(2, nodes.GetProperty("attemptsToGreen").GetDecimal());
        Assert.True(nodes.GetProperty("secondsToGreen").GetInt64() >= 0);
        var usable = nodes.GetProperty("facts")[0];
        Assert.Equal((1, 0, 1, 0, 0), CountsOf(usable));
        Assert.Equal([("A", 1, 0), ("B", 0, 1)], usable.GetProperty("sections").EnumerateArray().Select(s => (Text(s, "section"), CountsOf(s).Held, CountsOf(s).Broken)));
        // Both submissions of the first student are in the times, though only the second counts.
        Assert.Equal((1, 2), (SumOf(usable, "held"), SumOf(usable, "broken")));
        Assert.Equal("hour", Text(read, "unit"));
    }

    [Fact]
    public async Task Items_AreThereAsATable_AndOnThePage()
    {
        var room = await ClassAsync();

        var csv = (await room.Instructor.GetAsync($"{Of(room)}?format=csv")).Is(200).Text;
        Assert.StartsWith("check,fact,title,group,name,held,partial,broken,unread,open", csv.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("nodes,usable,Two nodes are usable,all,,1,0,1,0,0", csv, StringComparison.Ordinal);
        Assert.Contains("nodes,usable,Two nodes are usable,section,B,0,0,1,0,0", csv, StringComparison.Ordinal);
        Assert.Contains("nodes,,", csv, StringComparison.Ordinal);
        Assert.Equal(csv, (await room.Instructor.GetAsync(Of(room), ("Accept", "text/csv"))).Is(200).Text);
        (await room.Instructor.GetAsync($"{Of(room)}?format=ods")).IsProblem(422, "invalid");
        (await room.Student.GetAsync(Of(room))).IsProblem(404, "not-found");

        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = WebUtility.HtmlDecode((await teacher.GetAsync($"/courses/{room.Course}/assignments/lab/statistics")).Is(200).Text);
        Assert.Contains("Two nodes are usable", page, StringComparison.Ordinal);
        Assert.Contains("By section", page, StringComparison.Ordinal);
        var korean = WebUtility.HtmlDecode((await teacher.GetAsync($"/courses/{room.Course}/assignments/lab/statistics", ("Accept-Language", "ko"))).Is(200).Text);
        Assert.Contains("노드 2개를 사용할 수 있습니다", korean, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assignment_ThatNoOneSubmittedFor_HasNoFigures()
    {
        var room = await Classroom.CreateAsync(shared.Service);

        var read = (await room.Instructor.GetAsync(Of(room))).Is(200).Json;
        Assert.Equal(0, read.GetProperty("checks").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("scores")[0].GetProperty("mean").ValueKind);
        Assert.Equal(JsonValueKind.Null, read.GetProperty("hardest").ValueKind);
    }

    // s-1 of section A fails, then passes; s-2 of section B fails.
    private async Task<Classroom> ClassAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Admin.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email,section\ns-1,A,s1@{room.Course}.example,A\ns-2,B,s2@{room.Course}.example,B\n", "text/csv")).Is(200);
        await SubmitAsync(room, room.Student, isRight: false);
        await SubmitAsync(room, room.Student, isRight: true);
        await SubmitAsync(room, room.Classmate, isRight: false);
        return room;
    }

    private static async Task SubmitAsync(Classroom room, ApiClient student, bool isRight)
    {
        var host = room.NewHost();
        var broken = FactFinding.Broken(new FactRow(LocalizedText.Same("2"), LocalizedText.Same("0")));
        var verdict = new FactSheet(Facts) { ["usable"] = isRight ? FactFinding.Held : broken, ["noSurplus"] = FactFinding.Held }.ToVerdict();
        room.Service.Clusters.On(host).Judge = check => check.Value == "nodes" ? verdict : Script.AllIsWell.Judge(check);
        await student.GradedAsync((await student.PostAsync($"{room.Lab}/submissions", Support.Kubernetes.Kubeconfigs.SubmissionFor(host))).Is(202).Id);
    }

    private static string Of(Classroom room) => $"/api/courses/{room.Course}/assignments/lab/statistics";

    private static (int Held, int Partial, int Broken, int Unread, int Open) CountsOf(JsonElement item)
    {
        var counts = item.GetProperty("counts");
        return (counts.GetProperty("held").GetInt32(), counts.GetProperty("partial").GetInt32(), counts.GetProperty("broken").GetInt32(), counts.GetProperty("unread").GetInt32(), counts.GetProperty("open").GetInt32());
    }

    private static int SumOf(JsonElement item, string kind) => item.GetProperty("times").EnumerateArray().Sum(t => t.GetProperty("counts").GetProperty(kind).GetInt32());

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}
