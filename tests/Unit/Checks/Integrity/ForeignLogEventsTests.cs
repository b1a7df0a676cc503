using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Core;
using EksGrader.Tests.Unit.Checks.Checks.Insights;
using EksGrader.Tests.Unit.Fakes;
using static EksGrader.Tests.Unit.Fakes.InsightsParts;

namespace EksGrader.Tests.Unit.Checks.Integrity;

/// <summary>Events in the log groups that others than the cluster's nodes have written, and what only looks so.</summary>
public sealed class ForeignLogEventsTests
{
    private const string Performance = "/aws/containerinsights/student-07/performance";
    private const string ByEksctl = "/aws/containerinsights/student-07.ap-northeast-2.eksctl.io/performance";
    private const string Foreign = "i-0ffffffffffffffff";
    private static readonly CheckId Insights = new("container-insights");

    [Theory]
    [InlineData("OTHER", true)]
    [InlineData("OTHER n1", false)] // the events of a node that was replaced beside those of one that is there
    [InlineData("n1", false)]
    [InlineData("n2", false)]
    [InlineData("", false)] // AWS Distro for OpenTelemetry on Fargate names no instance
    public async Task Sign_EventsOfInstancesThatAreNoNodes_IsToldAndCostsNothing(string of, bool foreign)
    {
        var cluster = InstallationsTests.References["classic"]().Cluster.WithAws(a => a.Activities[Performance] = Of(of));

        Assert.Equal(foreign, await IsForeignAsync(cluster));
        Assert.Equal(Outcome.Passed, (await cluster.JudgeAsync(new ContainerInsightsCheck())).Outcome);
    }

    [Theory]
    [InlineData("OTHER", true)]
    [InlineData("n1", false)]
    public async Task Sign_EventsUnderTheNameOfEksctl_AreLookedAtToo(string of, bool foreign) =>
        Assert.Equal(foreign, await IsForeignAsync(InstallationsTests.References["add-on by eksctl's name"]().Cluster.WithAws(a => a.Activities[ByEksctl] = Of(of))));

    [Fact]
    public async Task Sign_EventsThatEarnedNothing_IsNone()
    {
        // No agent is there: what an earlier one sent is no claim.
        Assert.False(await IsForeignAsync(InstallationsTests.Nodes("n1").WithAws(a => a.Activities[Performance] = Of("OTHER"))));
        Assert.False(await IsForeignAsync(InstallationsTests.References["classic"]().Cluster.WithAws(a => a.Activities[Performance] = Of("OTHER") with { NewestEvent = FakeCluster.Now.AddMinutes(-16) })));
    }

    [Fact]
    public async Task Sign_LogsOfApplications_SayNothingOfInstances() =>
        Assert.False(await IsForeignAsync(InstallationsTests.OtelMode(OtelWithLogs).WithAws(a => a.Activities["/aws/otel/containerinsights/student-07/application"] = Of("OTHER"))));

    [Theory]
    [InlineData("classic")]
    [InlineData("OpenTelemetry with Fluent Bit")]
    [InlineData("add-on by eksctl's name")]
    public async Task Sign_ReadsNothingThatTheCheckDoesNotRead(string way)
    {
        var (cluster, groups) = InstallationsTests.References[way]();
        cluster.WithAws(a => groups.ForEach(g => a.Activities[g] = Of("OTHER")));
        await cluster.JudgeAsync(new ContainerInsightsCheck());
        var asked = cluster.Aws.AskedLogGroups.Distinct(StringComparer.Ordinal).ToList();
        await IsForeignAsync(cluster);
        Assert.Equal(asked, cluster.Aws.AskedLogGroups.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sign_OfAnAgentThatSendsNoLogs_AsksForNoGroups()
    {
        var cluster = InstallationsTests.OtelMode(Otel).WithAws();
        Assert.False(await IsForeignAsync(cluster));
        Assert.Equal([Performance], cluster.Aws.AskedLogGroups.Distinct(StringComparer.Ordinal));
    }

    private static async Task<bool> IsForeignAsync(FakeCluster cluster) => (await IntegrityRulesTests.FindAsync(cluster, IntegrityRulesTests.OfNodes with
    {
        Checks = [new(Insights, 20, new Dictionary<string, object>())],
    })).Contains("foreignLogEvents");

    private static AwsLogActivity Of(string nodes) => new(true, FakeCluster.Now.AddMinutes(-2))
    {
        Instances = [.. nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => n == "OTHER" ? Foreign : Make.InstanceId(n))],
    };
}
