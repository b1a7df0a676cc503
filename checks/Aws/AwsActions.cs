namespace EksGrader.Checks.Aws;

/// <summary>The IAM actions of the AWS calls that checks make: what they declare and instructions ask for (Service Authorization Reference).</summary>
public static class AwsActions
{
    /// <summary>For <c>DescribeClusterAsync</c>; the grader itself needs it too.</summary>
    public const string DescribeCluster = "eks:DescribeCluster";

    /// <summary>For <c>ListLoadBalancersAsync</c>.</summary>
    public const string DescribeLoadBalancers = "elasticloadbalancing:DescribeLoadBalancers";

    /// <summary>For <c>DescribeTagsAsync</c>.</summary>
    public const string DescribeTags = "elasticloadbalancing:DescribeTags";

    /// <summary>For <c>DescribeTargetsAsync</c> of Classic Load Balancers.</summary>
    public const string DescribeInstanceHealth = "elasticloadbalancing:DescribeInstanceHealth";

    /// <summary>For <c>DescribeTargetsAsync</c> of other load balancers.</summary>
    public const string DescribeTargetGroups = "elasticloadbalancing:DescribeTargetGroups";

    /// <summary>For <c>DescribeTargetsAsync</c> of other load balancers.</summary>
    public const string DescribeTargetHealth = "elasticloadbalancing:DescribeTargetHealth";

    /// <summary>For <c>GetLogActivityAsync</c> and <c>ListGroupsAsync</c>.</summary>
    public const string DescribeLogGroups = "logs:DescribeLogGroups";

    /// <summary>For <c>GetLogActivityAsync</c> and <c>FindEventAsync</c>.</summary>
    public const string FilterLogEvents = "logs:FilterLogEvents";

    /// <summary>For <c>FindInstancesAsync</c> and <c>GetInstancesAsync</c>.</summary>
    public const string DescribeInstances = "ec2:DescribeInstances";

    /// <summary>For <c>FindAddressesAsync</c>.</summary>
    public const string DescribeNetworkInterfaces = "ec2:DescribeNetworkInterfaces";

    /// <summary>For <c>ListAccessEntriesAsync</c>.</summary>
    public const string ListAccessEntries = "eks:ListAccessEntries";

    /// <summary>For <c>ListAccessEntriesAsync</c>.</summary>
    public const string DescribeAccessEntry = "eks:DescribeAccessEntry";

    /// <summary>For <c>ListAccessEntriesAsync</c>.</summary>
    public const string ListAssociatedAccessPolicies = "eks:ListAssociatedAccessPolicies";

    /// <summary>For <c>ListAddonsAsync</c>.</summary>
    public const string ListAddons = "eks:ListAddons";

    /// <summary>For <c>ListAddonsAsync</c>.</summary>
    public const string DescribeAddon = "eks:DescribeAddon";

    /// <summary>For <c>DescribeAddonVersionsAsync</c>.</summary>
    public const string DescribeAddonVersions = "eks:DescribeAddonVersions";

    /// <summary>For <c>ListNodegroupsAsync</c>.</summary>
    public const string ListNodegroups = "eks:ListNodegroups";

    /// <summary>For <c>ListNodegroupsAsync</c>.</summary>
    public const string DescribeNodegroup = "eks:DescribeNodegroup";

    /// <summary>For <c>ListUpdatesAsync</c>.</summary>
    public const string ListUpdates = "eks:ListUpdates";

    /// <summary>For <c>ListUpdatesAsync</c>.</summary>
    public const string DescribeUpdate = "eks:DescribeUpdate";

    /// <summary>For <c>DescribeClusterVersionsAsync</c>.</summary>
    public const string DescribeClusterVersions = "eks:DescribeClusterVersions";

    /// <summary>For <c>ListInsightsAsync</c>.</summary>
    public const string ListInsights = "eks:ListInsights";

    /// <summary>For <c>DescribeInsightAsync</c>.</summary>
    public const string DescribeInsight = "eks:DescribeInsight";

    /// <summary>For <c>ListFargateProfilesAsync</c>.</summary>
    public const string ListFargateProfiles = "eks:ListFargateProfiles";

    /// <summary>For <c>ListFargateProfilesAsync</c>.</summary>
    public const string DescribeFargateProfile = "eks:DescribeFargateProfile";

    /// <summary>For <c>ListCapabilitiesAsync</c>.</summary>
    public const string ListCapabilities = "eks:ListCapabilities";

    /// <summary>For <c>ListCapabilitiesAsync</c>.</summary>
    public const string DescribeCapability = "eks:DescribeCapability";

    /// <summary>For <c>DescribeMetricFiltersAsync</c>.</summary>
    public const string DescribeMetricFilters = "logs:DescribeMetricFilters";

    /// <summary>For <c>DescribeQueriesAsync</c>.</summary>
    public const string DescribeQueries = "logs:DescribeQueries";

    /// <summary>For <c>DescribeQueryDefinitionsAsync</c>.</summary>
    public const string DescribeQueryDefinitions = "logs:DescribeQueryDefinitions";

    /// <summary>For <c>DescribeAlarmsAsync</c>.</summary>
    public const string DescribeAlarms = "cloudwatch:DescribeAlarms";

    /// <summary>For <c>DescribeAlarmHistoryAsync</c>.</summary>
    public const string DescribeAlarmHistory = "cloudwatch:DescribeAlarmHistory";

    /// <summary>For <c>GetMetricDataAsync</c>.</summary>
    public const string GetMetricData = "cloudwatch:GetMetricData";

    /// <summary>For <c>ListMetricsAsync</c>.</summary>
    public const string ListMetrics = "cloudwatch:ListMetrics";

    /// <summary>For <c>DescribeRepositoryAsync</c>.</summary>
    public const string DescribeRepositories = "ecr:DescribeRepositories";

    /// <summary>For <c>GetRegistryScanningAsync</c>.</summary>
    public const string GetRegistryScanningConfiguration = "ecr:GetRegistryScanningConfiguration";

    /// <summary>For <c>DescribeImagesAsync</c>.</summary>
    public const string DescribeImages = "ecr:DescribeImages";

    /// <summary>For <c>ListPipelinesAsync</c>.</summary>
    public const string ListPipelines = "codepipeline:ListPipelines";

    /// <summary>For <c>GetPipelineAsync</c>.</summary>
    public const string GetPipeline = "codepipeline:GetPipeline";

    /// <summary>For <c>ListExecutionsAsync</c>.</summary>
    public const string ListPipelineExecutions = "codepipeline:ListPipelineExecutions";

    /// <summary>For <c>DescribeSecurityGroupsAsync</c>.</summary>
    public const string DescribeSecurityGroups = "ec2:DescribeSecurityGroups";

    /// <summary>For <c>DescribeScalingActivitiesAsync</c>.</summary>
    public const string DescribeScalingActivities = "autoscaling:DescribeScalingActivities";

    /// <summary>For <c>ListScrapersAsync</c>.</summary>
    public const string ListScrapers = "aps:ListScrapers";

    /// <summary>For <c>ListGrafanaWorkspacesAsync</c>.</summary>
    public const string ListWorkspaces = "grafana:ListWorkspaces";

    /// <summary>Everything that <c>ListAccessEntriesAsync</c> needs.</summary>
    public static IReadOnlyList<string> AccessEntries { get; } = [ListAccessEntries, DescribeAccessEntry, ListAssociatedAccessPolicies];

    /// <summary>Everything that <c>ListAddonsAsync</c> needs.</summary>
    public static IReadOnlyList<string> Addons { get; } = [ListAddons, DescribeAddon];

    /// <summary>Everything that <c>ListNodegroupsAsync</c> needs.</summary>
    public static IReadOnlyList<string> Nodegroups { get; } = [ListNodegroups, DescribeNodegroup];

    /// <summary>Everything that <c>ListUpdatesAsync</c> needs.</summary>
    public static IReadOnlyList<string> Updates { get; } = [ListUpdates, DescribeUpdate];

    /// <summary>Everything that <c>ListFargateProfilesAsync</c> needs.</summary>
    public static IReadOnlyList<string> FargateProfiles { get; } = [ListFargateProfiles, DescribeFargateProfile];

    /// <summary>Everything that <c>ListCapabilitiesAsync</c> needs.</summary>
    public static IReadOnlyList<string> Capabilities { get; } = [ListCapabilities, DescribeCapability];

    /// <summary>Everything that the load balancer reads need.</summary>
    public static IReadOnlyList<string> LoadBalancers { get; } = [DescribeLoadBalancers, DescribeTags, DescribeInstanceHealth, DescribeTargetGroups, DescribeTargetHealth];

    /// <summary>Everything that the log read needs.</summary>
    public static IReadOnlyList<string> Logs { get; } = [DescribeLogGroups, FilterLogEvents];
}
