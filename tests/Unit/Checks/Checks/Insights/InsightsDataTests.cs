using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Core;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Insights;

/// <summary>Whether data arrives, and from when on it counts.</summary>
public sealed class InsightsDataTests
{
    private const string Performance = "/aws/containerinsights/student-07/performance";
    private readonly ContainerInsightsCheck check = new();

    [Fact]
    public async Task Data_OfAnEarlierClusterOfTheName_DoesNotCount()
    {
        var cluster = Classic(a =>
        {
            a.CreatedAt = FakeCluster.Now.AddMinutes(-8);
            a.Activity = new AwsLogActivity(true, FakeCluster.Now.AddMinutes(-9));
        });
        Assert.Equal(0.75m, (await cluster.JudgeAsync(check)).Share);
        Assert.Equal(FakeCluster.Now.AddMinutes(-8), cluster.Aws.AskedSince);

        Assert.Equal(Outcome.Passed, (await Classic(a =>
        {
            a.CreatedAt = FakeCluster.Now.AddMinutes(-8);
            a.Activity = new AwsLogActivity(true, FakeCluster.Now.AddMinutes(-7));
        }).JudgeAsync(check)).Outcome);
    }

    [Theory]
    [InlineData("/aws/containerinsights/student-07/application")] // Fluent Bit fills it while the agent sends nothing
    [InlineData("/aws/otel/containerinsights/student-07/application")]
    [InlineData("/aws/containerinsights/student-08/performance")]
    public async Task Data_InAnotherGroupThanTheOlderModes_DoesNotCount(string group)
    {
        var cluster = Classic(a => a.Activities[group] = new AwsLogActivity(true, FakeCluster.Now));
        Assert.Equal(0.75m, (await cluster.JudgeAsync(check)).Share);
        Assert.Equal([Performance], cluster.Aws.AskedLogGroups);
    }

    [Fact]
    public async Task Data_InThePerformanceGroupAlone_DoesNotCountInOpenTelemetryMode()
    {
        var cluster = InstallationsTests.OtelMode(InsightsParts.OtelWithLogs).WithAws(a => a.Activities[Performance] = new AwsLogActivity(true, FakeCluster.Now));
        Assert.Equal(0.75m, (await cluster.JudgeAsync(check)).Share);
    }

    [Fact]
    public async Task Data_FoundInTheFirstGroup_AsksForNoOther()
    {
        var cluster = InstallationsTests.OtelMode(InsightsParts.OtelWithLogs).WithAws(a => a.Activities["/aws/otel/containerinsights/student-07/application"] = new AwsLogActivity(true, FakeCluster.Now));
        await cluster.JudgeAsync(check);
        Assert.Equal(2, cluster.Aws.AskedLogGroups.Count);
        Assert.DoesNotContain("/aws/otel/containerinsights/student-07/host", cluster.Aws.AskedLogGroups);
    }

    [Fact]
    public async Task Data_ConfirmedByAws_GivesItsAssurance()
    {
        Assert.Equal(Assurance.Aws, (await Classic(a => a.Activity = new AwsLogActivity(true, FakeCluster.Now)).JudgeAsync(check)).Assurance);
        Assert.Equal(Assurance.Aws, (await Classic(_ => { }).JudgeAsync(check)).Assurance);
        Assert.Equal(Assurance.Cluster, (await Classic(a => a.LogsFault = Faults.Denied("logs:FilterLogEvents")).JudgeAsync(check)).Assurance);
        Assert.Equal(Assurance.Cluster, (await Classic(null).JudgeAsync(check)).Assurance);

        var asked = await Classic(null).By(r => r with { Assurance = Assurance.Aws }).JudgeAsync(check);
        Assert.Equal((Outcome.Unknown, FaultDomain.Student), (asked.Outcome, asked.Fault));
    }

    private static FakeCluster Classic(Action<FakeAws>? aws)
    {
        var cluster = InstallationsTests.References["classic"]().Cluster;
        return aws is null ? cluster : cluster.WithAws(aws);
    }
}
