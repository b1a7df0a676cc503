using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>The parts of CloudWatch Container Insights as AWS's manifests and charts make them; a test changes what it is about.</summary>
internal static class InsightsParts
{
    public const string Ns = "amazon-cloudwatch";
    public const string Image = "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300070.0b1586";
    public const string Collector = "public.ecr.aws/aws-observability/aws-otel-collector:v0.45.0";

    /// <summary>What the quick start's ConfigMap says.</summary>
    public const string Classic = """{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"student-07","metrics_collection_interval":60}},"force_flush_interval":5}}""";

    /// <summary>What the add-on's older mode says.</summary>
    public const string AddOn = """{"agent":{"region":"ap-northeast-2"},"logs":{"metrics_collected":{"application_signals":{"hosted_in":"student-07"},"kubernetes":{"cluster_name":"student-07","enhanced_container_insights":true}}},"traces":{"traces_collected":{"application_signals":{}}}}""";

    /// <summary>What the agent's own part says in OpenTelemetry mode alone.</summary>
    public const string RegionAlone = """{"agent":{"region":"ap-northeast-2"}}""";

    private const string MetricsPipeline = """
        exporters:
          otlphttp/cw_k8s_ci_v0_metrics_dest:
            auth:
              authenticator: sigv4auth/cw_k8s_ci_v0_metrics_dest
            endpoint: https://monitoring.ap-northeast-2.amazonaws.com:443
        processors:
          transform/cw_k8s_ci_v0_set_cluster_name:
            error_mode: ignore
            metric_statements:
              - context: datapoint
                statements:
                  - set(resource.attributes["k8s.cluster.name"], "student-07")
        receivers:
          kubeletstats/cw_k8s_ci_v0:
            endpoint: https://${env:HOST_IP}:10250
          prometheus/cw_k8s_ci_v0_cadvisor:
            config:
              scrape_configs:
                - job_name: cadvisor
        service:
          pipelines:
            metrics/cw_k8s_ci_v0_cadvisor:
              exporters: [otlphttp/cw_k8s_ci_v0_metrics_dest]
              receivers: [prometheus/cw_k8s_ci_v0_cadvisor]
            metrics/cw_k8s_ci_v0_kubeletstats:
              exporters:
                - otlphttp/cw_k8s_ci_v0_metrics_dest
              receivers:
                - kubeletstats/cw_k8s_ci_v0

        """;

    /// <summary>The pipelines of OpenTelemetry mode, without logs.</summary>
    public static string Otel => MetricsPipeline;

    /// <summary>The same with logs.</summary>
    public static string OtelWithLogs =>
        $"{MetricsPipeline}    logs/cw_k8s_ci_v0_app:\n      exporters: [otlphttp/cw_k8s_ci_v0_app_logs_dest]\n      receivers: [filelog/cw_k8s_ci_v0_app]\n";

    /// <summary>A DaemonSet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="image">The image of its pods.</param>
    /// <param name="mounts">The ConfigMap that its pods mount; null for none.</param>
    /// <param name="os">The operating system of its nodes; null where it does not say.</param>
    /// <param name="owner">The resource that made it; null where none did.</param>
    public static DaemonSet DaemonSet(string name = "cloudwatch-agent", string ns = Ns, string image = Image, string? mounts = null, string? os = null, AmazonCloudWatchAgent? owner = null) => new()
    {
        Metadata = Owned(name, ns, owner),
        Spec = new DaemonSetSpec { Template = Template(image, mounts, os) },
    };

    /// <summary>A StatefulSet.</summary>
    public static StatefulSet StatefulSet(string name, string ns, string mounts) => new()
    {
        Metadata = Make.Meta(name, ns),
        Spec = new WorkloadSpec { Replicas = 1, Template = Template(Collector, mounts, null) },
    };

    /// <summary>Puts a DaemonSet there with a ready pod on each of some nodes.</summary>
    public static FakeCluster Ready(this FakeCluster cluster, DaemonSet set, params string[] nodes) =>
        cluster.With(set).With(nodes.Select(n => Make.Pod($"{set.Metadata.Name}-{n}", set.Metadata, n, ns: set.Metadata.Namespace, ownerKind: "DaemonSet")));

    /// <summary>A ConfigMap of one key.</summary>
    public static ConfigMap Map(string name, string key, string text, string ns = Ns) => new()
    {
        Metadata = Make.Meta(name, ns),
        Data = new Dictionary<string, AgentConfiguration>(StringComparer.Ordinal) { [key] = AgentConfiguration.Parse(text) },
    };

    /// <summary>The resource that the add-on's operator makes the agent from.</summary>
    public static AmazonCloudWatchAgent Resource(string name = "cloudwatch-agent", string ns = Ns, string config = AddOn, string? otel = null, string mode = "daemonset") => new()
    {
        Metadata = Make.Meta(name, ns),
        Spec = new AmazonCloudWatchAgentSpec { Mode = mode, Config = AgentConfiguration.Parse(config), OtelConfig = otel is null ? null : AgentConfiguration.Parse(otel) },
    };

    private static ObjectMeta Owned(string name, string ns, AmazonCloudWatchAgent? owner) =>
        Make.Meta(name, ns) with { OwnerReferences = owner is null ? [] : [Make.Owner("AmazonCloudWatchAgent", owner.Metadata)] };

    private static PodTemplate Template(string image, string? mounts, string? os) => new()
    {
        Spec = new PodTemplateSpec
        {
            Containers = [new TemplateContainer { Image = image }],
            Volumes = mounts is null ? [] : [new TemplateVolume { ConfigMap = new ObjectReference { Name = mounts } }],
            NodeSelector = os is null ? Make.Labels() : Make.Labels(("kubernetes.io/os", os)),
        },
    };
}
