using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace EksGrader.Tests.Real.Aws;

/// <content>What is around a cluster: its parts, filters, images, pipelines, security groups.</content>
internal sealed partial class MotoDriver
{
    /// <summary>A managed node group of a cluster, with bounds.</summary>
    public Task CreateNodegroupAsync(string cluster, string name, int minSize, int maxSize) => EksAsync($"clusters/{cluster}/node-groups", new JsonObject
    {
        ["nodegroupName"] = name,
        ["nodeRole"] = $"arn:aws:iam::{Account}:role/nodes",
        ["subnets"] = new JsonArray("subnet-1"),
        ["scalingConfig"] = new JsonObject { ["minSize"] = minSize, ["maxSize"] = maxSize, ["desiredSize"] = minSize },
    });

    /// <summary>A Fargate profile of a cluster for one namespace.</summary>
    public Task CreateFargateProfileAsync(string cluster, string name, string kubernetesNamespace) => EksAsync($"clusters/{cluster}/fargate-profiles", new JsonObject
    {
        ["fargateProfileName"] = name,
        ["podExecutionRoleArn"] = $"arn:aws:iam::{Account}:role/pods",
        ["selectors"] = new JsonArray(new JsonObject { ["namespace"] = kubernetesNamespace }),
    });

    /// <summary>A metric filter on a log group that there is.</summary>
    public Task PutMetricFilterAsync(string group, string name, string pattern) => LogsAsync("PutMetricFilter", new JsonObject
    {
        ["logGroupName"] = group,
        ["filterName"] = name,
        ["filterPattern"] = pattern,
        ["metricTransformations"] = new JsonArray(new JsonObject { ["metricName"] = "Errors", ["metricNamespace"] = "App", ["metricValue"] = "1", ["defaultValue"] = 0 }),
    });

    /// <summary>A repository with one image.</summary>
    /// <returns>The image's digest.</returns>
    public async Task<string> PushImageAsync(string repository)
    {
        await TargetAsync("ecr", "AmazonEC2ContainerRegistry_V20150921.CreateRepository", new JsonObject
        {
            ["repositoryName"] = repository,
            ["imageScanningConfiguration"] = new JsonObject { ["scanOnPush"] = true },
        });
        var answer = await TargetAsync("ecr", "AmazonEC2ContainerRegistry_V20150921.PutImage", new JsonObject
        {
            ["repositoryName"] = repository,
            ["imageTag"] = "v1",
            ["imageManifest"] = """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"size":1,"digest":"sha256:0"},"layers":[]}""",
        });
        return JsonNode.Parse(answer)?["image"]?["imageId"]?["imageDigest"]?.ToString() ?? throw new InvalidOperationException($"No digest: {answer}");
    }

    /// <summary>A pipeline from GitHub to a cluster.</summary>
    public async Task CreatePipelineAsync(string name, string cluster)
    {
        await QueryAsync("iam", "2010-05-08", "CreateRole", ("RoleName", "pipeline"), ("AssumeRolePolicyDocument",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"codepipeline.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""));
        await TargetAsync("codepipeline", "CodePipeline_20150709.CreatePipeline", new JsonObject
        {
            ["pipeline"] = new JsonObject
            {
                ["name"] = name,
                ["roleArn"] = $"arn:aws:iam::{Account}:role/pipeline",
                ["artifactStore"] = new JsonObject { ["type"] = "S3", ["location"] = "bucket" },
                ["stages"] = new JsonArray(
                    Stage("Source", "CodeStarSourceConnection", new JsonObject { ["FullRepositoryId"] = "hong/web", ["BranchName"] = "main" }),
                    Stage("Deploy", "EKS", new JsonObject { ["ClusterName"] = cluster })),
                ["version"] = 1,
            },
        });
    }

    /// <summary>A security group that lets a range in to one port.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateSecurityGroupAsync(string vpc, string name, string range, int port)
    {
        var group = Text(await QueryAsync("ec2", Ec2Version, "CreateSecurityGroup", ("GroupName", name), ("GroupDescription", name), ("VpcId", vpc)), "groupId");
        var at = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await QueryAsync("ec2", Ec2Version, "AuthorizeSecurityGroupIngress", ("GroupId", group), ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", at), ("IpPermissions.1.ToPort", at), ("IpPermissions.1.IpRanges.1.CidrIp", range));
        return group;
    }

    private static JsonObject Stage(string category, string provider, JsonObject configuration) => new()
    {
        ["name"] = category,
        ["actions"] = new JsonArray(new JsonObject
        {
            ["name"] = category,
            ["actionTypeId"] = new JsonObject { ["category"] = category, ["owner"] = "AWS", ["provider"] = provider, ["version"] = "1" },
            ["configuration"] = configuration,
        }),
    };

    private async Task EksAsync(string path, JsonObject body)
    {
        using var request = Request("eks", path);
        request.Content = JsonContent.Create(body);
        await SendAsync(request);
    }

    private async Task<string> TargetAsync(string service, string target, JsonObject body)
    {
        using var request = Request(service, "");
        request.Headers.Add("X-Amz-Target", target);
        request.Content = new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-amz-json-1.1"));
        return await SendAsync(request);
    }
}
