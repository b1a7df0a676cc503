namespace EksGrader.Checks.Clusters;

/// <summary>What a live cluster runs that costs money: what its cost is estimated from. Read from AWS, or without AWS from Kubernetes.</summary>
public sealed record ClusterInventory
{
    /// <summary>Its nodes by instance type, such as <c>t3.medium</c>; the type is empty where nobody said it.</summary>
    public IReadOnlyDictionary<string, int> Nodes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How many load balancers of the first API it has.</summary>
    public int ClassicLoadBalancers { get; init; }

    /// <summary>How many load balancers of the second API it has.</summary>
    public int LoadBalancers { get; init; }

    /// <summary>How many NAT gateways it has; null where nobody could look.</summary>
    public int? NatGateways { get; init; }

    /// <summary>The size of its EBS volumes, in GiB; null where nobody could look.</summary>
    public int? VolumeGib { get; init; }

    /// <summary>How many Fargate pods it runs.</summary>
    public int FargatePods { get; init; }

    /// <summary>Its Kubernetes version, such as <c>1.34</c>: EKS asks more for one in extended support. Null where nobody said it.</summary>
    public string? Version { get; init; }
}
