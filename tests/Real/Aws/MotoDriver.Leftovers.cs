using System.Globalization;
using System.Text.Json.Nodes;

namespace EksGrader.Tests.Real.Aws;

/// <content>What clusters leave behind.</content>
internal sealed partial class MotoDriver
{
    private const string Ec2Version = "2016-11-15";

    /// <summary>Deletes a cluster: it is gone at once.</summary>
    public async Task DeleteClusterAsync(string name)
    {
        using var request = Request("eks", $"clusters/{name}");
        request.Method = HttpMethod.Delete;
        await SendAsync(request);
    }

    /// <summary>A managed node group, ACTIVE at once.</summary>
    public async Task CreateNodegroupAsync(string cluster, string name)
    {
        using var request = Request("eks", $"clusters/{cluster}/node-groups");
        request.Content = System.Net.Http.Json.JsonContent.Create(new JsonObject
        {
            ["nodegroupName"] = name,
            ["nodeRole"] = $"arn:aws:iam::{Account}:role/node",
            ["subnets"] = new JsonArray("subnet-1"),
        });
        await SendAsync(request);
    }

    /// <summary>A volume, available at once.</summary>
    public async Task<string> CreateVolumeAsync(int gib, params (string Key, string Value)[] tags) => Text(
        await QueryAsync("ec2", Ec2Version, "CreateVolume", [
            ("AvailabilityZone", region + "a"), ("Size", gib.ToString(CultureInfo.InvariantCulture)), ("VolumeType", "gp3"), .. TagsOf("volume", tags)]),
        "volumeId");

    /// <summary>An instance, running at once.</summary>
    public async Task<string> RunInstanceAsync(string type, params (string Key, string Value)[] tags) => Text(
        await QueryAsync("ec2", Ec2Version, "RunInstances", [
            ("ImageId", "ami-12c6146b"), ("MinCount", "1"), ("MaxCount", "1"), ("InstanceType", type), .. TagsOf("instance", tags)]),
        "instanceId");

    /// <summary>Stops or terminates an instance.</summary>
    /// <param name="action"><c>StopInstances</c> or <c>TerminateInstances</c>.</param>
    /// <param name="instance">The instance.</param>
    public Task EndInstanceAsync(string action, string instance) => QueryAsync("ec2", Ec2Version, action, ("InstanceId.1", instance));

    /// <summary>A NAT gateway with an address, both with the tags.</summary>
    public async Task<(string Gateway, string Address)> CreateNatGatewayAsync(params (string Key, string Value)[] tags)
    {
        var address = Text(await QueryAsync("ec2", Ec2Version, "AllocateAddress", [("Domain", "vpc"), .. TagsOf("elastic-ip", tags)]), "allocationId");
        var gateway = Text(
            await QueryAsync("ec2", Ec2Version, "CreateNatGateway", [("SubnetId", await SubnetAsync()), ("AllocationId", address), .. TagsOf("natgateway", tags)]), "natGatewayId");
        return (gateway, address);
    }

    /// <summary>Deletes a NAT gateway; its address stays.</summary>
    public Task DeleteNatGatewayAsync(string gateway) => QueryAsync("ec2", Ec2Version, "DeleteNatGateway", ("NatGatewayId", gateway));

    /// <summary>A network interface that nothing uses.</summary>
    public async Task<string> CreateInterfaceAsync(params (string Key, string Value)[] tags) => Text(
        await QueryAsync("ec2", Ec2Version, "CreateNetworkInterface", [("SubnetId", await SubnetAsync()), .. TagsOf("network-interface", tags)]), "networkInterfaceId");

    /// <summary>A security group.</summary>
    public async Task<string> CreateSecurityGroupAsync(string name, params (string Key, string Value)[] tags) => Text(
        await QueryAsync("ec2", Ec2Version, "CreateSecurityGroup", [("GroupName", name), ("GroupDescription", name), .. TagsOf("security-group", tags)]), "groupId");

    private async Task<string> SubnetAsync() => Text((await QueryAsync("ec2", Ec2Version, "DescribeSubnets")).Descendants().First(e => e.Name.LocalName == "item"), "subnetId");

    private static IEnumerable<(string Name, string Value)> TagsOf(string resource, (string Key, string Value)[] tags) => tags
        .SelectMany((t, i) => new[]
        {
            (string.Create(CultureInfo.InvariantCulture, $"TagSpecification.1.Tag.{i + 1}.Key"), t.Key),
            (string.Create(CultureInfo.InvariantCulture, $"TagSpecification.1.Tag.{i + 1}.Value"), t.Value),
        })
        .Prepend(("TagSpecification.1.ResourceType", resource));
}
