using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Logs;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Tests.Unit.Checks.Checks.Finders;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Gates;

namespace EksGrader.Tests.Unit.Checks.Checks.Logs;

/// <summary>The gates of <c>log-shipping</c>.</summary>
public sealed class LogShippingGates : CheckGates
{
    private const string FluentBit = "Fluent Bit";
    private const string Other = "another shipper";
    private const string Fargate = "Fargate";
    private const string Group = $"/aws/containerinsights/{FakeCluster.Name}/application";
    private const string Proved = $"{FluentBit}, with the request in the logs";

    private static readonly PodVolume NodeLogs = new("varlog", PodVolume.HostPath) { Path = "/var/log" };

    internal override ICheck Check { get; } = new LogShippingCheck();

    internal override IEnumerable<Reference> References =>
    [
        new(FluentBit, "by the manifests of AWS", () => Cluster(Group).DaemonSet("fluent-bit", "amazon-cloudwatch", "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.34.0", Ec2, [("k8s-app", "fluent-bit")], NodeLogs))
        {
            Deciding = gate => gate
                .Decides(c => c.ForAws(a => a.Has<AwsLogGroup>()), AwsActions.DescribeLogGroups)
                .Decides(c => c.ForAws(a => a.On((FindLogEvent _) => new AwsLogFinding { GroupExists = true })), AwsActions.FilterLogEvents)
                .Decides(c => c.ForAws(a => a.Cluster = k => k with { Name = "another" }), AwsActions.DescribeCluster)
                .Decides<Pod>(c => c.Remove<Pod>()).Decides<Node>(c => c.Remove<Node>()).Decides<DaemonSet>(c => c.Remove<DaemonSet>())
                .Decides<Deployment>(c => c.Remove<Deployment>(d => d.Metadata.Name == "web")).Decides<ReplicaSet>(c => c.Remove<ReplicaSet>()),
        },
        new(FluentBit, "by the chart, in another namespace", () => Cluster("/aws/eks/fluentbit-cloudwatch/logs").DaemonSet("logs-aws-for-fluent-bit", "logging", "registry.example.test/aws-for-fluent-bit:2.34.0", Ec2, [("app.kubernetes.io/name", "aws-for-fluent-bit")])),
        new(FluentBit, "into the group that was asked for", () => Cluster($"/exam/{FakeCluster.Name}").DaemonSet("fluent-bit", "logging", "fluent/fluent-bit:4.1", Ec2, [("k8s-app", "fluent-bit")]), ("logGroup", "/exam/{cluster}")),
        new(FluentBit, "with the request in the logs", () => Cluster(Group).DaemonSet("fluent-bit", "amazon-cloudwatch", "aws-for-fluent-bit", Ec2, [("k8s-app", "fluent-bit")]).ForAws(a => a.On((FindLogEvent _) => Found())), ("proof", "nonce")),
        new(Other, "Fluentd", () => Cluster(Group).DaemonSet("fluentd-cloudwatch", "amazon-cloudwatch", "fluent/fluentd-kubernetes-daemonset:v1.18", Ec2, [("k8s-app", "fluentd-cloudwatch")])),
        new(Other, "one that is not known and mounts the nodes' logs", () => Cluster(Group).DaemonSet("vector", "observe", "timberio/vector:0.50", Ec2, [("app", "vector")], NodeLogs).Change<Pod>(ReadsLogs)),
        new(Other, "the CloudWatch agent with its log pipelines on", () => Agent(hasLogs: true)),
        new(Fargate, "the log router of EKS", () => OnFargate()),
        new(Fargate, "the log router of EKS, into a group of the cluster's name", () => OnFargate($"/eks/{FakeCluster.Name}/fargate")),
        new(Fargate, "the log router of EKS, into the sample's group", () => OnFargate("fluent-bit-cloudwatch")),
    ];

    internal override IEnumerable<Mutation> Mutations =>
    [
        Break("shipper", 0.4m / 0.7m, "there is none", c => c.Remove<DaemonSet>()).NotOn(Fargate, Proved),
        Break("shipper", 0.7m, "there is none", c => c.Remove<DaemonSet>()).On(Proved),
        Break("shipper", (0.15m + 0.4m) / 0.7m, "one of two nodes has none", c => c.Change<Pod>(p => OnNode(p, "n2") ? p with { Status = new PodStatus { Phase = "Pending" } } : p)).NotOn(Fargate, Proved),
        Break("shipper", 0.4m / 0.7m, "aws-logging names no output of CloudWatch", c => c.Change<FargateLogging>(f => f with { Data = [new LogOutput("kinesis_firehose")] })).On(Fargate),
        Break("shipper", 0.4m / 0.7m, "the namespace has no label", c => c.Change<Namespace>(n => n with { Metadata = n.Metadata with { Labels = Make.Labels() } })).On(Fargate),
        Break("events", 0.3m / 0.7m, "none arrived", c => c.ForAws(a => a.On((FindLogEvent _) => new AwsLogFinding { GroupExists = true }))).NotOn(Proved),
        Break("events", 0.3m / 0.7m, "there is no log group", c => c.ForAws(a => a.Has<AwsLogGroup>())).NotOn(Proved),
        Break("events", 0.3m, "none arrived", c => c.ForAws(a => a.On((FindLogEvent _) => new AwsLogFinding { GroupExists = true }))).With("request").On(Proved),
        Break("request", 0.7m, "it has not come up", c => c.ForAws(a => a.On((FindLogEvent call) => call.Names.Count > 0 ? Found() : new AwsLogFinding { GroupExists = true }))).On(Proved),
        Break("request", 0.7m, "the application did not answer", c => Silent(c)).On(Proved),
    ];

    internal override IEnumerable<Scenario> LookAlikes =>
    [
        new("kube-proxy, which mounts /var/log", () => Cluster(null).DaemonSet("kube-proxy", "kube-system", "eks/kube-proxy:v1.33", Ec2, [("k8s-app", "kube-proxy")], NodeLogs).Change<Pod>(ReadsLogs), 0),
        new("the CloudWatch agent without log pipelines", () => Agent(hasLogs: false), 0.4m / 0.7m),
        new("events of another cluster's pods in one group", () => Cluster(Group).ForAws(a => a.On((FindLogEvent call) => call.Names.Count == 0 || call.Names.Contains("web-1", StringComparer.Ordinal) ? new AwsLogFinding { GroupExists = true } : Found())), 0),
        new("events that are older than the pods", () => Cluster(Group).Change<Pod>(p => p with { Metadata = p.Metadata with { CreationTimestamp = FakeCluster.Now.AddMinutes(-2) } })
            .ForAws(a => a.On((FindLogEvent call) => call.Names.Count == 0 || call.Since > FakeCluster.Now.AddMinutes(-5) ? new AwsLogFinding { GroupExists = true } : Found())), 0),
        new("a group of a cluster whose name begins alike", () => Cluster($"/aws/containerinsights/{FakeCluster.Name}0/application"), 0),
        new("a search that was cut", () => Cluster(Group).ForAws(a => a.On((FindLogEvent _) => new AwsLogFinding { GroupExists = true, Cut = true })), null) { IsHonest = false },
    ];

    private static string[] Ec2 => ["n1", "n2"];

    private static FakeCluster Cluster(string? group) => new FakeCluster()
        .WithApplication()
        .WithWeb(w => w.Public(WebApp.Host).Answer(WebApp.Address, 200))
        .WithAws(a => a
            .Has([.. group is null ? Array.Empty<AwsLogGroup>() : [new AwsLogGroup(group)]])
            .On((FindLogEvent call) => call.Names.Count > 0 && call.Group == group ? Found() : new AwsLogFinding { GroupExists = true }));

    private static FakeCluster Agent(bool hasLogs)
    {
        var agent = new AmazonCloudWatchAgent { Metadata = Make.Meta("cloudwatch-agent", "amazon-cloudwatch"), Spec = new AmazonCloudWatchAgentSpec { Mode = "daemonset", OtelConfig = new AgentConfiguration { HasOtelContainerInsights = true, HasOtelLogs = hasLogs } } };
        return Cluster($"/aws/otel/containerinsights/{FakeCluster.Name}/application").With(agent)
            .DaemonSet("cloudwatch-agent", "amazon-cloudwatch", "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300060", Ec2, [("app.kubernetes.io/name", "cloudwatch-agent")])
            .Change<DaemonSet>(d => d with { Metadata = d.Metadata with { OwnerReferences = [Make.Owner(AmazonCloudWatchAgent.Type.Kind, agent.Metadata)] } });
    }

    private static FakeCluster OnFargate(string group = "/aws/eks/fargate-logs") => Cluster(group)
        .Instead(Make.Fargate("n1"), Make.Fargate("n2"))
        .With(new Namespace { Metadata = Make.Meta(FargateLogging.Namespace, "", ("aws-observability", "enabled")) })
        .With(new FargateLogging { Metadata = Make.Meta(FargateLogging.Name, FargateLogging.Namespace), Data = [new LogOutput("cloudwatch_logs", group)] })
        .ForAws(a => a.Has(new AwsLogGroup(group.StartsWith("/aws/eks", StringComparison.Ordinal) ? $"/aws/eks/{FakeCluster.Name}/fargate" : group))
            .On((FindLogEvent call) => call.Names.Count > 0 ? Found() : new AwsLogFinding { GroupExists = true }));

    private static FakeCluster Silent(FakeCluster cluster) => cluster
        .WithWeb(w => w.Answer(WebApp.Address, new EksGrader.Checks.Web.WebResponse { Failure = EksGrader.Checks.Web.WebFailure.TimedOut }))
        .ForAws(a => a.On((FindLogEvent call) => call.Names.Count > 0 ? Found() : new AwsLogFinding { GroupExists = true }));

    private static bool OnNode(Pod pod, string node) => pod.Spec.NodeName == node && pod.Metadata.OwnerReferences.Any(o => o.Kind == "DaemonSet");

    private static Pod ReadsLogs(Pod pod) => pod.Spec.Volumes.Count == 0 ? pod : pod with
    {
        Spec = pod.Spec with { Containers = [.. pod.Spec.Containers.Select(c => c with { Mounts = [new PodMount("varlog", ReadOnly: true)] })] },
    };

    private static AwsLogFinding Found() => new() { GroupExists = true, Event = new AwsLogEvent(FakeCluster.Now.AddSeconds(-30), "web-1_default_web") { Name = "web-1", IsNameInStream = true } };
}
