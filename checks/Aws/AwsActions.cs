namespace EksGrader.Checks.Aws;

/// <summary>The IAM actions of the AWS calls that checks make: what they declare and instructions ask for (Service Authorization Reference).</summary>
public static class AwsActions
{
    /// <summary>For <see cref="AwsReader.DescribeClusterAsync"/>; the grader itself needs it too.</summary>
    public const string DescribeCluster = "eks:DescribeCluster";

    /// <summary>For <see cref="AwsReader.ListLoadBalancersAsync"/>.</summary>
    public const string DescribeLoadBalancers = "elasticloadbalancing:DescribeLoadBalancers";

    /// <summary>For <see cref="AwsReader.DescribeTagsAsync"/>.</summary>
    public const string DescribeTags = "elasticloadbalancing:DescribeTags";

    /// <summary>For <see cref="AwsReader.DescribeTargetsAsync"/> of Classic Load Balancers.</summary>
    public const string DescribeInstanceHealth = "elasticloadbalancing:DescribeInstanceHealth";

    /// <summary>For <see cref="AwsReader.DescribeTargetsAsync"/> of other load balancers.</summary>
    public const string DescribeTargetGroups = "elasticloadbalancing:DescribeTargetGroups";

    /// <summary>For <see cref="AwsReader.DescribeTargetsAsync"/> of other load balancers.</summary>
    public const string DescribeTargetHealth = "elasticloadbalancing:DescribeTargetHealth";

    /// <summary>For <see cref="AwsReader.GetLogActivityAsync"/>.</summary>
    public const string DescribeLogGroups = "logs:DescribeLogGroups";

    /// <summary>For <see cref="AwsReader.GetLogActivityAsync"/>.</summary>
    public const string FilterLogEvents = "logs:FilterLogEvents";

    /// <summary>For <see cref="AwsReader.FindInstancesAsync"/> and <see cref="AwsReader.GetInstancesAsync"/>.</summary>
    public const string DescribeInstances = "ec2:DescribeInstances";

    /// <summary>For <see cref="AwsReader.FindAddressesAsync"/>.</summary>
    public const string DescribeNetworkInterfaces = "ec2:DescribeNetworkInterfaces";

    /// <summary>Everything that the load balancer reads need.</summary>
    public static IReadOnlyList<string> LoadBalancers { get; } = [DescribeLoadBalancers, DescribeTags, DescribeInstanceHealth, DescribeTargetGroups, DescribeTargetHealth];

    /// <summary>Everything that the log read needs.</summary>
    public static IReadOnlyList<string> Logs { get; } = [DescribeLogGroups, FilterLogEvents];
}
