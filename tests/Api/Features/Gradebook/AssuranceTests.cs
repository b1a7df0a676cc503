using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using EksGrader.Api.CommandLine;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Api.Features.Gradebook;

/// <summary>How sure a grade is: in the API, the gradebook, its exports, the pages and the command line's reports.</summary>
public sealed class AssuranceTests(SharedService shared)
{
    private static readonly LocalizedText Words = LocalizedText.Same("as asked");

    [Fact]
    public async Task Submission_SaysItForEachCheck_AndTheLowestBesideItsScore()
    {
        var (room, id) = await MixedAsync();

        var graded = (await room.Student.GetAsync($"/api/submissions/{id}")).Is(200).Json;

        Assert.Equal("cluster", graded.GetProperty("assurance").GetString());
        Assert.Equal(["aws", "cluster", null], graded.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("assurance").GetString()));
    }

    [Fact]
    public async Task Gradebook_AndItsPlainExports_SayIt_AndColumnsOfAnLmsStay()
    {
        var (room, _) = await MixedAsync();

        var row = (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Is(200).Json.GetProperty("items")[0];
        Assert.Equal("cluster", row.GetProperty("assurance").GetString());
        Assert.Equal("aws", row.GetProperty("checks")[0].GetProperty("assurance").GetString());
        var lines = (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format=plain")).Is(200).Text.Split("\r\n");
        Assert.Contains(",submittedAt,assurance,nodes.assurance,replicas.assurance,cluster-deletion.assurance,standing,", lines[0], StringComparison.Ordinal);
        Assert.Contains("Z,cluster,aws,cluster,,provisional,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",,,,,,notSubmitted,,,,", lines[2], StringComparison.Ordinal);
        var sheet = new XlsxFile(await room.Instructor.DownloadAsync($"{room.Lab}/gradebook?format=xlsx"));
        Assert.Equal(["assurance", "nodes.assurance", "replicas.assurance", "cluster-deletion.assurance"], sheet.Rows[0][^9..^5]);
        Assert.Equal(["cluster", "aws", "cluster", null], sheet.Rows[1][^9..^5]);
        foreach (var format in (string[])["canvas", "moodle"])
            Assert.DoesNotContain("assurance", (await room.Instructor.GetAsync($"{room.Lab}/gradebook?format={format}")).Is(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster", "s-1")]
    [InlineData("aws", "")]
    [InlineData("nonsense", "s-1 s-2")]
    public async Task GradebookPage_ShowsIt_AndNarrowsToIt(string assurance, string students)
    {
        var (room, _) = await MixedAsync();

        var page = (await room.Instructor.GetAsync($"/courses/{room.Course}/assignments/lab/gradebook?assurance={assurance}", ("Accept-Language", "en"))).Is(200).Text;

        Assert.Equal(students, string.Join(' ', new[] { "s-1", "s-2" }.Where(s => page.Contains($"data-student=\"{s}\"", StringComparison.Ordinal))));
        Assert.Contains("id=\"gradebook-assurance\"", page, StringComparison.Ordinal);
        if (students.Length > 0)
            Assert.Contains("Reported by the cluster", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Reported by the cluster")]
    [InlineData("ko", "클러스터 정보 기준")]
    public async Task StudentsPage_SaysWhatTheGradeRestsOn(string language, string words)
    {
        var (room, _) = await MixedAsync();

        var page = (await room.Student.GetAsync($"/courses/{room.Course}/assignments/lab", ("Accept-Language", language))).Is(200).Text;

        Assert.Contains(words, System.Net.WebUtility.HtmlDecode(page).Replace("'", "&#x27;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AssignmentThatAsksForAws_TakesNoKubeconfigAlone()
    {
        var room = await Classroom.CreateAsync(shared.Service, "assurance: aws");
        const string Aws = """{ "kind": "awsRole", "region": "ap-northeast-2", "clusterName": "lab", "roleArn": "arn:aws:iam::111122223333:role/eks-grader" }""";
        var kubeconfig = JsonSerializer.Serialize(Kubeconfigs.For(room.NewHost()));

        var refused = (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(422, "invalid");
        Assert.Equal(["access.aws"], refused.Fields);
        Assert.Equal(["access.aws"], (await room.Student.PostAsync($"{room.Lab}/access/test", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(422, "invalid").Fields);
        (await room.Student.PostAsync($"{room.Lab}/submissions", $$"""{ "access": { "kind": "kubeconfig", "kubeconfig": {{kubeconfig}}, "aws": {{Aws}} } }""")).Is(202);
        (await room.Student.PostAsync($"{room.Lab}/submissions", $$"""{ "access": {{Aws}} }""")).Is(202);
    }

    [Theory]
    [InlineData("assurance: aws", "AWS access (required)", "counts only what AWS confirms")]
    [InlineData("assurance: cluster", "Add AWS access", "Every way earns the same points")]
    public async Task StudentsPage_OffersWaysThatGiveWhatIsAsked(string rule, string form, string lead)
    {
        var room = await Classroom.CreateAsync(shared.Service, rule);

        var page = System.Net.WebUtility.HtmlDecode((await room.Student.GetAsync($"/courses/{room.Course}/assignments/lab", ("Accept-Language", "en"))).Is(200).Text);

        Assert.Contains(form, page, StringComparison.Ordinal);
        Assert.Contains(lead, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_OfTheCommandLine_SayIt()
    {
        var json = JsonElement.Parse(Printed("json"));
        Assert.Equal(("cluster", "aws"), (json.GetProperty("assurance").GetString(), json.GetProperty("checks")[0].GetProperty("assurance").GetString()));
        Assert.Contains("assurance: cluster   This is what the cluster reports about itself.", Printed("text"), StringComparison.Ordinal);
        Assert.Contains("nodes  (assurance: aws)", Printed("text"), StringComparison.Ordinal);
        var junit = XElement.Parse(Printed("junit"));
        Assert.Equal(["cluster", "aws", "cluster"], junit.Descendants("property").Where(p => p.Attribute("name")?.Value == "assurance").Select(p => p.Attribute("value")?.Value));
        var gradescope = JsonElement.Parse(Printed("gradescope"));
        Assert.Equal("cluster", gradescope.GetProperty("extra_data").GetProperty("assurance").GetString());
        Assert.Equal("aws", gradescope.GetProperty("tests")[0].GetProperty("extra_data").GetProperty("assurance").GetString());
        Assert.False(gradescope.GetProperty("tests")[2].TryGetProperty("extra_data", out _));
    }

    private static Verdict Verdict(string check) => check switch
    {
        "nodes" => EksGrader.Checks.Core.Verdict.Passed(Words) with { Assurance = Assurance.Aws },
        "replicas" => EksGrader.Checks.Core.Verdict.Passed(Words) with { Assurance = Assurance.Cluster },
        _ => EksGrader.Checks.Core.Verdict.Pending(Words),
    };

    private static string Printed(string format)
    {
        string[] checks = ["nodes", "replicas", "cluster-deletion"];
        var assignment = new Assignment { Slug = "lab", Title = Words, Checks = [.. checks.Select(c => new AssignedCheck(new CheckId(c), 20, new Dictionary<string, object>()))] };
        using var output = new StringWriter();
        ReportFormats.ByName[format].Write(
            new Report(assignment, [.. assignment.Checks.Select(c => new CheckResult(c.Check, c.Points, Verdict(c.Check.Value)))], []), TimeSpan.FromSeconds(1), CultureInfo.GetCultureInfo("en"), output);
        return output.ToString();
    }

    // One check is confirmed by AWS, one rests on the cluster's word, one waits.
    private async Task<(Classroom Room, string Submission)> MixedAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service, checks: "[{ check: nodes, points: 20 }, { check: replicas, points: 20 }, { check: cluster-deletion, points: 20 }]");
        var host = room.NewHost();
        shared.Service.Clusters.On(host).Judge = check => Verdict(check.Value);
        return (room, await room.GradedAsync(host));
    }
}
