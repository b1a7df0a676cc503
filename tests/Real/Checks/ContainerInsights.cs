using System.Globalization;
using EksGrader.Tests.Support.Testbed;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>Puts CloudWatch Container Insights into an API server, as AWS's manifests, charts and operator make its parts.</summary>
/// <param name="state">Where it goes.</param>
/// <param name="ns">The namespace; the charts let it be changed.</param>
internal sealed class ContainerInsights(ClusterState state, string ns = "amazon-cloudwatch")
{
    /// <summary>The image of the agent.</summary>
    public const string Image = "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300070.0b1586";

    /// <summary>The image of AWS Distro for OpenTelemetry.</summary>
    public const string Collector = "public.ecr.aws/aws-observability/aws-otel-collector:v0.45.0";

    private const string Agent = "cloudwatch-agent";
    private const string Group = "cloudwatch.aws.amazon.com";
    private int pods;

    private static string KindName => $"{Kind.AmazonCloudWatchAgent.Plural}.{Group}";

    /// <summary>The classic agent's DaemonSet, ready on the first few nodes.</summary>
    public Task<V1DaemonSet> AgentAsync(int ready) => DaemonSetAsync(Agent, [.. Enumerable.Range(1, ready).Select(n => $"node-{n.ToString(CultureInfo.InvariantCulture)}")]);

    /// <summary>A DaemonSet with a ready pod on each of some nodes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="image">The image of its pods.</param>
    /// <param name="configMap">The ConfigMap that they mount; null for none.</param>
    /// <param name="owner">The resource that made it; null where none did.</param>
    /// <param name="os">The operating system of its nodes.</param>
    /// <param name="projected">Whether they mount it within a projected volume.</param>
    public async Task<V1DaemonSet> DaemonSetAsync(
        string name,
        IReadOnlyList<string> nodes,
        string image = Image,
        string? configMap = null,
        IKubernetesObject<V1ObjectMeta>? owner = null,
        string os = "linux",
        bool projected = false)
    {
        var made = await DaemonSetWithoutPodsAsync(name, nodes.Count, image, configMap, owner, os, projected);
        await PodsAsync(made, image, nodes);
        return made;
    }

    /// <summary>A DaemonSet whose status says on how many nodes it is ready, without any pod.</summary>
    public Task<V1DaemonSet> DaemonSetWithoutPodsAsync(
        string name,
        int ready,
        string image = Image,
        string? configMap = null,
        IKubernetesObject<V1ObjectMeta>? owner = null,
        string os = "linux",
        bool projected = false) =>
        state.PutAsync(Kind.DaemonSet, new V1DaemonSet
        {
            Metadata = Metadata(name, owner),
            Spec = new V1DaemonSetSpec { Selector = Selector(name), Template = Template(name, image, configMap, os, projected) },
            Status = new V1DaemonSetStatus { DesiredNumberScheduled = 2, CurrentNumberScheduled = 2, NumberReady = ready, NumberMisscheduled = 0 },
        });

    /// <summary>A collector's StatefulSet with a ready pod on a node, as on Fargate.</summary>
    public async Task<V1StatefulSet> StatefulSetAsync(string name, string node, string configMap)
    {
        var made = await state.PutAsync(Kind.StatefulSet, new V1StatefulSet
        {
            Metadata = Metadata(name),
            Spec = new V1StatefulSetSpec { ServiceName = $"{name}-service", Selector = Selector(name), Template = Template(name, Collector, configMap, os: null) },
            Status = new V1StatefulSetStatus { Replicas = 1, ReadyReplicas = 1 },
        });
        await PodsAsync(made, Collector, [node]);
        return made;
    }

    /// <summary>The configuration of the classic installation, with what stands in <c>logs.metrics_collected</c>.</summary>
    public Task<V1ConfigMap> ClassicAsync(string collected) => ConfigMapAsync("cwagentconfig", "cwagentconfig.json", $$$"""{"logs":{"metrics_collected":{{{collected}}}}}""");

    /// <summary>A ConfigMap of one key.</summary>
    public Task<V1ConfigMap> ConfigMapAsync(string name, string key, string text) =>
        state.PutAsync(Kind.ConfigMap, new V1ConfigMap { Metadata = Metadata(name), Data = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = text } });

    /// <summary>The add-on's custom resource with its configuration; its kind is made first, and goes after it.</summary>
    public async Task<AmazonCloudWatchAgent> AddOnAsync(string configuration)
    {
        await KindAsync();
        return await ResourceAsync(Agent, configuration);
    }

    /// <summary>A custom resource of the operator; <see cref="KindAsync"/> comes before it.</summary>
    public Task<AmazonCloudWatchAgent> ResourceAsync(string name, string configuration, string? otel = null, string mode = "daemonset")
    {
        var made = new AmazonCloudWatchAgent { Metadata = Metadata(name), Spec = { ["mode"] = mode, ["image"] = Image, ["config"] = configuration } };
        if (otel is not null)
        {
            made.Spec["otelConfig"] = otel;
        }

        return state.PutAsync(Kind.AmazonCloudWatchAgent, made);
    }

    /// <summary>The operator's kind, as far as it matters here.</summary>
    public async Task KindAsync()
    {
        var token = TestContext.Current.CancellationToken;
        // The kind of an earlier test may still be on its way out.
        await Until.TrueAsync("the kind is gone", async t => await state.Plane.Admin.FindAsync<V1CustomResourceDefinition>(Kind.CustomResourceDefinition, null, KindName, t) is null, token);
        var fields = new[] { "mode", "image", "config", "otelConfig" }.ToDictionary(f => f, _ => new V1JSONSchemaProps { Type = "string" }, StringComparer.Ordinal);
        var spec = new V1JSONSchemaProps { Type = "object", Properties = fields };
        var schema = new V1JSONSchemaProps { Type = "object", Properties = new Dictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal) { ["spec"] = spec } };
        await state.PutAsync(Kind.CustomResourceDefinition, new V1CustomResourceDefinition
        {
            Metadata = new V1ObjectMeta { Name = KindName },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = Group,
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames { Kind = Kind.AmazonCloudWatchAgent.Name, Plural = Kind.AmazonCloudWatchAgent.Plural },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = Kind.AmazonCloudWatchAgent.Version,
                        Served = true,
                        Storage = true,
                        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = schema },
                    },
                ],
            },
        });
        await Until.TrueAsync("the kind is served", t => state.Plane.Admin.IsServedAsync(Kind.AmazonCloudWatchAgent, t), token);
    }

    private async Task PodsAsync(IKubernetesObject<V1ObjectMeta> owner, string image, IReadOnlyList<string> nodes)
    {
        foreach (var node in nodes)
        {
            await state.PutAsync(Kind.Pod, new V1Pod
            {
                Metadata = Metadata($"{owner.Name()}-{(++pods).ToString(CultureInfo.InvariantCulture)}", owner),
                Spec = new V1PodSpec { NodeName = node, Containers = [new V1Container { Name = "agent", Image = image }] },
                Status = new V1PodStatus { Phase = "Running", Conditions = [new V1PodCondition { Type = "Ready", Status = Nodes.Condition(holds: true) }] },
            });
        }
    }

    private static V1LabelSelector Selector(string name) => new() { MatchLabels = Named(name) };

    private static Dictionary<string, string> Named(string name) => new(StringComparer.Ordinal) { ["name"] = name };

    private static V1PodTemplateSpec Template(string name, string image, string? configMap, string? os, bool projected = false)
    {
        V1Volume HostPath(string called, string path) => new() { Name = called, HostPath = new V1HostPathVolumeSource { Path = path } };
        V1VolumeMount Mount(string called, string path) => new() { Name = called, MountPath = path };
        List<V1Volume> volumes = [HostPath("rootfs", "/"), HostPath("sys", "/sys")];
        List<V1VolumeMount> mounts = [Mount("rootfs", "/rootfs"), Mount("sys", "/sys")];
        if (configMap is not null)
        {
            volumes.Add(projected
                ? new V1Volume { Name = "config", Projected = new V1ProjectedVolumeSource { Sources = [new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = configMap } }] } }
                : new V1Volume { Name = "config", ConfigMap = new V1ConfigMapVolumeSource { Name = configMap } });
            mounts.Add(Mount("config", "/etc/cwagentconfig"));
        }

        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta { Labels = Named(name) },
            Spec = new V1PodSpec
            {
                ServiceAccountName = Agent,
                Containers = [new V1Container { Name = "agent", Image = image, Env = [new V1EnvVar { Name = "CI_VERSION", Value = "k8s/1.3.43" }], VolumeMounts = mounts }],
                Volumes = volumes,
                NodeSelector = os is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/os"] = os },
            },
        };
    }

    private V1ObjectMeta Metadata(string name, IKubernetesObject<V1ObjectMeta>? owner = null) =>
        new() { Name = name, NamespaceProperty = ns, OwnerReferences = owner is null ? null : [Owners.Controller(owner)] };
}
