using System.Net;

namespace EksGrader.Simulator.Plans;

/// <summary>What stays the same in a cluster's life: names, addresses, ids.</summary>
internal sealed record PracticeIdentity
{
    public required StableIds Ids { get; init; }

    public required string ClusterName { get; init; }

    public required string Region { get; init; }

    /// <summary>The student's AWS account, 12 digits.</summary>
    public required string AccountId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The loopback address of the API server.</summary>
    public required IPAddress ServerAddress { get; init; }

    /// <summary>The port of every practice API server.</summary>
    public required int ServerPort { get; init; }

    /// <summary>The loopback address of the load balancer.</summary>
    public required IPAddress BalancerAddress { get; init; }

    /// <summary>The port of every practice load balancer, and of the Service behind it.</summary>
    public required int WebPort { get; init; }

    /// <summary>Whether the endpoint is told by its host name instead of its address.</summary>
    public required bool HostNames { get; init; }

    /// <summary>The clock of the class.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The VPC of its nodes.</summary>
    public string Vpc => $"vpc-0{Ids.Hex("vpc", 16)}";

    /// <summary>When a kubelet reported last: it does every 5 minutes.</summary>
    public DateTimeOffset LastHeartbeat()
    {
        var now = Time.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % TimeSpan.FromMinutes(5).Ticks));
    }

    public string Arn => $"arn:aws:eks:{Region}:{AccountId}:cluster/{ClusterName}";

    public string RoleArn => $"arn:aws:iam::{AccountId}:role/eks-grader";

    /// <summary>The endpoint's host name in the form that EKS gives it.</summary>
    public string ServerHost => $"{Ids.Hex("endpoint", 32).ToUpperInvariant()}.gr7.{Region}.eks.amazonaws.com";

    /// <summary>The endpoint as DescribeCluster and the kubeconfig tell it.</summary>
    public Uri Server => new(HostNames ? $"https://{ServerHost}" : $"https://{ServerAddress}:{ServerPort}");

    /// <summary>A UID that stays the same through the cluster's life.</summary>
    public string Uid(string what) => Ids.Uuid(what);
}
