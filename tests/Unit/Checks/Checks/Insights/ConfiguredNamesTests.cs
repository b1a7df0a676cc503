using System.Text.Json;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Tests.Unit.Fakes;
using static EksGrader.Tests.Unit.Fakes.InsightsParts;

namespace EksGrader.Tests.Unit.Checks.Checks.Insights;

/// <summary>A cluster name or region that none can have is a template that was not filled in.</summary>
public sealed class ConfiguredNamesTests
{
    private readonly ContainerInsightsCheck check = new();

    [Theory]
    [InlineData("eks-cluster", "ap-northeast-2", true)]
    [InlineData("eks-cluster", "us-gov-west-1", true)]
    [InlineData("eks-cluster", "eusc-de-east-1", true)]
    [InlineData("eks-cluster", "cn-northwest-1", true)]
    [InlineData("eks-cluster", "", true)]
    [InlineData("Eks_Cluster-07", "ap-northeast-2", true)]
    [InlineData("eks-cluster", "{{region_name}}", false)]
    [InlineData("eks-cluster", "${AWS_REGION}", false)]
    [InlineData("eks-cluster", "<region>", false)]
    [InlineData("eks-cluster", "REGION", false)]
    [InlineData("eks-cluster", "ap-northeast-2\n", false)]
    [InlineData("{{cluster_name}}", "ap-northeast-2", false)]
    [InlineData("${CLUSTER_NAME}", "ap-northeast-2", false)]
    [InlineData("$CLUSTER_NAME", "ap-northeast-2", false)]
    [InlineData("<cluster name>", "ap-northeast-2", false)]
    [InlineData("[cluster]", "ap-northeast-2", false)]
    [InlineData("-cluster", "ap-northeast-2", false)]
    [InlineData("arn:aws:eks:ap-northeast-2:123456789012:cluster/eks-cluster", "ap-northeast-2", false)]
    [InlineData("eks-cluster.ap-northeast-2.eksctl.io", "ap-northeast-2", true)]
    [InlineData("student@eks-cluster.ap-northeast-2.eksctl.io", "ap-northeast-2", false)]
    public async Task Names_OfAClusterWhoseNameIsNotKnown_MustHaveTheirForm(string name, string region, bool right)
    {
        var config = JsonSerializer.Serialize(new { agent = new { region }, logs = new { metrics_collected = new { kubernetes = new { cluster_name = name } } } });
        var classic = InstallationsTests.Nodes("n1").With(Map("cwagentconfig", "cwagentconfig.json", config)).Ready(DaemonSet(), "n1");
        var resource = Resource(config: config);
        var addOn = InstallationsTests.Nodes("n1").With(resource).Ready(DaemonSet(owner: resource), "n1");

        Assert.Equal(right ? 1 : 2 / 3d, (double)((await classic.JudgeAsync(check)).Share ?? -1), 6);
        Assert.Equal(right ? 1 : 2 / 3d, (double)((await addOn.JudgeAsync(check)).Share ?? -1), 6);
    }

    [Theory]
    [InlineData("student-07.ap-northeast-2.eksctl.io", true)]
    [InlineData("student-08.ap-northeast-2.eksctl.io", false)]
    [InlineData("student-07.us-east-1.eksctl.io", false)]
    public async Task Names_ByEksctl_AreTheClustersOwn(string name, bool right)
    {
        var config = JsonSerializer.Serialize(new { logs = new { metrics_collected = new { kubernetes = new { cluster_name = name } } } });
        var cluster = InstallationsTests.Nodes("n1").With(Map("cwagentconfig", "cwagentconfig.json", config)).Ready(DaemonSet(), "n1")
            .WithAws(a => a.Activities[$"/aws/containerinsights/{(right ? name : FakeCluster.Name)}/performance"] = new AwsLogActivity(true, FakeCluster.Now));
        Assert.Equal(right ? 1 : 0.75m, (await cluster.JudgeAsync(check)).Share);
    }

    [Theory]
    [InlineData("student@student-07.ap-northeast-2.eksctl.io", "cluster_name is student@")]
    [InlineData("student-07 ", "cluster_name is \"student-07 \"")]
    [InlineData(" student-07.ap-northeast-2.eksctl.io", "cluster_name is \" student-07.")]
    [InlineData("{{cluster_name}}", "cluster_name is still the template")]
    [InlineData("<user>@<cluster>", "cluster_name is still the template")]
    public async Task Names_ThatAPersonWrote_AreNotCalledATemplate(string name, string words)
    {
        var config = JsonSerializer.Serialize(new { logs = new { metrics_collected = new { kubernetes = new { cluster_name = name } } } });
        var verdict = await InstallationsTests.Nodes("n1").With(Map("cwagentconfig", "cwagentconfig.json", config)).Ready(DaemonSet(), "n1").JudgeAsync(check);
        Assert.Contains(words, verdict.Summary.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("student-07", true)]
    [InlineData("student-08", false)]
    [InlineData("{{cluster_name}}", false)]
    public async Task Names_InOpenTelemetryMode_AreJudgedAlike(string name, bool right)
    {
        var cluster = InstallationsTests.OtelMode(Otel.Replace("\"student-07\"", $"\"{name}\"", StringComparison.Ordinal)).Submitted(h => h with { ClusterName = FakeCluster.Name });
        Assert.Equal(right ? 1 : 2 / 3d, (double)((await cluster.JudgeAsync(check)).Share ?? -1), 6);
    }

    [Fact]
    public async Task Names_WrongInTheAddOn_AreToldWhereToSetThem()
    {
        var resource = Resource(config: AddOn.Replace("ap-northeast-2", "{{region_name}}", StringComparison.Ordinal));
        var verdict = await InstallationsTests.Nodes("n1").With(resource).Ready(DaemonSet(owner: resource), "n1").JudgeAsync(check);
        Assert.Contains("{{region_name}}", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("--set region=REGION", StringComparison.Ordinal));
    }
}
