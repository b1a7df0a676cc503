using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Net;

namespace EksGrader.Simulator.Aws;

/// <summary>EKS, the operations that read (botocore <c>eks/2017-11-01</c>).</summary>
internal sealed class EksService(PlannedAnswers planned, TimeProvider time)
{
    private readonly EksParts parts = new(planned, time);

    public Task AnswerAsync(AwsRequest request, AwsSession session)
    {
        var path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isGet = request.Context.Request.Method == "GET";
        return path switch
        {
            ["clusters", var name] when isGet => DescribeAsync(request, Find(request, session, "DescribeCluster", name)),
            ["clusters"] when isGet => ListAsync(request, "clusters", Clusters(session)),
            ["clusters", var name, "node-groups"] when isGet => ListAsync(request, "nodegroups", NodeGroups, Find(request, session, "ListNodegroups", name)),
            ["clusters", var name, "node-groups", var group] when isGet => DescribeNodeGroupAsync(request, Find(request, session, "DescribeNodegroup", name), group),
            ["clusters", var name, "fargate-profiles"] when isGet => ListAsync(request, "fargateProfileNames", Profiles, Find(request, session, "ListFargateProfiles", name)),
            ["clusters", var name, "addons"] when isGet => ListAsync(request, "addons", Addons, Find(request, session, "ListAddons", name)),
            ["clusters", var name, "addons", var addon] when isGet => DescribeAddonAsync(request, Find(request, session, "DescribeAddon", name), addon),
            ["addons", "supported-versions"] when isGet => PartAsync(request, Allowed(request, session, "DescribeAddonVersions"), "DescribeAddonVersions"),
            ["cluster-versions"] when isGet => PartAsync(request, Allowed(request, session, "DescribeClusterVersions"), "DescribeClusterVersions"),
            ["clusters", var name, "insights"] when !isGet => PartAsync(request, Find(request, session, "ListInsights", name), "ListInsights"),
            ["clusters", var name, "access-entries", var arn, "access-policies"] when isGet => PartAsync(
                request, Find(request, session, "ListAssociatedAccessPolicies", name), "ListAssociatedAccessPolicies", arn),
            ["clusters", var name, var kind] when isGet && PartsOf.TryGetValue(kind, out var part) => PartAsync(request, Find(request, session, part.List, name), part.List),
            ["clusters", var name, var kind, var thing] when isGet && PartsOf.TryGetValue(kind, out var part) => PartAsync(
                request, Find(request, session, part.Describe, name), part.Describe, thing),
            _ => throw AwsException.UnknownOperation("eks", $"{request.Context.Request.Method} {request.Path}"),
        };
    }

    private static readonly Dictionary<string, (string List, string Describe)> PartsOf = new(StringComparer.Ordinal)
    {
        ["access-entries"] = ("ListAccessEntries", "DescribeAccessEntry"),
        ["updates"] = ("ListUpdates", "DescribeUpdate"),
        ["insights"] = ("ListInsights", "DescribeInsight"),
        ["fargate-profiles"] = ("ListFargateProfiles", "DescribeFargateProfile"),
        ["capabilities"] = ("ListCapabilities", "DescribeCapability"),
    };

    private Task PartAsync(AwsRequest request, SimulatedCluster cluster, string operation, string thing = "") =>
        parts.AnswerAsync(request, cluster, operation, Uri.UnescapeDataString(thing));

    private SimulatedCluster Allowed(AwsRequest request, AwsSession session, string action)
    {
        var cluster = AwsApi.Allow(session, "eks", action, "*", time.GetUtcNow());
        return cluster.Identity.Region == request.Region ? cluster : throw NotFound("Nothing here.");
    }

    private SimulatedCluster Find(AwsRequest request, AwsSession session, string action, string name)
    {
        var now = time.GetUtcNow();
        var resource = $"arn:aws:eks:{request.Region}:{ClusterArn.AccountOf(session.Arn)}:cluster/{name}";
        var cluster = AwsApi.Allow(session, "eks", action, resource, now);
        return cluster.EksStatusAt(now) is not null && cluster.Identity.ClusterName == name && cluster.Identity.Region == request.Region
            ? cluster
            : throw NotFound($"No cluster found for name: {name}.");
    }

    private static AwsException NotFound(string message) => new(404, "ResourceNotFoundException", message);

    private IEnumerable<string> Clusters(AwsSession session)
    {
        var now = time.GetUtcNow();
        var cluster = AwsApi.Allow(session, "eks", "ListClusters", "*", now);
        return cluster.EksStatusAt(now) is null ? [] : [cluster.Identity.ClusterName];
    }

    private IEnumerable<string> NodeGroups(SimulatedCluster cluster) => Has(cluster, Compute.NodeGroup) ? ["ng-1"] : [];

    private IEnumerable<string> Profiles(SimulatedCluster cluster) => Has(cluster, Compute.Fargate) ? ["fp-default"] : [];

    private IEnumerable<string> Addons(SimulatedCluster cluster) =>
        cluster.PlanAt(time.GetUtcNow()).Agent is { AddOn: true }
            ? ["amazon-cloudwatch-observability", "coredns", "kube-proxy", "vpc-cni"]
            : ["coredns", "kube-proxy", "vpc-cni"];

    private bool Has(SimulatedCluster cluster, Compute compute) => cluster.PlanAt(time.GetUtcNow()).Nodes.Any(n => n.Compute == compute);

    private async Task DescribeAsync(AwsRequest request, SimulatedCluster cluster)
    {
        var identity = cluster.Identity;
        await using var body = JsonBody.Begin(request.Context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartObject("cluster"u8);
        json.WriteString("name"u8, identity.ClusterName);
        json.WriteString("arn"u8, identity.Arn);
        json.WriteNumber("createdAt"u8, identity.CreatedAt.ToUnixTimeMilliseconds() / 1000.0);
        json.WriteString("version"u8, "1.33"u8);
        json.WriteString("endpoint"u8, (cluster.OtherServer?.Server ?? identity.Server).GetLeftPart(UriPartial.Authority));
        json.WriteString("roleArn"u8, $"arn:aws:iam::{identity.AccountId}:role/eksctl-{identity.ClusterName}-cluster-ServiceRole");
        json.WriteString("status"u8, cluster.EksStatusAt(time.GetUtcNow()));
        json.WriteString("platformVersion"u8, "eks.15"u8);
        json.WriteStartObject("certificateAuthority"u8);
        json.WriteString("data"u8, Convert.ToBase64String(Encoding.ASCII.GetBytes(cluster.OtherServer?.AuthorityPem ?? cluster.Certificates.Value.AuthorityPem)));
        json.WriteEndObject();
        json.WriteStartObject("kubernetesNetworkConfig"u8);
        json.WriteString("serviceIpv4Cidr"u8, "10.100.0.0/16"u8);
        json.WriteString("ipFamily"u8, "ipv4"u8);
        json.WriteEndObject();
        foreach (var (name, value) in parts.Cluster(cluster))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value?.ToJsonString() ?? "null");
        }

        json.WriteStartObject("tags"u8);
        json.WriteString("alpha.eksctl.io/cluster-name"u8, identity.ClusterName);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task DescribeNodeGroupAsync(AwsRequest request, SimulatedCluster cluster, string name)
    {
        if (planned.Find(cluster, "eks:DescribeNodegroup", name) is { } text)
        {
            await PlannedAnswers.WriteAsync(request, text);
            return;
        }

        var now = time.GetUtcNow();
        if (name != "ng-1" || !Has(cluster, Compute.NodeGroup))
        {
            throw NotFound($"No node group found for name: {name}.");
        }

        var nodes = cluster.PlanAt(now).Nodes.Count(n => n.Compute == Compute.NodeGroup);
        await using var body = JsonBody.Begin(request.Context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartObject("nodegroup"u8);
        json.WriteString("nodegroupName"u8, name);
        json.WriteString("clusterName"u8, cluster.Identity.ClusterName);
        json.WriteString("status"u8, cluster.EksStatusAt(now) == "DELETING" ? "DELETING"u8 : "ACTIVE"u8);
        json.WriteString("version"u8, "1.33"u8);
        json.WriteString("releaseVersion"u8, "1.33.5-20261120"u8);
        json.WriteNumber("createdAt"u8, cluster.Identity.CreatedAt.AddMinutes(30).ToUnixTimeSeconds());
        json.WriteNumber("modifiedAt"u8, cluster.Identity.CreatedAt.AddMinutes(33).ToUnixTimeSeconds());
        json.WriteString("capacityType"u8, "ON_DEMAND"u8);
        json.WriteString("amiType"u8, "AL2023_x86_64_STANDARD"u8);
        json.WriteStartObject("updateConfig"u8);
        json.WriteNumber("maxUnavailable"u8, 1);
        json.WriteEndObject();
        json.WriteStartObject("health"u8);
        json.WriteStartArray("issues"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("resources"u8);
        json.WriteStartArray("autoScalingGroups"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, "eks-ng-1-0123"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("scalingConfig"u8);
        json.WriteNumber("minSize"u8, nodes);
        json.WriteNumber("maxSize"u8, nodes);
        json.WriteNumber("desiredSize"u8, nodes);
        json.WriteEndObject();
        json.WriteStartArray("instanceTypes"u8);
        json.WriteStringValue("t3.medium"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task DescribeAddonAsync(AwsRequest request, SimulatedCluster cluster, string name)
    {
        if (planned.Find(cluster, "eks:DescribeAddon", name) is { } text)
        {
            await PlannedAnswers.WriteAsync(request, text);
            return;
        }

        if (!Addons(cluster).Contains(name, StringComparer.Ordinal))
        {
            throw NotFound($"No addon: {name} found in cluster: {cluster.Identity.ClusterName}");
        }

        await using var body = JsonBody.Begin(request.Context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartObject("addon"u8);
        json.WriteString("addonName"u8, name);
        json.WriteString("clusterName"u8, cluster.Identity.ClusterName);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteString("addonVersion"u8, EksParts.AddonVersion(name));
        json.WriteNumber("createdAt"u8, cluster.Identity.CreatedAt.AddMinutes(20).ToUnixTimeSeconds());
        json.WriteStartObject("health"u8);
        json.WriteStartArray("issues"u8);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Task ListAsync(AwsRequest request, string name, Func<SimulatedCluster, IEnumerable<string>> items, SimulatedCluster cluster)
    {
        var operation = name switch
        {
            "nodegroups" => "eks:ListNodegroups",
            "addons" => "eks:ListAddons",
            _ => "eks:ListFargateProfiles",
        };
        AwsInputs.Read(request, operation);
        return planned.Find(cluster, operation) is { } text ? PlannedAnswers.WriteAsync(request, text) : ListAsync(request, name, items(cluster));
    }

    private static async Task ListAsync(AwsRequest request, string name, IEnumerable<string> items)
    {
        await using var body = JsonBody.Begin(request.Context);
        body.Json.WriteStartObject();
        body.Json.WriteStartArray(name);
        foreach (var item in items)
        {
            body.Json.WriteStringValue(item);
        }

        body.Json.WriteEndArray();
        body.Json.WriteEndObject();
    }
}
