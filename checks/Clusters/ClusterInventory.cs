using System.Globalization;
using System.Text.Json.Serialization;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Clusters;

/// <summary>What a live cluster runs that costs money: what its cost is estimated from. Read from AWS, or without AWS from Kubernetes.</summary>
public sealed record ClusterInventory
{
    /// <summary>Its nodes by instance type, such as <c>t3.medium</c>; the type is empty where it is not known.</summary>
    public IReadOnlyDictionary<string, int> Nodes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How many load balancers of the first API it has.</summary>
    public int ClassicLoadBalancers { get; init; }

    /// <summary>How many load balancers of the second API it has.</summary>
    public int LoadBalancers { get; init; }

    /// <summary>How many NAT gateways it has; null where they could not be read.</summary>
    public int? NatGateways { get; init; }

    /// <summary>The size of its EBS volumes, in GiB; null where they could not be read.</summary>
    public int? VolumeGib { get; init; }

    /// <summary>How many Fargate pods it runs.</summary>
    public int FargatePods { get; init; }

    /// <summary>Its Kubernetes version, such as <c>1.34</c>: EKS asks more for one in extended support. Null where it is not known.</summary>
    public string? Version { get; init; }
}

/// <summary>What a cluster can leave behind (EKS user guide, "Delete a cluster"; the stacks are eksctl's).</summary>
public enum LeftoverKind
{
    /// <summary>A load balancer of the first API: Classic.</summary>
    ClassicLoadBalancer,

    /// <summary>A load balancer of the second API: Application, Network or Gateway.</summary>
    LoadBalancer,

    /// <summary>An EBS volume.</summary>
    Volume,

    /// <summary>A NAT gateway.</summary>
    NatGateway,

    /// <summary>An Elastic IP address.</summary>
    Address,

    /// <summary>A network interface.</summary>
    NetworkInterface,

    /// <summary>An EC2 instance.</summary>
    Instance,

    /// <summary>A CloudFormation stack of eksctl.</summary>
    Stack,

    /// <summary>A log group: it is named, and never counted.</summary>
    LogGroup,

    /// <summary>A security group: it is named, and never counted.</summary>
    SecurityGroup,
}

/// <summary>One thing that a cluster left behind, confirmed by its own Describe call.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">AWS's id or name of it, with what tells people which it is, such as <c>nat-0ab…</c>; written by strangers.</param>
/// <param name="UsdPerHour">What it costs an hour, estimated, in USD; null where the prices do not say.</param>
/// <param name="Counts">Whether it costs points: instances, load balancers, volumes, NAT gateways and addresses do; the other kinds are named only.</param>
public sealed record Leftover(LeftoverKind Kind, string Id, decimal? UsdPerHour, bool Counts)
{
    private const int LongestId = 200;

    /// <summary>Whether it is the cluster's own stack of eksctl and is being deleted, while other things are left: the deletion has not ended yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsBeingDeleted { get; init; }

    /// <summary>One line for evidence and receipts, the same in every language: <c>NatGateway nat-0ab (0.059 USD/h)</c>.</summary>
    public override string ToString()
    {
        var cost = UsdPerHour is { } usd ? string.Create(CultureInfo.InvariantCulture, $" ({usd:0.0###} USD/h)") : "";
        return $"{Kind} {SafeText.Line(Id, LongestId)}{cost}";
    }
}
