using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace EksGrader.Tests.Real.Aws;

/// <summary>Makes AWS resources in moto, past every client of the grader. moto checks no signature, it only reads the scope.</summary>
internal sealed partial class MotoDriver(Uri moto, string region, CancellationToken cancellationToken) : IDisposable
{
    public const string Account = "123456789012";

    private readonly HttpClient http = new();

    /// <summary>A cluster, ACTIVE at once.</summary>
    public async Task CreateClusterAsync(string name)
    {
        using var request = Request("eks", "clusters");
        request.Content = JsonContent.Create(new JsonObject
        {
            ["name"] = name,
            ["roleArn"] = $"arn:aws:iam::{Account}:role/cluster",
            ["version"] = "1.33",
            ["resourcesVpcConfig"] = new JsonObject { ["subnetIds"] = new JsonArray("subnet-1", "subnet-2"), ["vpcId"] = await VpcAsync() },
        });
        await SendAsync(request);
    }

    /// <summary>A Classic Load Balancer with one tag and one registered instance: one that is made for it where none is named.</summary>
    /// <returns>Its DNS name.</returns>
    public async Task<string> CreateClassicAsync(string name, string tag, string value, string? instance = null)
    {
        instance ??= await RunInstanceAsync();
        var made = await QueryAsync("elasticloadbalancing", "2012-06-01", "CreateLoadBalancer", ("LoadBalancerName", name), ("AvailabilityZones.member.1", region + "a"),
            ("Listeners.member.1.Protocol", "tcp"), ("Listeners.member.1.LoadBalancerPort", "80"), ("Listeners.member.1.InstancePort", "30080"),
            ("Tags.member.1.Key", tag), ("Tags.member.1.Value", value));
        await QueryAsync("elasticloadbalancing", "2012-06-01", "RegisterInstancesWithLoadBalancer", ("LoadBalancerName", name), ("Instances.member.1.InstanceId", instance));
        return Text(made, "DNSName");
    }

    /// <summary>A Network Load Balancer with one tag, the cluster's where one is named, and one registered target: an instance that is made for it where none is named.</summary>
    /// <returns>Its DNS name.</returns>
    public async Task<string> CreateNetworkAsync(string name, string tag, string value, string? clusterName = null, string? target = null)
    {
        var subnet = (await QueryAsync("ec2", "2016-11-15", "DescribeSubnets")).Descendants().First(e => e.Name.LocalName == "item");
        target ??= await RunInstanceAsync();
        var made = await QueryAsync("elasticloadbalancing", "2015-12-01", "CreateLoadBalancer", [
            ("Name", name), ("Type", "network"), ("Scheme", "internet-facing"),
            ("Subnets.member.1", Text(subnet, "subnetId")), ("Tags.member.1.Key", tag), ("Tags.member.1.Value", value),
            .. clusterName is null ? Array.Empty<(string, string)>() : [("Tags.member.2.Key", "elbv2.k8s.aws/cluster"), ("Tags.member.2.Value", clusterName)]]);
        var loadBalancer = Text(made, "LoadBalancerArn");
        var group = Text(await QueryAsync("elasticloadbalancing", "2015-12-01", "CreateTargetGroup", ("Name", name), ("Protocol", "TCP"), ("Port", "30080"),
            ("VpcId", Text(subnet, "vpcId")), ("TargetType", target.StartsWith("i-", StringComparison.Ordinal) ? "instance" : "ip")), "TargetGroupArn");
        await QueryAsync("elasticloadbalancing", "2015-12-01", "CreateListener", ("LoadBalancerArn", loadBalancer), ("Protocol", "TCP"), ("Port", "80"),
            ("DefaultActions.member.1.Type", "forward"), ("DefaultActions.member.1.TargetGroupArn", group));
        await QueryAsync("elasticloadbalancing", "2015-12-01", "RegisterTargets", ("TargetGroupArn", group), ("Targets.member.1.Id", target));
        return Text(made, "DNSName");
    }

    /// <summary>A log group with one event.</summary>
    public async Task LogAsync(string group, DateTimeOffset at)
    {
        await LogsAsync("CreateLogGroup", new JsonObject { ["logGroupName"] = group });
        await LogsAsync("CreateLogStream", new JsonObject { ["logGroupName"] = group, ["logStreamName"] = "node-1" });
        await LogsAsync("PutLogEvents", new JsonObject
        {
            ["logGroupName"] = group,
            ["logStreamName"] = "node-1",
            ["logEvents"] = new JsonArray(new JsonObject { ["timestamp"] = at.ToUnixTimeMilliseconds(), ["message"] = "{}" }),
        });
    }

    public void Dispose() => http.Dispose();

    /// <summary>An instance that runs.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> RunInstanceAsync() =>
        Text(await QueryAsync("ec2", "2016-11-15", "RunInstances", ("ImageId", "ami-12c6146b"), ("MinCount", "1"), ("MaxCount", "1")), "instanceId");

    private async Task LogsAsync(string operation, JsonObject body)
    {
        using var request = Request("logs", "");
        request.Headers.Add("X-Amz-Target", $"Logs_20140328.{operation}");
        request.Content = new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-amz-json-1.1"));
        await SendAsync(request);
    }

    private async Task<XElement> QueryAsync(string service, string version, string action, params (string Name, string Value)[] parameters)
    {
        using var request = Request(service, "");
        request.Headers.Host = $"{service}.{region}.amazonaws.com";
        request.Content = new FormUrlEncodedContent(parameters.Prepend(("Version", version)).Prepend(("Action", action)).ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal));
        return XElement.Parse(await SendAsync(request));
    }

    private HttpRequestMessage Request(string service, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(moto, path));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=AKIATEST000000000000/20260102/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }

    private async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"moto answered {(int)response.StatusCode}: {answer}");
    }

    private static string Text(XElement element, string name) => element.Descendants().First(e => e.Name.LocalName == name).Value;
}
