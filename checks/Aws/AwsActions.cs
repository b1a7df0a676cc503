using EksGrader.Checks.Aws.Calls;

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

    /// <summary>For <see cref="AwsReader.GetLogActivityAsync"/> and <see cref="LogsReader.ListGroupsAsync"/>.</summary>
    public const string DescribeLogGroups = "logs:DescribeLogGroups";

    /// <summary>For <see cref="AwsReader.GetLogActivityAsync"/> and <see cref="LogsReader.FindEventAsync"/>.</summary>
    public const string FilterLogEvents = "logs:FilterLogEvents";

    /// <summary>For <see cref="AwsReader.FindInstancesAsync"/> and <see cref="AwsReader.GetInstancesAsync"/>.</summary>
    public const string DescribeInstances = "ec2:DescribeInstances";

    /// <summary>For <see cref="AwsReader.FindAddressesAsync"/>.</summary>
    public const string DescribeNetworkInterfaces = "ec2:DescribeNetworkInterfaces";

    /// <summary>For <see cref="EksReader.ListAccessEntriesAsync"/>.</summary>
    public const string ListAccessEntries = "eks:ListAccessEntries";

    /// <summary>For <see cref="EksReader.ListAccessEntriesAsync"/>.</summary>
    public const string DescribeAccessEntry = "eks:DescribeAccessEntry";

    /// <summary>For <see cref="EksReader.ListAccessEntriesAsync"/>.</summary>
    public const string ListAssociatedAccessPolicies = "eks:ListAssociatedAccessPolicies";

    /// <summary>For <see cref="EksReader.ListAddonsAsync"/>.</summary>
    public const string ListAddons = "eks:ListAddons";

    /// <summary>For <see cref="EksReader.ListAddonsAsync"/>.</summary>
    public const string DescribeAddon = "eks:DescribeAddon";

    /// <summary>For <see cref="EksReader.DescribeAddonVersionsAsync"/>.</summary>
    public const string DescribeAddonVersions = "eks:DescribeAddonVersions";

    /// <summary>For <see cref="EksReader.ListNodegroupsAsync"/>.</summary>
    public const string ListNodegroups = "eks:ListNodegroups";

    /// <summary>For <see cref="EksReader.ListNodegroupsAsync"/>.</summary>
    public const string DescribeNodegroup = "eks:DescribeNodegroup";

    /// <summary>For <see cref="EksReader.ListUpdatesAsync"/>.</summary>
    public const string ListUpdates = "eks:ListUpdates";

    /// <summary>For <see cref="EksReader.ListUpdatesAsync"/>.</summary>
    public const string DescribeUpdate = "eks:DescribeUpdate";

    /// <summary>For <see cref="EksReader.DescribeClusterVersionsAsync"/>.</summary>
    public const string DescribeClusterVersions = "eks:DescribeClusterVersions";

    /// <summary>For <see cref="EksReader.ListInsightsAsync"/>.</summary>
    public const string ListInsights = "eks:ListInsights";

    /// <summary>For <see cref="EksReader.DescribeInsightAsync"/>.</summary>
    public const string DescribeInsight = "eks:DescribeInsight";

    /// <summary>For <see cref="EksReader.ListFargateProfilesAsync"/>.</summary>
    public const string ListFargateProfiles = "eks:ListFargateProfiles";

    /// <summary>For <see cref="EksReader.ListFargateProfilesAsync"/>.</summary>
    public const string DescribeFargateProfile = "eks:DescribeFargateProfile";

    /// <summary>For <see cref="EksReader.ListCapabilitiesAsync"/>.</summary>
    public const string ListCapabilities = "eks:ListCapabilities";

    /// <summary>For <see cref="EksReader.ListCapabilitiesAsync"/>.</summary>
    public const string DescribeCapability = "eks:DescribeCapability";

    /// <summary>For <see cref="LogsReader.DescribeMetricFiltersAsync"/>.</summary>
    public const string DescribeMetricFilters = "logs:DescribeMetricFilters";

    /// <summary>For <see cref="LogsReader.DescribeQueriesAsync"/>.</summary>
    public const string DescribeQueries = "logs:DescribeQueries";

    /// <summary>For <see cref="LogsReader.DescribeQueryDefinitionsAsync"/>.</summary>
    public const string DescribeQueryDefinitions = "logs:DescribeQueryDefinitions";

    /// <summary>For <see cref="CloudWatchReader.DescribeAlarmsAsync"/>.</summary>
    public const string DescribeAlarms = "cloudwatch:DescribeAlarms";

    /// <summary>For <see cref="CloudWatchReader.DescribeAlarmHistoryAsync"/>.</summary>
    public const string DescribeAlarmHistory = "cloudwatch:DescribeAlarmHistory";

    /// <summary>For <see cref="CloudWatchReader.GetMetricDataAsync"/>.</summary>
    public const string GetMetricData = "cloudwatch:GetMetricData";

    /// <summary>For <see cref="CloudWatchReader.ListMetricsAsync"/>.</summary>
    public const string ListMetrics = "cloudwatch:ListMetrics";

    /// <summary>For <see cref="EcrReader.DescribeRepositoryAsync"/>.</summary>
    public const string DescribeRepositories = "ecr:DescribeRepositories";

    /// <summary>For <see cref="EcrReader.GetRegistryScanningAsync"/>.</summary>
    public const string GetRegistryScanningConfiguration = "ecr:GetRegistryScanningConfiguration";

    /// <summary>For <see cref="EcrReader.DescribeImagesAsync"/>.</summary>
    public const string DescribeImages = "ecr:DescribeImages";

    /// <summary>For <see cref="CodePipelineReader.ListPipelinesAsync"/>.</summary>
    public const string ListPipelines = "codepipeline:ListPipelines";

    /// <summary>For <see cref="CodePipelineReader.GetPipelineAsync"/>.</summary>
    public const string GetPipeline = "codepipeline:GetPipeline";

    /// <summary>For <see cref="CodePipelineReader.ListExecutionsAsync"/>.</summary>
    public const string ListPipelineExecutions = "codepipeline:ListPipelineExecutions";

    /// <summary>For <see cref="SurroundingsReader.DescribeSecurityGroupsAsync"/>.</summary>
    public const string DescribeSecurityGroups = "ec2:DescribeSecurityGroups";

    /// <summary>For <see cref="SurroundingsReader.DescribeScalingActivitiesAsync"/>.</summary>
    public const string DescribeScalingActivities = "autoscaling:DescribeScalingActivities";

    /// <summary>For <see cref="SurroundingsReader.ListScrapersAsync"/>.</summary>
    public const string ListScrapers = "aps:ListScrapers";

    /// <summary>For <see cref="SurroundingsReader.ListGrafanaWorkspacesAsync"/>.</summary>
    public const string ListWorkspaces = "grafana:ListWorkspaces";

    /// <summary>Everything that <see cref="EksReader.ListAccessEntriesAsync"/> needs.</summary>
    public static IReadOnlyList<string> AccessEntries { get; } = [ListAccessEntries, DescribeAccessEntry, ListAssociatedAccessPolicies];

    /// <summary>Everything that <see cref="EksReader.ListAddonsAsync"/> needs.</summary>
    public static IReadOnlyList<string> Addons { get; } = [ListAddons, DescribeAddon];

    /// <summary>Everything that <see cref="EksReader.ListNodegroupsAsync"/> needs.</summary>
    public static IReadOnlyList<string> Nodegroups { get; } = [ListNodegroups, DescribeNodegroup];

    /// <summary>Everything that <see cref="EksReader.ListUpdatesAsync"/> needs.</summary>
    public static IReadOnlyList<string> Updates { get; } = [ListUpdates, DescribeUpdate];

    /// <summary>Everything that <see cref="EksReader.ListFargateProfilesAsync"/> needs.</summary>
    public static IReadOnlyList<string> FargateProfiles { get; } = [ListFargateProfiles, DescribeFargateProfile];

    /// <summary>Everything that <see cref="EksReader.ListCapabilitiesAsync"/> needs.</summary>
    public static IReadOnlyList<string> Capabilities { get; } = [ListCapabilities, DescribeCapability];

    /// <summary>Everything that the load balancer reads need.</summary>
    public static IReadOnlyList<string> LoadBalancers { get; } = [DescribeLoadBalancers, DescribeTags, DescribeInstanceHealth, DescribeTargetGroups, DescribeTargetHealth];

    /// <summary>Everything that the log read needs.</summary>
    public static IReadOnlyList<string> Logs { get; } = [DescribeLogGroups, FilterLogEvents];
}
