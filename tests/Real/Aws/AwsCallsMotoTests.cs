using System.Net;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Web;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Aws;

/// <summary>
/// The reads of the lecture's checks in the wire formats of an AWS that others wrote: what moto knows of them. CloudWatch's JSON, access
/// entries, add-ons, updates, insights and managed Prometheus and Grafana it does not know.
/// </summary>
public sealed class AwsCallsMotoTests(MotoFixture moto) : IClassFixture<MotoFixture>, IDisposable
{
    private const string Region = "ap-northeast-2";
    private const string Cluster = "eks-cluster";
    private static readonly AwsAccess.Role Role = new(Region, Cluster, $"arn:aws:iam::{MotoDriver.Account}:role/eks-grader", "external-7");
    private readonly SystemHostResolver resolver = new(TimeProvider.System);
    private readonly RecordingLog log = new(1, new SubmissionTarget { SubmittedAt = TimeProvider.System.GetUtcNow() }, TimeProvider.System, TimeSpan.FromMinutes(1));
    private AwsHttp? http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http?.Dispose();
        log.Dispose();
        resolver.Dispose();
    }

    [Fact]
    public async Task Eks_NodegroupsAndFargateProfiles_AreRead()
    {
        var (aws, driver) = await StartAsync();
        using var made = driver;
        await driver.CreateNodegroupAsync(Cluster, "ng-1", 2, 4);
        await driver.CreateFargateProfileAsync(Cluster, "batch", "batch");

        var group = Assert.Single((await aws.Eks.ListNodegroupsAsync(Token)).Items);
        var profile = Assert.Single((await aws.Eks.ListFargateProfilesAsync(Token)).Items);

        Assert.Equal(("ng-1", "ACTIVE", 2, 4), (group.Name, group.Status, group.MinSize, group.MaxSize));
        Assert.Single(group.AutoScalingGroups);
        Assert.True(group.CreatedAt > TimeProvider.System.GetUtcNow().AddHours(-1));
        Assert.Equal(("batch", "ACTIVE", "batch"), (profile.Name, profile.Status, Assert.Single(profile.Selectors).Namespace));
    }

    [Fact]
    public async Task Logs_GroupsEventsAndFilters_AreRead()
    {
        var (aws, driver) = await StartAsync();
        using var made = driver;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds());
        await driver.LogAsync("/aws/eks/eks-cluster/cluster", at);
        await driver.PutMetricFilterAsync("/aws/eks/eks-cluster/cluster", "errors", "ERROR");

        var group = Assert.Single((await aws.Logs.ListGroupsAsync("/aws/eks/", Token)).Items);
        var found = await aws.Logs.FindEventAsync(group.Name, at.AddMinutes(-1), names: ["node-1"], cancellationToken: Token);
        var filter = Assert.Single((await aws.Logs.DescribeMetricFiltersAsync(group.Name, Token)).Items);
        var none = await aws.Logs.FindEventAsync("/none", at, cancellationToken: Token);

        Assert.Equal(new AwsLogEvent(at, "node-1") { Name = "node-1", IsNameInStream = true }, found.Event);
        Assert.Equal(("errors", "ERROR", "Errors"), (filter.Name, filter.Pattern, Assert.Single(filter.Metrics).Name));
        Assert.False(none.GroupExists);
        Assert.Empty((await aws.Logs.DescribeQueriesAsync(at, Token)).Items);
    }

    [Fact]
    public async Task Ecr_RepositoryScanningAndImages_AreRead()
    {
        var (aws, driver) = await StartAsync();
        using var made = driver;
        var digest = await driver.PushImageAsync("web");

        var image = Assert.Single((await aws.Ecr.DescribeImagesAsync("web", [digest], Token)).Items);

        Assert.Equal(new AwsRepository(true, true), await aws.Ecr.DescribeRepositoryAsync("web", Token));
        Assert.Equal(new AwsRepository(false, false), await aws.Ecr.DescribeRepositoryAsync("none", Token));
        Assert.Equal("BASIC", (await aws.Ecr.GetRegistryScanningAsync(Token)).ScanType);
        Assert.Equal(digest, image.Digest);
        Assert.True(image.PushedAt > TimeProvider.System.GetUtcNow().AddHours(-1));
        Assert.True((await aws.Ecr.DescribeImagesAsync("none", [digest], Token)).Absent);
    }

    [Fact]
    public async Task CodePipeline_PipelinesAndTheirActions_AreRead()
    {
        var (aws, driver) = await StartAsync();
        using var made = driver;
        await driver.CreatePipelineAsync("web", Cluster);

        var name = Assert.Single((await aws.CodePipeline.ListPipelinesAsync(Token)).Items).Name;
        var pipeline = await aws.CodePipeline.GetPipelineAsync(name, Token);

        Assert.Equal(("hong/web", "main", Cluster), (pipeline.Actions[0].Repository, pipeline.Actions[0].Branch, pipeline.Actions[1].Cluster));
        Assert.False((await aws.CodePipeline.GetPipelineAsync("none", Token)).Exists);
    }

    [Fact]
    public async Task Surroundings_SecurityGroupsAndActivities_AreRead()
    {
        var (aws, driver) = await StartAsync();
        using var made = driver;
        var vpc = await driver.VpcAsync();
        var id = await driver.CreateSecurityGroupAsync(vpc, "open", "0.0.0.0/0", 22);

        var rule = Assert.Single(Assert.Single((await aws.Surroundings.DescribeSecurityGroupsAsync(vpc, Token)).Items, g => g.Id == id).Ingress);

        Assert.Equal(("tcp", 22, 22, "0.0.0.0/0"), (rule.Protocol, rule.FromPort, rule.ToPort, Assert.Single(rule.Ranges)));
        Assert.Empty(rule.OpenedByController);
        Assert.Empty((await aws.Surroundings.DescribeScalingActivitiesAsync("none", Token)).Items);
    }

    private async Task<(AwsReader Aws, MotoDriver Driver)> StartAsync()
    {
        var proxy = await moto.StartedAsync(Token);
        var driver = new MotoDriver(proxy.Moto, Region, Token);
        await driver.CreateClusterAsync(Cluster);
        proxy.RequireExternalId(Role.RoleArn, Role.ExternalId ?? "");
        var connector = new GuardedConnector(resolver, new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), TimeProvider.System);
        http = new AwsHttp(connector.ConnectAsync, new AwsHttpLimits(), TimeProvider.System);
        var clients = new AwsClients(http, () => new BasicAWSCredentials("AKIAGRADER0000000000", "grader-secret"), proxy.Address);
        return (new AwsReader(log, new AwsSessions(clients, new AwsOptions(), TimeProvider.System).Open(Role).Client), driver);
    }
}
