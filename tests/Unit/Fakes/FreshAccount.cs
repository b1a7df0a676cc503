using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>What AWS says of a cluster that was just made by the usual one-line command, with the grader's own access applied.</summary>
internal static class FreshAccount
{
    public const string Account = "111122223333";
    public const string Nodegroup = "ng-1";
    public const string AutoScalingGroup = "eks-ng-1-0123";
    private const string Version = "1.33";
    private static readonly DateTimeOffset Made = FakeCluster.Now.AddDays(-1);

    private static readonly object[] Lists =
    [
        new AwsItems<AwsAccessEntry>(
        [
            new AwsAccessEntry { Principal = Principal("user/student"), Type = "STANDARD", Username = Hidden("user/student"), Policies = [new AwsAccessPolicy("AmazonEKSClusterAdminPolicy", "cluster")] },
            new AwsAccessEntry { Principal = Principal("role/eksctl-NodeInstanceRole"), Type = "EC2_LINUX", Username = "system:node:{{EC2PrivateDNSName}}", Groups = ["system:nodes"] },
            new AwsAccessEntry { Principal = Principal("role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS"), Type = "STANDARD", Username = "eks:cluster-insights", Groups = ["eks:cluster-insights"] },
            new AwsAccessEntry { Principal = Principal("role/eks-grader"), Type = "STANDARD", Username = "eks-grader", Groups = ["eks-grader"], IsGrader = true },
        ]),
        new AwsItems<AwsAddon>(
        [
            Addon("vpc-cni", "v1.20.4-eksbuild.1"), Addon("kube-proxy", "v1.33.3-eksbuild.4"), Addon("coredns", "v1.12.2-eksbuild.4"),
            Addon("eks-pod-identity-agent", "v1.3.8-eksbuild.2"), Addon("metrics-server", "v0.8.0-eksbuild.2"),
        ]),
        new AwsItems<AwsAddonVersion>([new AwsAddonVersion("v1.33.3-eksbuild.4", IsDefault: true)]),
        new AwsItems<AwsNodegroup>(
        [
            new AwsNodegroup
            {
                Name = Nodegroup, Status = "ACTIVE", Version = Version, ReleaseVersion = "1.33.5-20261120", AmiType = "AL2023_x86_64_STANDARD", CapacityType = "ON_DEMAND",
                CreatedAt = Made.AddMinutes(12), ModifiedAt = Made.AddMinutes(15), MinSize = 2, MaxSize = 2, DesiredSize = 2, MaxUnavailable = 1,
                AutoScalingGroups = [AutoScalingGroup], Subnets = ["subnet-a", "subnet-b"],
            },
        ]),
        new AwsItems<AwsUpdate>([]),
        new AwsItems<AwsClusterVersion>(
        [
            Supported("1.31", "EXTENDED_SUPPORT", -1), Supported("1.32", "STANDARD_SUPPORT", 3), Supported(Version, "STANDARD_SUPPORT", 7), Supported("1.34", "STANDARD_SUPPORT", 11) with { IsDefault = true },
        ]),
        new AwsItems<AwsInsight>([]),
        new AwsItems<AwsDeprecation>([]),
        new AwsItems<AwsFargateProfile>([]),
        new AwsItems<AwsCapability>([]),
        new AwsItems<AwsLogGroup>([]),
        new AwsItems<AwsMetricFilter>([]) { Absent = true },
        new AwsItems<AwsLogQuery>([]),
        new AwsItems<AwsLogQueryDefinition>([]),
        new AwsItems<AwsAlarm>([]),
        new AwsItems<AwsAlarmChange>([]),
        new AwsItems<AwsMetricShape>([]),
        new AwsItems<AwsImage>([]) { Absent = true },
        new AwsItems<AwsPipelineName>([]),
        new AwsItems<AwsPipelineExecution>([]) { Absent = true },
        new AwsItems<AwsScalingActivity>([Launch("i-0aaaaaaaaaaaaaaa1"), Launch("i-0aaaaaaaaaaaaaaa2")]),
        new AwsItems<AwsSecurityGroup>(
        [
            new AwsSecurityGroup { Id = "sg-cluster", Name = $"eks-cluster-sg-{FakeCluster.Name}-1", Clusters = [FakeCluster.Name], Ingress = [new AwsIngressRule { Protocol = "-1", Others = 1 }] },
            new AwsSecurityGroup { Id = "sg-default", Name = "default", Ingress = [new AwsIngressRule { Protocol = "-1", Others = 1 }] },
        ]),
        new AwsItems<AwsScraper>([]),
        new AwsItems<AwsGrafanaWorkspace>([]),
        new AwsLogFinding(),
        new AwsMetricData(0, null, null, 0),
        new AwsRepository(Exists: false, ScanOnPush: false),
        new AwsRegistryScanning("BASIC", []),
        new AwsPipeline(Exists: false, []),
    ];

    /// <summary>What eks:DescribeCluster says.</summary>
    public static AwsCluster Cluster { get; } = new()
    {
        Name = FakeCluster.Name,
        Arn = $"arn:aws:eks:ap-northeast-2:1:cluster/{FakeCluster.Name}",
        Status = "ACTIVE",
        Version = Version,
        PlatformVersion = "eks.15",
        SubnetIds = ["subnet-a", "subnet-b"],
        ClusterSecurityGroup = "sg-cluster",
        PublicEndpoint = true,
        PrivateEndpoint = false,
        PublicCidrs = ["0.0.0.0/0"],
        Logging = [new AwsLogSetup(["api", "audit", "authenticator", "controllerManager", "scheduler"], Enabled: false)],
        AuthenticationMode = "API_AND_CONFIG_MAP",
        SupportType = "EXTENDED",
        AutoMode = false,
        DeletionProtection = false,
    };

    /// <summary>What a call is answered.</summary>
    public static T Answer<T>(AwsCall<T> call)
        where T : class => Lists.OfType<T>().FirstOrDefault() ?? throw new InvalidOperationException($"No fresh answer of {call.Key}.");

    /// <summary>What the calls that list such things are answered.</summary>
    public static AwsItems<T> ListOf<T>() => Lists.OfType<AwsItems<T>>().First();

    /// <summary>Who an IAM resource of the account is, such as <c>user/student</c>.</summary>
    public static AwsPrincipal Principal(string resource) => AwsPrincipal.Of($"arn:aws:iam::{Account}:{resource}") ?? throw new ArgumentException("Not a principal.", nameof(resource));

    private static string Hidden(string resource) => AwsPrincipal.HideAccounts($"arn:aws:iam::{Account}:{resource}");

    private static AwsAddon Addon(string name, string version) =>
        new() { Name = name, Version = version, Status = "ACTIVE", Namespace = "kube-system", CreatedAt = Made.AddMinutes(11), ModifiedAt = Made.AddMinutes(13) };

    private static AwsClusterVersion Supported(string version, string status, int months) => new(version, status)
    {
        StandardSupportEnds = FakeCluster.Now.AddMonths(months),
        ExtendedSupportEnds = FakeCluster.Now.AddMonths(months + 12),
    };

    private static AwsScalingActivity Launch(string instance) =>
        new() { Kind = AwsScalingKind.Launch, Instance = instance, Status = "Successful", StartedAt = Made.AddMinutes(12), EndedAt = Made.AddMinutes(13) };
}
