namespace EksGrader.Tests.Real.Aws;

/// <content>The machines of nodes.</content>
internal sealed partial class MotoDriver
{
    /// <summary>The VPC that clusters are made in.</summary>
    public async Task<string> VpcAsync() => Text((await QueryAsync("ec2", Ec2Version, "DescribeSubnets")).Descendants().First(e => e.Name.LocalName == "item"), "vpcId");

    /// <summary>An instance in a subnet of the cluster's VPC, running at once.</summary>
    /// <param name="subnet">Another subnet; null for one of the cluster's.</param>
    /// <returns>The node's <c>providerID</c>.</returns>
    public async Task<string> RunNodeAsync(string? subnet = null)
    {
        var made = await QueryAsync("ec2", Ec2Version, "RunInstances", ("ImageId", "ami-12c6146b"), ("MinCount", "1"), ("MaxCount", "1"), ("SubnetId", subnet ?? await SubnetAsync()));
        return $"aws:///{region}a/{Text(made, "instanceId")}";
    }

    /// <summary>A subnet of a VPC of its own.</summary>
    public async Task<string> CreateSubnetElsewhereAsync()
    {
        var vpc = Text(await QueryAsync("ec2", Ec2Version, "CreateVpc", ("CidrBlock", "10.9.0.0/16")), "vpcId");
        return Text(await QueryAsync("ec2", Ec2Version, "CreateSubnet", ("VpcId", vpc), ("CidrBlock", "10.9.0.0/24")), "subnetId");
    }

    /// <summary>The private address of an instance.</summary>
    public async Task<string> AddressOfAsync(string instance) =>
        Text(await QueryAsync("ec2", Ec2Version, "DescribeInstances", ("InstanceId.1", instance)), "privateIpAddress");

    /// <summary>A network interface of the cluster's VPC that is attached to nothing.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> CreateFreeInterfaceAsync() =>
        Text(await QueryAsync("ec2", Ec2Version, "CreateNetworkInterface", ("SubnetId", await SubnetAsync())), "privateIpAddress");
}
