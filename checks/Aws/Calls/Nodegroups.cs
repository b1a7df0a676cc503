using System.Text.Json.Serialization.Metadata;
using Amazon.EKS.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A managed node group.</summary>
public sealed record AwsNodegroup
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>ACTIVE, UPDATING, DEGRADED, … as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>The Kubernetes version of its nodes, such as <c>1.33</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>The version of its AMI, such as <c>1.33.5-20261120</c>; an AMI's id where the student brought it.</summary>
    public string ReleaseVersion { get; init; } = "";

    /// <summary>The kind of AMI.</summary>
    public string AmiType { get; init; } = "";

    /// <summary>ON_DEMAND, SPOT or CAPACITY_BLOCK.</summary>
    public string CapacityType { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The fewest nodes; null where EKS does not say.</summary>
    public int? MinSize { get; init; }

    /// <summary>The most nodes.</summary>
    public int? MaxSize { get; init; }

    /// <summary>The nodes that are wanted now; an autoscaler changes it.</summary>
    public int? DesiredSize { get; init; }

    /// <summary>How many nodes an update takes away at once; null where it is a percentage.</summary>
    public int? MaxUnavailable { get; init; }

    /// <summary>The same in percent.</summary>
    public int? MaxUnavailablePercentage { get; init; }

    /// <summary>The codes of its health issues.</summary>
    public IReadOnlyList<string> Issues { get; init => field = value ?? []; } = [];

    /// <summary>Whether SSH was asked for.</summary>
    public bool HasRemoteAccess { get; init; }

    /// <summary>The security groups that SSH is restricted to; none means the whole internet where <see cref="HasRemoteAccess"/>.</summary>
    public IReadOnlyList<string> RemoteAccessFrom { get; init => field = value ?? []; } = [];

    /// <summary>The security group that EKS made for SSH.</summary>
    public string? RemoteAccessSecurityGroup { get; init; }

    /// <summary>The names of its Auto Scaling groups.</summary>
    public IReadOnlyList<string> AutoScalingGroups { get; init => field = value ?? []; } = [];

    /// <summary>Its subnets.</summary>
    public IReadOnlyList<string> Subnets { get; init => field = value ?? []; } = [];
}

/// <summary>eks:ListNodegroups, each with eks:DescribeNodegroup.</summary>
internal sealed record ListNodegroups : AwsCall<AwsItems<AwsNodegroup>>
{
    private const int Most = 10;

    public override string Key => "aws eks list-nodegroups";

    public override IReadOnlyList<string> Actions => AwsActions.Nodegroups;

    internal override JsonTypeInfo<AwsItems<AwsNodegroup>> Type => AwsCallsJson.Default.AwsItemsAwsNodegroup;

    internal override async Task<AwsItems<AwsNodegroup>> AskAsync(AwsConversation aws)
    {
        var names = await aws.ListAsync(
            AwsActions.ListNodegroups,
            (services, next, token) => services.Eks.ListNodegroupsAsync(new ListNodegroupsRequest { ClusterName = aws.ClusterName, NextToken = next }, token),
            page => page.Nodegroups,
            page => page.NextToken,
            Most);
        var groups = await aws.EachAsync(names.Items, async name =>
        {
            var answer = await aws.TryAskAsync(
                AwsActions.DescribeNodegroup,
                (services, token) => services.Eks.DescribeNodegroupAsync(new DescribeNodegroupRequest { ClusterName = aws.ClusterName, NodegroupName = name }, token));
            return answer?.Nodegroup is { } group ? Facts(name, group) : null;
        });
        return new AwsItems<AwsNodegroup>(groups) { Cut = names.Cut, Absent = names.Absent };
    }

    private static AwsNodegroup Facts(string name, Nodegroup group) => new()
    {
        Name = group.NodegroupName ?? name,
        Status = group.Status ?? "",
        Version = group.Version ?? "",
        ReleaseVersion = group.ReleaseVersion ?? "",
        AmiType = group.AmiType ?? "",
        CapacityType = group.CapacityType ?? "",
        CreatedAt = group.CreatedAt,
        ModifiedAt = group.ModifiedAt,
        MinSize = group.ScalingConfig?.MinSize,
        MaxSize = group.ScalingConfig?.MaxSize,
        DesiredSize = group.ScalingConfig?.DesiredSize,
        MaxUnavailable = group.UpdateConfig?.MaxUnavailable,
        MaxUnavailablePercentage = group.UpdateConfig?.MaxUnavailablePercentage,
        Issues = [.. (group.Health?.Issues ?? []).Select(i => i.Code ?? "").Take(10)],
        HasRemoteAccess = group.RemoteAccess is not null,
        RemoteAccessFrom = group.RemoteAccess?.SourceSecurityGroups ?? [],
        RemoteAccessSecurityGroup = group.Resources?.RemoteAccessSecurityGroup,
        AutoScalingGroups = [.. (group.Resources?.AutoScalingGroups ?? []).Select(g => g.Name ?? "")],
        Subnets = group.Subnets ?? [],
    };
}
