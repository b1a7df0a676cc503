using System.Text.Json.Serialization.Metadata;
using Amazon.EC2.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>A security group of the cluster's VPC.</summary>
public sealed record AwsSecurityGroup
{
    /// <summary>Its id, <c>sg-…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The clusters that its tags name.</summary>
    public IReadOnlyList<string> Clusters { get; init => field = value ?? []; } = [];

    /// <summary>What it lets in.</summary>
    public IReadOnlyList<AwsIngressRule> Ingress { get; init => field = value ?? []; } = [];
}

/// <summary>What a security group lets in.</summary>
public sealed record AwsIngressRule
{
    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, a number, or <c>-1</c> for all.</summary>
    public required string Protocol { get; init; }

    /// <summary>The first port; null for all.</summary>
    public int? FromPort { get; init; }

    /// <summary>The last port; null for all.</summary>
    public int? ToPort { get; init; }

    /// <summary>The ranges of both families.</summary>
    public IReadOnlyList<string> Ranges { get; init => field = value ?? []; } = [];

    /// <summary>Those of <see cref="Ranges"/> that a controller opened for a Service of type LoadBalancer, as the rule's description says.</summary>
    public IReadOnlyList<string> OpenedByController { get; init => field = value ?? []; } = [];

    /// <summary>How many security groups and prefix lists it lets in beside the ranges.</summary>
    public int Others { get; init; }
}

/// <summary>ec2:DescribeSecurityGroups of a VPC.</summary>
internal sealed record DescribeSecurityGroups(string Vpc) : AwsCall<AwsItems<AwsSecurityGroup>>
{
    private const int Most = 200;
    private const int MostAPage = 1000;
    private const int MostRules = 60;

    // What the cloud controller and the AWS Load Balancer Controller write into the rules that they make (cloud-provider-aws; "Security groups" of the controller).
    private static readonly string[] Controllers = ["kubernetes.io/rule/", "elbv2.k8s.aws/"];

    public override string Key => $"aws ec2 describe-security-groups {Vpc}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeSecurityGroups];

    internal override JsonTypeInfo<AwsItems<AwsSecurityGroup>> Type => AwsCallsJson.Default.AwsItemsAwsSecurityGroup;

    internal override Task<AwsItems<AwsSecurityGroup>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeSecurityGroups,
        async (services, next, token) => InstanceReads.Sane(await services.Ec2.Value.DescribeSecurityGroupsAsync(
            new DescribeSecurityGroupsRequest { Filters = [new Filter("vpc-id", [Vpc])], MaxResults = MostAPage, NextToken = next }, token)),
        page => (page.SecurityGroups ?? []).Select(g => new AwsSecurityGroup
        {
            Id = g.GroupId ?? "",
            Name = g.GroupName ?? "",
            Clusters = [.. (g.Tags ?? []).Select(t => AwsInstance.ClusterOf(t.Key, t.Value)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Ingress = [.. (g.IpPermissions ?? []).Take(MostRules).Select(Facts)],
        }),
        page => page.NextToken,
        Most,
        pages: 2);

    private static AwsIngressRule Facts(IpPermission rule)
    {
        var ranges = (rule.Ipv4Ranges ?? []).Select(r => (r.CidrIp, r.Description)).Concat((rule.Ipv6Ranges ?? []).Select(r => (CidrIp: r.CidrIpv6, r.Description)))
            .Take(MostRules)
            .ToList();
        return new AwsIngressRule
        {
            Protocol = rule.IpProtocol ?? "",
            FromPort = rule.FromPort,
            ToPort = rule.ToPort,
            Ranges = [.. ranges.Select(r => r.CidrIp ?? "")],
            OpenedByController = [.. ranges.Where(r => Array.Exists(Controllers, c => r.Description?.StartsWith(c, StringComparison.Ordinal) == true)).Select(r => r.CidrIp ?? "")],
            Others = (rule.UserIdGroupPairs?.Count ?? 0) + (rule.PrefixListIds?.Count ?? 0),
        };
    }
}
