using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Checks.Aws.Calls;

public sealed class DeliveryCallsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repository_AndScanning_AreRead()
    {
        await using var asked = await AskedAws.StartAsync(
            ("ecr:DescribeRepositories web", """{"repositories":[{"repositoryName":"web","imageScanningConfiguration":{"scanOnPush":true}}]}"""),
            ("ecr:GetRegistryScanningConfiguration", """{"scanningConfiguration":{"scanType":"ENHANCED","rules":[{"scanFrequency":"CONTINUOUS_SCAN","repositoryFilters":[{"filter":"web*","filterType":"WILDCARD"}]}]}}"""));

        Assert.Equal(new AwsRepository(true, true), await asked.Aws.Ecr.DescribeRepositoryAsync("web", Token));
        Assert.Equal(new AwsRepository(false, false), await asked.Aws.Ecr.DescribeRepositoryAsync("none", Token));
        var scanning = await asked.Aws.Ecr.GetRegistryScanningAsync(Token);
        Assert.Equal(("ENHANCED", "CONTINUOUS_SCAN", "web*"), (scanning.ScanType, Assert.Single(scanning.Rules).Frequency, Assert.Single(scanning.Rules[0].Filters)));
    }

    [Fact]
    public async Task Images_AreThoseAskedForAndTheirNeighbours()
    {
        await using var asked = await AskedAws.StartAsync(("ecr:DescribeImages web", """
            {"imageDetails":[
              {"imageDigest":"sha256:index","imagePushedAt":1764550000,"imageScanStatus":{"status":"UNSUPPORTED_IMAGE","description":"hidden"},"imageManifestMediaType":"application/vnd.oci.image.index.v1+json"},
              {"imageDigest":"sha256:amd64","imagePushedAt":1764549990,"imageScanStatus":{"status":"COMPLETE"},"imageScanFindingsSummary":{"imageScanCompletedAt":1764550100,"findingSeverityCounts":{"CRITICAL":2,"LOW":1}},"imageManifestMediaType":"application/vnd.oci.image.manifest.v1+json"},
              {"imageDigest":"sha256:old","imagePushedAt":1764000000}]}
            """));

        var images = await asked.Aws.Ecr.DescribeImagesAsync("web", ["sha256:index", "sha256:gone"], Token);
        var absent = await asked.Aws.Ecr.DescribeImagesAsync("none", ["sha256:x"], Token);

        Assert.Equal(["sha256:index", "sha256:amd64"], images.Items.Select(i => i.Digest));
        Assert.Equal((true, "UNSUPPORTED_IMAGE", null), (images.Items[0].IsIndex, images.Items[0].ScanStatus, images.Items[0].Findings));
        Assert.Equal((false, "COMPLETE", 2), (images.Items[1].IsIndex, images.Items[1].ScanStatus, images.Items[1].Findings?["CRITICAL"]));
        Assert.False(images.Cut);
        Assert.True(absent.Absent);
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipeline_KeepsSourceAndTargetButNoToken()
    {
        await using var asked = await AskedAws.StartAsync(
            ("codepipeline:ListPipelines", """{"pipelines":[{"name":"web","updated":1764550000}]}"""),
            ("codepipeline:GetPipeline web", """
                {"pipeline":{"name":"web","roleArn":"arn:hidden","stages":[
                  {"name":"Source","actions":[{"name":"S","actionTypeId":{"category":"Source","owner":"ThirdParty","provider":"GitHub","version":"1"},"configuration":{"Owner":"hong","Repo":"web","Branch":"main","OAuthToken":"hidden"}}]},
                  {"name":"Deploy","actions":[{"name":"D","actionTypeId":{"category":"Deploy","owner":"AWS","provider":"EKS","version":"1"},"configuration":{"ClusterName":"{cluster}","HelmValues":"hidden"}}]}]}}
                """),
            ("codepipeline:ListPipelineExecutions web", """{"pipelineExecutionSummaries":[{"status":"Succeeded","startTime":1764550000,"lastUpdateTime":1764550100,"sourceRevisions":[{"actionName":"S","revisionId":"0123abcd","revisionSummary":"hidden"}]}]}"""));

        var name = Assert.Single((await asked.Aws.CodePipeline.ListPipelinesAsync(Token)).Items).Name;
        var pipeline = await asked.Aws.CodePipeline.GetPipelineAsync(name, Token);
        var run = Assert.Single((await asked.Aws.CodePipeline.ListExecutionsAsync(name, Token)).Items);

        Assert.True(pipeline.Exists);
        Assert.Equal(("GitHub", "hong/web", "main"), (pipeline.Actions[0].Provider, pipeline.Actions[0].Repository, pipeline.Actions[0].Branch));
        Assert.Equal(("EKS", asked.Cluster.ClusterName), (pipeline.Actions[1].Provider, pipeline.Actions[1].Cluster));
        Assert.Equal(("Succeeded", "0123abcd"), (run.Status, Assert.Single(run.Revisions)));
        Assert.False((await asked.Aws.CodePipeline.GetPipelineAsync("none", Token)).Exists);
        Assert.True((await asked.Aws.CodePipeline.ListExecutionsAsync("none", Token)).Absent);
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Surroundings_OfAFreshCluster_AreRead()
    {
        await using var asked = await AskedAws.StartAsync();
        var vpc = (await asked.Aws.DescribeClusterAsync(Token)).VpcId ?? "";

        var group = Assert.Single((await asked.Aws.Surroundings.DescribeSecurityGroupsAsync(vpc, Token)).Items);
        var activities = (await asked.Aws.Surroundings.DescribeScalingActivitiesAsync("eks-ng-1-0123", Token)).Items;

        Assert.Equal(("sg-0c1", asked.Cluster.ClusterName), (group.Id, Assert.Single(group.Clusters)));
        var rule = Assert.Single(group.Ingress);
        Assert.Equal(("-1", 1, 0), (rule.Protocol, rule.Others, rule.Ranges.Count));
        Assert.Equal(2, activities.Count);
        Assert.All(activities, a => Assert.True(a is { Kind: AwsScalingKind.Launch, Status: "Successful", Instance.Length: > 8, EndedAt: not null }));
        Assert.Empty((await asked.Aws.Surroundings.ListScrapersAsync(Token)).Items);
        Assert.Empty((await asked.Aws.Surroundings.ListGrafanaWorkspacesAsync(Token)).Items);
    }

    [Fact]
    public async Task Surroundings_OfOthers_AreToldApart()
    {
        await using var asked = await AskedAws.StartAsync(
            ("autoscaling:DescribeScalingActivities", """
                <Activities><member><AutoScalingGroupName>g</AutoScalingGroupName><Description>Terminating EC2 instance: i-0123456789abcdef0</Description>
                <Cause>At 2026-12-01T00:00:00Z an instance was taken out of service in response to an EC2 Spot Instance interruption notice.</Cause>
                <StartTime>2026-12-01T00:00:00Z</StartTime><StatusCode>InProgress</StatusCode></member></Activities>
                """),
            ("aps:ListScrapers", """
                {"scrapers":[{"status":{"statusCode":"ACTIVE"},"createdAt":1764550000,"source":{"eksConfiguration":{"clusterArn":"arn:aws:eks:{region}:{account}:cluster/{cluster}"}}},
                 {"status":{"statusCode":"ACTIVE"},"source":{"eksConfiguration":{"clusterArn":"arn:aws:eks:{region}:{account}:cluster/another"}}}]}
                """),
            ("grafana:ListWorkspaces", """{"workspaces":[{"id":"g-1","name":"hidden","endpoint":"g-1.grafana-workspace.ap-northeast-2.amazonaws.com","status":"ACTIVE","created":1764550000}]}"""));

        var activity = Assert.Single((await asked.Aws.Surroundings.DescribeScalingActivitiesAsync("g", Token)).Items);

        Assert.True(activity is { Kind: AwsScalingKind.Terminate, Instance: "i-0123456789abcdef0", IsSpotInterruption: true, IsHealthCheck: false, EndedAt: null });
        Assert.Equal("ACTIVE", Assert.Single((await asked.Aws.Surroundings.ListScrapersAsync(Token)).Items).Status);
        Assert.Equal("ACTIVE", Assert.Single((await asked.Aws.Surroundings.ListGrafanaWorkspacesAsync(Token)).Items).Status);
        Assert.DoesNotContain("hidden", asked.Recorded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_NamesTheRight()
    {
        await using var asked = await AskedAws.StartAsync(("ecr:DescribeImages", "! 400 AccessDeniedException"), ("grafana:ListWorkspaces", "! 403 AccessDeniedException"));

        var image = await Assert.ThrowsAsync<ReadException>(() => asked.Aws.Ecr.DescribeImagesAsync("web", ["sha256:a"], Token));
        var workspace = await Assert.ThrowsAsync<ReadException>(() => asked.Aws.Surroundings.ListGrafanaWorkspacesAsync(Token));

        Assert.Equal(("ecr:DescribeImages", "grafana:ListWorkspaces"), (image.Fault.Right, workspace.Fault.Right));
    }
}
