using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Insights;

public sealed class ContainerInsightsCheckTests
{
    private const string Ns = "amazon-cloudwatch";
    private const string Good = """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"student-07"}}}}""";

    private readonly ContainerInsightsCheck check = new();

    [Fact]
    public async Task DescribeCluster_Refused_LeavesThePointsAndTakesTheAssurance()
    {
        var cluster = Running().WithAws(a => (a.Activity, a.ClusterFault) = (new AwsLogActivity(true, FakeCluster.Now.AddMinutes(-1)), Faults.Throttled));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal((Outcome.Passed, Assurance.Cluster, FaultDomain.Aws), (verdict.Outcome, verdict.Assurance, verdict.WitnessFault));
        Assert.Equal(Outcome.Unknown, (await cluster.By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check)).Outcome);
    }

    [Fact]
    public async Task Insights_AllFourFacts_ArePassed()
    {
        var cluster = Running().WithAws(a => a.Activity = new AwsLogActivity(true, FakeCluster.Now.AddMinutes(-14)));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Equal("/aws/containerinsights/student-07/performance", cluster.Aws.AskedLogGroup);
        Assert.Equal(FakeCluster.Now.AddMinutes(-15), cluster.Aws.AskedSince);
        Assert.Contains("4 of 4", verdict.Summary.En, StringComparison.Ordinal);
        Assert.Equal(3, verdict.Evidence.Count);
    }

    [Fact]
    public async Task Insights_WithoutAws_ThreeFactsShareTheWhole()
    {
        var verdict = await Running().JudgeAsync(check);
        Assert.Equal(Outcome.Passed, verdict.Outcome);
        Assert.Contains(verdict.Feedback, f => f.En.StartsWith("Without AWS access", StringComparison.Ordinal));

        var wrong = await Running(config: "no json").JudgeAsync(check);
        Assert.Equal(2 / 3d, (double)(wrong.Share ?? -1), 6);
        Assert.Equal(13.33m, wrong.PointsOf(20));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, -16)]
    public async Task Insights_NoDataOfTheLastQuarterHour_LacksAFactAndMayStillComeTrue(bool exists, int? minutes)
    {
        var verdict = await Running().WithAws(a => a.Activity = new AwsLogActivity(exists, minutes is { } m ? FakeCluster.Now.AddMinutes(m) : null)).JudgeAsync(check);
        Assert.Equal((0.75m, true, true), (verdict.Share, verdict.MayStillComeTrue, verdict.AwaitsAws));
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, true)] // one on a node that does not count
    [InlineData(1, 2, false)]
    [InlineData(0, 2, false)]
    [InlineData(0, 0, false)]
    [InlineData(1, 0, true)]
    public async Task Insights_Agent_RunsOnEveryUsableNodeAndOnOneAtLeast(int ready, int nodes, bool holds)
    {
        var verdict = await Running(ready, nodes).JudgeAsync(check);
        Assert.Equal(holds ? 1 : 2 / 3d, (double)(verdict.Share ?? -1), 6);
        Assert.Equal(!holds, verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Insights_OnFargateAlone_LacksTheSecondFact()
    {
        var fargate = Make.Node("f1") with { Metadata = Make.Meta("f1", "", ("eks.amazonaws.com/compute-type", "fargate")) };
        Assert.Equal(2 / 3d, (double)((await Running(ready: 0, nodes: 0).With(fargate).JudgeAsync(check)).Share ?? -1), 6);
    }

    [Fact]
    public async Task Insights_NodesThatAreNotUsable_NeedNoAgent() =>
        Assert.Equal(Outcome.Passed, (await Running(ready: 1, nodes: 1).With(Make.Node("broken", ready: false)).JudgeAsync(check)).Outcome);

    [Theory]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{}}}}""", true)]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":""}}}}""", true)]
    [InlineData(Good, true)]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"{{cluster_name}}"}}}}""", false)]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"another"}}}}""", false)]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"Student-07"}}}}""", false)]
    [InlineData("""{"logs":{"metrics_collected":{}}}""", false)]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":"yes"}}}""", false)]
    [InlineData("""{"metrics":{}}""", false)]
    [InlineData("[]", false)]
    [InlineData("logs: {}", false)]
    [InlineData("", false)]
    public async Task Insights_ClassicConfiguration_IsJudged(string config, bool right)
    {
        var verdict = await Running(config: config).Submitted(h => h with { ClusterName = FakeCluster.Name }).JudgeAsync(check);
        Assert.Equal(right ? 1 : 2 / 3d, (double)(verdict.Share ?? -1), 6);
        Assert.False(verdict.MayStillComeTrue);
    }

    [Fact]
    public async Task Insights_WhereAwsAccessOfAnotherNameWasRefused_DoNotHoldTheConfigurationAgainstThatName()
    {
        var verdict = await Running(config: InsightsParts.Classic).Submitted(h => h with { ClusterName = "misspelt", Region = "us-east-1", IsAwsRefused = true }).JudgeAsync(check);
        Assert.Equal(1, verdict.Share);
    }

    [Theory]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"another"}}}}""", true)]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"{{cluster_name}}"}}}}""", false)]
    public async Task Insights_NameNotKnown_TakesAnyThatIsNoTemplate(string config, bool right) =>
        Assert.Equal(right ? 1 : 2 / 3d, (double)((await Running(config: config).JudgeAsync(check)).Share ?? -1), 6);

    [Fact]
    public async Task Insights_ConfigMapWithoutTheKey_IsWrong()
    {
        var map = InsightsParts.Map("cwagentconfig", "config.json", Good);
        Assert.Equal(2 / 3d, (double)((await Agent(1, 1).With(map).JudgeAsync(check)).Share ?? -1), 6);
    }

    [Theory]
    [InlineData("""{"logs":{"metrics_collected":{"kubernetes":{}}}}""", true)]
    [InlineData("""{"logs":{"metrics_collected":{"application_signals":{}}}}""", false)]
    [InlineData("""{"traces":{"traces_collected":{"application_signals":{}}}}""", false)]
    [InlineData("receivers: {awscontainerinsightreceiver: {}}", true)]
    [InlineData("{}", false)]
    public async Task Insights_AddOn_IsJudgedByItsResourceOrItsConfigMap(string config, bool right)
    {
        var share = right ? 1 : 2 / 3d;
        var resource = new AmazonCloudWatchAgent { Metadata = Make.Meta("cloudwatch-agent", Ns), Spec = new AmazonCloudWatchAgentSpec { Config = AgentConfiguration.Parse(config) } };
        var otel = resource with { Spec = new AmazonCloudWatchAgentSpec { OtelConfig = AgentConfiguration.Parse(config) } };

        Assert.Equal(share, (double)((await Agent(1, 1).With(resource).JudgeAsync(check)).Share ?? -1), 6);
        Assert.Equal(share, (double)((await Agent(1, 1).With(otel).JudgeAsync(check)).Share ?? -1), 6);
        Assert.Equal(share, (double)((await Agent(1, 1).With(InsightsParts.Map("cloudwatch-agent", "cwagentconfig.json", config)).JudgeAsync(check)).Share ?? -1), 6);
    }

    [Theory]
    [InlineData(true, true, false, true)] // the operator's DaemonSet: the add-on counts
    [InlineData(true, false, true, false)]
    [InlineData(false, true, false, true)] // no one's: either is enough
    [InlineData(false, false, true, true)]
    [InlineData(false, false, false, false)]
    public async Task Insights_BothWaysPresent_WhoeverMadeTheAgentCounts(bool ownedByAddOn, bool addOnRight, bool classicRight, bool right)
    {
        var resource = new AmazonCloudWatchAgent { Metadata = Make.Meta("cloudwatch-agent", Ns), Spec = new AmazonCloudWatchAgentSpec { Config = AgentConfiguration.Parse(addOnRight ? Good : "{}") } };
        var cluster = Agent(1, 1, ownedByAddOn ? resource.Metadata : null).With(resource).With(InsightsParts.Map("cwagentconfig", "cwagentconfig.json", classicRight ? Good : "{}"));
        Assert.Equal(right ? 1 : 2 / 3d, (double)((await cluster.JudgeAsync(check)).Share ?? -1), 6);
    }

    [Fact]
    public async Task Insights_KindOfTheOperatorNotKnown_IsAbsent() =>
        Assert.Equal(Outcome.Passed, (await Running().NotKnowing<AmazonCloudWatchAgent>().JudgeAsync(check)).Outcome);

    public static TheoryData<string> NoAgents => [.. WithoutAgent.Keys];

    [Theory]
    [MemberData(nameof(NoAgents))]
    public async Task Insights_NoAgent_IsFailedWhateverAwsSays(string why)
    {
        var cluster = new FakeCluster().With(Make.Node("n1")).With(WithoutAgent[why]).WithAws(a => a.LogsFault = Faults.Denied("logs:FilterLogEvents"));
        var verdict = await cluster.JudgeAsync(check);
        Assert.Equal(Outcome.Failed, verdict.Outcome);
        Assert.False(verdict.MayStillComeTrue);
        Assert.Contains(verdict.Feedback, f => f.En.Contains("amazon-cloudwatch-observability", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Insights_NoAgentButConfigured_HoldsOneFact()
    {
        var cluster = new FakeCluster().With(InsightsParts.Map("cwagentconfig", "cwagentconfig.json", Good)).WithAws(a => a.Activity = new AwsLogActivity(true, FakeCluster.Now));
        Assert.Equal(0.25m, (await cluster.JudgeAsync(check)).Share);
    }

    [Fact]
    public async Task Insights_LogsDenied_IsUnknownWithTheRight()
    {
        var verdict = await Running().WithAws(a => a.LogsFault = Faults.Denied("logs:FilterLogEvents")).JudgeAsync(check);
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (verdict.Outcome, verdict.Fault));
        Assert.Contains("logs:FilterLogEvents", verdict.Summary.En, StringComparison.Ordinal);
        Assert.NotEmpty(verdict.Evidence);
    }

    [Fact]
    public async Task Insights_NodesDenied_IsUnknownOnlyWhereTheyMatter()
    {
        Assert.Equal(Outcome.Unknown, (await Running().Without<Node>().JudgeAsync(check)).Outcome);
        Assert.Equal(2 / 3d, (double)((await Running(ready: 0).Without<Node>().JudgeAsync(check)).Share ?? -1), 6);
    }

    [Fact]
    public async Task Insights_PodsDenied_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await Running().Without<Pod>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Insights_StatusThatNoPodBearsOut_LacksTheSecondFact()
    {
        var verdict = await new FakeCluster().With(Make.Node("n1"), Make.Node("n2")).With(DaemonSet()).With(InsightsParts.Map("cwagentconfig", "cwagentconfig.json", Good)).JudgeAsync(check);
        Assert.Equal(2 / 3d, (double)(verdict.Share ?? -1), 6);
        Assert.Contains("0 of 2 nodes", verdict.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Insights_ConfigMapsDenied_IsUnknown() =>
        Assert.Equal(Outcome.Unknown, (await Running().Without<ConfigMap>().JudgeAsync(check)).Outcome);

    [Fact]
    public async Task Insights_Reads_StartAtTheSameMoment()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = Running().WithAws(a => a.Activity = new AwsLogActivity(true, FakeCluster.Now));
        cluster.Kubernetes.Gate = gate.Task;
        var judging = cluster.JudgeAsync(check);
        Assert.Equal(8, cluster.Log.Keys.Count);
        gate.SetResult();
        Assert.Equal(Outcome.Passed, (await judging).Outcome);
    }

    private static FakeCluster Running(int ready = 2, int nodes = 2, string config = Good) =>
        Agent(ready, nodes).With(InsightsParts.Map("cwagentconfig", "cwagentconfig.json", config));

    private static FakeCluster Agent(int ready, int nodes, ObjectMeta? owner = null) =>
        new FakeCluster().With(Enumerable.Range(1, nodes).Select(i => Make.Node($"n{i}"))).Ready(
            DaemonSet() with { Metadata = Make.Meta("cloudwatch-agent", Ns) with { OwnerReferences = owner is null ? [] : [Make.Owner("AmazonCloudWatchAgent", owner)] } },
            [.. Enumerable.Range(1, ready).Select(i => $"n{i}")]);

    // A status alone proves nothing: it can be written.
    private static DaemonSet DaemonSet() => new() { Metadata = Make.Meta("cloudwatch-agent", Ns), Status = new DaemonSetStatus { NumberReady = 9 } };

    private static readonly Dictionary<string, IEnumerable<DaemonSet>> WithoutAgent = new(StringComparer.Ordinal)
    {
        ["nothing"] = [],
        ["fluent-bit only"] = [DaemonSet() with { Metadata = Make.Meta("fluent-bit", Ns) }],
        ["in another namespace, of another image"] = [DaemonSet() with { Metadata = Make.Meta("cloudwatch-agent", "default") }],
        ["being deleted"] = [DaemonSet() with { Metadata = Make.Meta("cloudwatch-agent", Ns) with { DeletionTimestamp = FakeCluster.Now } }],
    };
}
