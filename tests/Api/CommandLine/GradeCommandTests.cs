using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using EksGrader.Api.CommandLine;
using EksGrader.Checks.Core;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.CommandLine;

public sealed class GradeCommandTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-cli-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private PracticeClass? practice;

    public async ValueTask InitializeAsync() => practice = await PracticeClass.StartAsync(
        new PracticeClassOptions { Students = 3, Kinds = ["good-kubeconfig", "node-not-ready", "not-eks"] },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await (practice?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Grade_OfAGoodCluster_ExitsZeroAndPrintsTheReport()
    {
        Assert.Equal(0, await GradeAsync(Request("good-kubeconfig")));

        Assert.Contains("80 / 100", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("✓ passed  nodes", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grade_AsJson_IsTheReportOfTheApi()
    {
        await GradeAsync(Request("good-kubeconfig") with { Output = "json" });

        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal(["assignment", "score", "assurance", "maxScore", "checks", "signs"], json.RootElement.EnumerateObject().Select(p => p.Name));
        var nodes = json.RootElement.GetProperty("checks")[0];
        Assert.Equal(("nodes", "passed", 20m), (nodes.GetProperty("check").GetString(), nodes.GetProperty("outcome").GetString(), nodes.GetProperty("points").GetDecimal()));
        Assert.Equal("kubectl get nodes", nodes.GetProperty("evidence")[0].GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, nodes.GetProperty("fault").ValueKind);
    }

    [Fact]
    public async Task Grade_AsJUnit_CountsPendingAsSkippedAndPartialAsFailure()
    {
        Assert.Equal(1, await GradeAsync(Request("node-not-ready") with { Output = "junit" }));

        var suite = XElement.Parse(output.ToString());
        Assert.Equal(("5", "1"), (suite.Attribute("tests")?.Value, suite.Attribute("skipped")?.Value));
        Assert.NotNull(suite.Elements("testcase").Single(c => c.Attribute("name")?.Value == "nodes").Element("failure"));
    }

    [Fact]
    public async Task Grade_ForGradescope_GivesNoScoreToWhatIsPending()
    {
        await GradeAsync(Request("good-kubeconfig") with { Output = "gradescope" });

        using var json = JsonDocument.Parse(output.ToString());
        var tests = json.RootElement.GetProperty("tests").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString() ?? "", StringComparer.Ordinal);
        Assert.False(tests["cluster-deletion"].TryGetProperty("score", out _));
        Assert.Equal("passed", tests["nodes"].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("junit")]
    [InlineData("gradescope")]
    public async Task Grade_InEveryForm_SaysWhatWasExpectedAndSeen(string form)
    {
        await GradeAsync(Request("node-not-ready") with { Output = form });

        const string title = "As many nodes are usable as were asked for";
        var (text, seen) = (output.ToString(), "1 of 2 nodes are ready");
        switch (form)
        {
            case "json":
                using (var json = JsonDocument.Parse(text))
                {
                    var fact = json.RootElement.GetProperty("checks")[0].GetProperty("facts")[0];
                    var row = fact.GetProperty("rows")[0];
                    Assert.Equal((title, "partial", "2 usable nodes", seen), (fact.GetProperty("title").GetString(), fact.GetProperty("state").GetString(), row.GetProperty("expected").GetString(), row.GetProperty("seen").GetString()));
                    Assert.Equal("kubectl get nodes", row.GetProperty("command").GetString());
                }

                return;
            case "junit":
                var shown = XElement.Parse(text).Elements("testcase").Single(c => c.Attribute("name")?.Value == "nodes");
                Assert.Contains(title, shown.Element("system-out")?.Value, StringComparison.Ordinal);
                text = shown.Element("failure")?.Value ?? "";
                break;
            case "gradescope":
                using (var json = JsonDocument.Parse(text))
                {
                    text = json.RootElement.GetProperty("tests")[0].GetProperty("output").GetString() ?? "";
                }

                break;
        }

        Assert.Contains($"◐ {title}", text, StringComparison.Ordinal);
        Assert.Contains("Expected: 2 usable nodes", text, StringComparison.Ordinal);
        Assert.Contains($"Seen: {seen}", text, StringComparison.Ordinal);
        Assert.Contains("$ kubectl get nodes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grade_OfOneCheck_HasThatOneOnly()
    {
        Assert.Equal(0, await GradeAsync(Request("good-kubeconfig") with { Checks = [new CheckId("replicas")], Output = "json" }));

        using var json = JsonDocument.Parse(output.ToString());
        Assert.Equal(20, json.RootElement.GetProperty("maxScore").GetDecimal());
    }

    [Fact]
    public async Task Regrade_OfARecording_IsTheVerySameReport()
    {
        var recording = new FileInfo(Path.Combine(folder, "look.gz"));
        await GradeAsync(Request("node-not-ready") with { Record = recording, Output = "json" });
        var again = new StringWriter();

        var exit = await RegradeCommand.RunAsync(recording, null, "json", Terminal(again), TestContext.Current.CancellationToken);

        Assert.Equal(1, exit);
        Assert.Equal(output.ToString(), again.ToString());
    }

    [Fact]
    public async Task Input_WithSeveralFaults_IsRefusedWithEachOnALine()
    {
        var exit = await GradeAsync(new GradeRequest { Region = "nowhere", Cluster = "-", Settle = "soon", Checks = [new CheckId("noodles")], AllowedNetworks = ["home"] });

        Assert.Equal(2, exit);
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["--allow-network", "--region", "--cluster", "--settle", "--check"], lines.Select(l => l.Split(':')[0]));
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Kubeconfig_ThatAwsWrites_IsRefusedWithTheAwsAccessToUse()
    {
        var exit = await GradeAsync(new GradeRequest
        {
            Kubeconfig = File("""
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{ name: c, cluster: { server: "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com", certificate-authority-data: "" } }]
                contexts: [{ name: c, context: { cluster: c, user: u } }]
                users: [{ name: u, user: { exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: [--region, eu-west-1, eks, get-token, --cluster-name, student-07] } } }]
                """),
        });

        Assert.Equal(2, exit);
        Assert.Contains("student-07", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("eu-west-1", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubeconfig_ThatIsNone_IsRefusedAtItsOption()
    {
        Assert.Equal(2, await GradeAsync(new GradeRequest { Kubeconfig = File("root:x:0:0") }));

        Assert.StartsWith("--kubeconfig: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Regrade_OfWhatIsNoRecording_IsRefused()
    {
        Assert.Equal(2, await RegradeCommand.RunAsync(File("root:x:0:0"), null, "json", Terminal(output), TestContext.Current.CancellationToken));

        Assert.StartsWith("--recording: This is not a recording", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrivateNetwork_ThatWasNotAllowed_IsNotContacted()
    {
        var exit = await GradeAsync(Request("good-kubeconfig") with { AllowedNetworks = [] });

        Assert.Equal(1, exit);
        Assert.Contains("This is not an EKS cluster", output.ToString(), StringComparison.Ordinal);
    }

    private GradeRequest Request(string kind) => new()
    {
        Kubeconfig = File(practice?.Clusters.First(c => c.Kind == kind).Access.Kubeconfig ?? ""),
        AllowedNetworks = [PracticeClass.Network],
    };

    private FileInfo File(string text)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.yaml");
        System.IO.File.WriteAllText(path, text);
        return new FileInfo(path);
    }

    private Terminal Terminal(TextWriter to) => new(to, error, IsLive: false, CultureInfo.InvariantCulture);

    private Task<int> GradeAsync(GradeRequest request) => GradeRun.RunAsync(
        request,
        Terminal(output),
        TestContext.Current.CancellationToken,
        services => services.AddSingleton<IHostResolver>(practice is { } there ? there.Names : new SystemHostResolver(TimeProvider.System)));
}
