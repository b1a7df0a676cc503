using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;
using static EksGrader.Tests.Unit.Fakes.InsightsParts;

namespace EksGrader.Tests.Unit.Checks.Checks.Insights;

/// <summary>One right less for <c>container-insights</c>, over every right way of installing it.</summary>
public sealed class ContainerInsightsGateTests
{
    private static readonly AwsLogActivity Fresh = new(true, FakeCluster.Now);
    private readonly ContainerInsightsCheck check = new();

    public static TheoryData<string> Ways => [.. InstallationsTests.References.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Insights_OneReadOfARecordingLess_GivesTheSameOrUnknown(string way)
    {
        var cluster = Arriving(way);
        await OneReadLess.HoldsAsync(check, await cluster.RecordAsync(check), cluster.Parameters(check));
    }

    [Fact]
    public async Task Insights_Classic_NeedsNeitherTheOperatorsKindNorStatefulSets() => await Gate("classic")
        .Decides<DaemonSet>(c => c.Instead<DaemonSet>())
        .Decides<Node>(c => c.With(Make.Node("n3")))
        .Decides<Pod>(c => c.Instead<Pod>())
        .Decides<ConfigMap>(c => c.Instead<ConfigMap>())
        .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents)
        .HoldAsync();

    [Fact]
    public async Task Insights_AddOn_NeedsItsResourceOrItsConfigMap() => await Gate("add-on")
        .Decides<DaemonSet>(c => c.Instead<DaemonSet>())
        .Decides<Node>(c => c.With(Make.Node("n3")))
        .Decides<Pod>(c => c.Instead<Pod>())
        .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents)
        .HoldAsync();

    [Fact]
    public async Task Insights_OpenTelemetry_NeedsItsResourceWhereThereIsNoConfigMap() => await Gate("OpenTelemetry with logs")
        .Decides<DaemonSet>(c => c.Instead<DaemonSet>())
        .Decides<Node>(c => c.With(Make.Node("n3")))
        .Decides<Pod>(c => c.Instead<Pod>())
        .Decides<AmazonCloudWatchAgent>(c => c.Instead<AmazonCloudWatchAgent>())
        .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents)
        .HoldAsync();

    [Fact]
    public async Task Insights_OnFargate_NeedsTheStatefulSetAndNoDaemonSet() => await Gate("ADOT on Fargate")
        .Decides<StatefulSet>(c => c.Instead<StatefulSet>())
        .Decides<Node>(c => c.With(Make.Node("n1")))
        .Decides<Pod>(c => c.Instead<Pod>())
        .Decides<ConfigMap>(c => c.Instead<ConfigMap>())
        .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents)
        .HoldAsync();

    [Fact]
    public async Task Insights_WithATemplateLeftIn_IsUnknownWhereTheRestCouldRaiseIt() => await new OneRightLess(check, () => Arriving("classic").Instead(Map("cwagentconfig", "cwagentconfig.json", """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"<name>"}}}}""")))
        .Decides<DaemonSet>(c => c.Instead<DaemonSet>())
        .Decides<Node>(c => c.With(Make.Node("n3")))
        .Decides<Pod>(c => c.Instead<Pod>())
        .Decides<ConfigMap>(c => c.Instead(Map("cwagentconfig", "cwagentconfig.json", Classic)))
        .Decides<AmazonCloudWatchAgent>(c => c.With(Resource()))
        .Decides(Silent, AwsActions.DescribeLogGroups, AwsActions.FilterLogEvents)
        .HoldAsync();

    [Fact]
    public async Task Insights_WithoutAnAgent_IsUnknownOnlyWhereSomethingCouldStillBeFound() => await new OneRightLess(check, () => InstallationsTests.Nodes("n1").WithAws())
        .Decides<DaemonSet>(c => c.With(DaemonSet()))
        .Decides<ConfigMap>(c => c.With(Map("cwagentconfig", "cwagentconfig.json", Classic)))
        .Decides<AmazonCloudWatchAgent>(c => c.With(Resource()))
        .HoldAsync();

    [Fact]
    public async Task Insights_OfARoleWithoutTheOperatorsGroup_IsPassed() =>
        Assert.Equal(Outcome.Passed, (await InstallationsTests.References["classic"]().Cluster.Without<AmazonCloudWatchAgent>().JudgeAsync(check)).Outcome);

    private static FakeCluster Silent(FakeCluster cluster)
    {
        cluster.Aws.Activities.Clear();
        return cluster;
    }

    private OneRightLess Gate(string way) => new(check, () => Arriving(way));

    private static FakeCluster Arriving(string way)
    {
        var (cluster, groups) = InstallationsTests.References[way]();
        return cluster.WithAws(a => groups.ForEach(g => a.Activities[g] = Fresh));
    }
}
