using System.Net;
using System.Text.Json;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Submissions;

/// <summary>The facts of a verdict, over the API, on pages and in the stream that keeps them up to date.</summary>
public sealed class FactTests(SharedService shared)
{
    private static readonly FactInfo[] Facts =
    [
        new("usable", new LocalizedText("Two nodes are usable", "노드 2개를 사용할 수 있습니다")) { Share = 0.6m },
        new("tool", new LocalizedText("A known tool deploys it", "알려진 도구로 배포합니다")) { Share = 0.4m, Requires = ["usable"] },
        new("noSurplus", new LocalizedText("No more than two", "2개를 넘지 않습니다")) { Cap = 0.5m },
    ];

    [Fact]
    public async Task Facts_AreShownAsTheContractOfTheApiHasThem_OnThePage_AndInItsStream()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var id = await GradedAsync(room, new FactSheet(Facts)
        {
            ["usable"] = FactFinding.Partly(0.5m, [.. Enumerable.Range(1, 7).Select(n => new FactRow(new LocalizedText("a usable node", "사용할 수 있는 노드"), new LocalizedText("<i>not</i> Ready", "Ready 아님"), $"Node n{n}", $"kubectl describe node n{n}"))]),
            ["tool"] = FactFinding.Held,
            ["noSurplus"] = FactFinding.Broken(new FactRow(new LocalizedText("two", "2개"), new LocalizedText("three", "3개"))),
        }.ToVerdict());

        var check = (await room.Student.GetAsync($"/api/submissions/{id}")).Is(200).Json.GetProperty("checks")[0];
        var facts = check.GetProperty("facts").EnumerateArray().ToList();
        Assert.Equal(
            ["fact", "kind", "share", "earned", "cap", "requires", "state", "rows"],
            facts[0].EnumerateObject().Select(p => p.Name).Except(["title", "rowsLeftOut"], StringComparer.Ordinal));
        Assert.Equal(["expected", "seen", "object", "command"], facts[0].GetProperty("rows")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(("usable", "earning", 0.6m, 0.3m, "partial"), (Text(facts[0], "fact"), Text(facts[0], "kind"), facts[0].GetProperty("share").GetDecimal(), facts[0].GetProperty("earned").GetDecimal(), Text(facts[0], "state")));
        Assert.Equal((5, 2), (facts[0].GetProperty("rows").GetArrayLength(), facts[0].GetProperty("rowsLeftOut").GetInt32()));
        Assert.Equal("usable", facts[1].GetProperty("requires")[0].GetString());
        Assert.Equal(("guarding", 0.5m, "broken"), (Text(facts[2], "kind"), facts[2].GetProperty("cap").GetDecimal(), Text(facts[2], "state")));
        Assert.Equal(JsonValueKind.Null, check.GetProperty("question").ValueKind);
        Assert.Equal(10, check.GetProperty("points").GetDecimal());

        using var student = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        var page = (await student.GetAsync(PageOf(room))).Is(200).Text;
        var korean = (await student.GetAsync(PageOf(room), ("Accept-Language", "ko"))).Is(200).Text;
        List<string> streamed = [];
        await foreach (var (name, data) in room.Student.FollowPageAsync(id))
        {
            if (name == "verdict")
            {
                streamed.Add(Text(data, "html"));
            }
        }

        foreach (var shown in new[] { page, streamed.Single(h => h.Contains("fact-list", StringComparison.Ordinal)) })
        {
            Assert.Contains("data-fact=\"usable\"", shown, StringComparison.Ordinal);
            Assert.Contains("&lt;i&gt;not&lt;/i&gt; Ready", shown, StringComparison.Ordinal);
            Assert.Contains("kubectl describe node n5", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("kubectl describe node n6", shown, StringComparison.Ordinal);
            Assert.Contains("2 more not shown", shown, StringComparison.Ordinal);
            Assert.Contains("6 / 12", shown, StringComparison.Ordinal);
            Assert.Contains("at most 50% of the points", shown, StringComparison.Ordinal);
        }

        Assert.Contains("노드 2개를 사용할 수 있습니다", WebUtility.HtmlDecode(korean), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_IsUnknownByTheGrader_UntilAnOverrideAnswersIt()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var question = new LocalizedText("Does Concourse deploy the application?", "Concourse가 애플리케이션을 배포하나요?");
        var id = await GradedAsync(room, new FactSheet(Facts)
        {
            ["usable"] = FactFinding.Held,
            ["tool"] = FactFinding.Asked(question),
            ["noSurplus"] = FactFinding.Held,
        }.ToVerdict());

        var asked = (await room.Instructor.GetAsync($"/api/submissions/{id}")).Is(200).Json;
        var check = asked.GetProperty("checks")[0];
        Assert.Equal(("unknown", "grader", question.En), (Text(check, "outcome"), Text(check, "fault"), Text(check.GetProperty("question"), "text")));
        Assert.False(asked.GetProperty("final").GetBoolean());
        using var student = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        Assert.Contains(question.En, WebUtility.HtmlDecode((await student.GetAsync(PageOf(room))).Is(200).Text), StringComparison.Ordinal);

        Assert.Equal((20m, 12m), (check.GetProperty("question").GetProperty("pointsIfYes").GetDecimal(), check.GetProperty("question").GetProperty("pointsIfNo").GetDecimal()));

        (await room.Instructor.PutAsync($"/api/submissions/{id}/checks/nodes/override", """{"points":20,"reason":"It does: the pipeline was shown."}""")).Is(204);
        var answered = (await room.Instructor.GetAsync($"/api/submissions/{id}")).Is(200).Json.GetProperty("checks")[0];
        Assert.Equal(20, answered.GetProperty("points").GetDecimal());
        Assert.DoesNotContain("For the instructor to decide", (await student.GetAsync(PageOf(room))).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_IsAnsweredInItsRow_WithThePointsThatFollow_AndNotOnceItHasChanged()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var question = new LocalizedText("Does Concourse deploy the application?", "Concourse가 애플리케이션을 배포하나요?");
        var id = await GradedAsync(room, new FactSheet(Facts)
        {
            ["usable"] = FactFinding.Held,
            ["tool"] = FactFinding.Asked(question),
            ["noSurplus"] = FactFinding.Held,
        }.ToVerdict());
        using var teacher = await shared.Service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = $"/submissions/{id}";
        var shown = WebUtility.HtmlDecode((await teacher.GetAsync(page)).Is(200).Text);
        Assert.Contains("Yes: 20 of 20", shown, StringComparison.Ordinal);
        Assert.Contains("No: 12 of 20", shown, StringComparison.Ordinal);

        var other = await teacher.SubmitAsync(page, "verdict", ("do", "decide"), ("target", "nodes"), ("verdict", "yes"), ("question", "Another one?"));
        Assert.Contains("does not ask this any more", WebUtility.HtmlDecode(other.Text), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await room.Instructor.GetAsync($"/api/submissions/{id}")).Is(200).Json.GetProperty("checks")[0].GetProperty("override").ValueKind);

        (await teacher.SubmitAsync(page, "verdict", ("do", "decide"), ("target", "nodes"), ("verdict", "no"), ("question", question.En), ("reason", "No pipeline was shown."))).Is(302);
        var answered = (await room.Instructor.GetAsync($"/api/submissions/{id}")).Is(200).Json.GetProperty("checks")[0];
        Assert.Equal((12m, "Instructor's answer: no. No pipeline was shown."), (answered.GetProperty("points").GetDecimal(), Text(answered.GetProperty("override"), "reason")));
        Assert.DoesNotContain("No: 12 of 20", WebUtility.HtmlDecode((await teacher.GetAsync(page)).Is(200).Text), StringComparison.Ordinal);
    }

    private static async Task<string> GradedAsync(Classroom room, Verdict nodes)
    {
        var host = room.NewHost();
        room.Service.Clusters.On(host).Judge = check => check.Value == "nodes" ? nodes : Script.AllIsWell.Judge(check);
        var id = await room.SubmitAsync(host);
        await room.Student.GradedAsync(id);
        return id;
    }

    private static string PageOf(Classroom room) => $"/courses/{room.Course}/assignments/lab";

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}
