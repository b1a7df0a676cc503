using System.Globalization;
using System.Text.Json.Nodes;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.States;

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

    /// <summary>The classic agent's DaemonSet, ready on the first few nodes.</summary>
    public Task<JsonObject> AgentAsync(int ready) => DaemonSetAsync(Agent, [.. Enumerable.Range(1, ready).Select(n => $"node-{n.ToString(CultureInfo.InvariantCulture)}")]);

    /// <summary>A DaemonSet with a ready pod on each of some nodes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="image">The image of its pods.</param>
    /// <param name="configMap">The ConfigMap that they mount; null for none.</param>
    /// <param name="owner">The resource that made it; null where none did.</param>
    /// <param name="os">The operating system of its nodes.</param>
    /// <param name="projected">Whether they mount it within a projected volume.</param>
    public async Task<JsonObject> DaemonSetAsync(string name, IReadOnlyList<string> nodes, string image = Image, string? configMap = null, JsonObject? owner = null, string os = "linux", bool projected = false)
    {
        var made = await DaemonSetWithoutPodsAsync(name, nodes.Count, image, configMap, owner, os, projected);
        await PodsAsync(made, image, nodes);
        return made;
    }

    /// <summary>A DaemonSet whose status says on how many nodes it is ready, without any pod.</summary>
    public Task<JsonObject> DaemonSetWithoutPodsAsync(string name, int ready, string image = Image, string? configMap = null, JsonObject? owner = null, string os = "linux", bool projected = false) => state.PutAsync(Kind.DaemonSet, new JsonObject
    {
        ["metadata"] = Metadata(name, owner),
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["name"] = name } },
            ["template"] = Template(name, image, configMap, os, projected),
        },
        ["status"] = new JsonObject { ["desiredNumberScheduled"] = 2, ["currentNumberScheduled"] = 2, ["numberReady"] = ready, ["numberMisscheduled"] = 0 },
    });

    /// <summary>A collector's StatefulSet with a ready pod on a node, as on Fargate.</summary>
    public async Task<JsonObject> StatefulSetAsync(string name, string node, string configMap)
    {
        var made = await state.PutAsync(Kind.StatefulSet, new JsonObject
        {
            ["metadata"] = Metadata(name),
            ["spec"] = new JsonObject
            {
                ["serviceName"] = $"{name}-service",
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["name"] = name } },
                ["template"] = Template(name, Collector, configMap, os: null),
            },
            ["status"] = new JsonObject { ["replicas"] = 1, ["readyReplicas"] = 1 },
        });
        await PodsAsync(made, Collector, [node]);
        return made;
    }

    /// <summary>The configuration of the classic installation, with what stands in <c>logs.metrics_collected</c>.</summary>
    public Task<JsonObject> ClassicAsync(string collected) => ConfigMapAsync("cwagentconfig", "cwagentconfig.json", $$$"""{"logs":{"metrics_collected":{{{collected}}}}}""");

    /// <summary>A ConfigMap of one key.</summary>
    public Task<JsonObject> ConfigMapAsync(string name, string key, string text) =>
        state.PutAsync(Kind.ConfigMap, new JsonObject { ["metadata"] = Metadata(name), ["data"] = new JsonObject { [key] = text } });

    /// <summary>The add-on's custom resource with its configuration; its kind is made first, and goes after it.</summary>
    public async Task<JsonObject> AddOnAsync(string configuration)
    {
        await KindAsync();
        return await ResourceAsync(Agent, configuration);
    }

    /// <summary>A custom resource of the operator; <see cref="KindAsync"/> comes before it.</summary>
    public Task<JsonObject> ResourceAsync(string name, string configuration, string? otel = null, string mode = "daemonset")
    {
        var spec = new JsonObject { ["mode"] = mode, ["image"] = Image, ["config"] = configuration };
        if (otel is not null)
        {
            spec["otelConfig"] = otel;
        }

        return state.PutAsync(Kind.AmazonCloudWatchAgent, new JsonObject { ["metadata"] = Metadata(name), ["spec"] = spec });
    }

    /// <summary>The operator's kind, as far as it matters here.</summary>
    public async Task KindAsync()
    {
        var token = TestContext.Current.CancellationToken;
        // The kind of an earlier test may still be on its way out.
        await Until.TrueAsync("the kind is gone", async t => await state.Plane.Admin.FindAsync(Kind.CustomResourceDefinition, null, $"{Kind.AmazonCloudWatchAgent.Plural}.{Group}", t) is null, token);
        JsonObject Text() => new() { ["type"] = "string" };
        var spec = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["mode"] = Text(), ["image"] = Text(), ["config"] = Text(), ["otelConfig"] = Text() } };
        await state.PutAsync(Kind.CustomResourceDefinition, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{Kind.AmazonCloudWatchAgent.Plural}.{Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = Group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["kind"] = Kind.AmazonCloudWatchAgent.Name, ["plural"] = Kind.AmazonCloudWatchAgent.Plural },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = "v1alpha1",
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["spec"] = spec } } },
                }),
            },
        });
        await Until.TrueAsync("the kind is served", t => state.Plane.Admin.IsServedAsync(Kind.AmazonCloudWatchAgent, t), token);
    }

    private async Task PodsAsync(JsonObject owner, string image, IReadOnlyList<string> nodes)
    {
        foreach (var node in nodes)
        {
            var name = $"{owner["metadata"]?["name"]}-{(++pods).ToString(CultureInfo.InvariantCulture)}";
            await state.PutAsync(Kind.Pod, new JsonObject
            {
                ["metadata"] = Metadata(name, owner),
                ["spec"] = new JsonObject { ["nodeName"] = node, ["containers"] = new JsonArray(new JsonObject { ["name"] = "agent", ["image"] = image }) },
                ["status"] = new JsonObject { ["phase"] = "Running", ["conditions"] = new JsonArray(Nodes.Condition("Ready", holds: true)) },
            });
        }
    }

    private static JsonObject Template(string name, string image, string? configMap, string? os, bool projected = false)
    {
        JsonObject HostPath(string called, string path) => new() { ["name"] = called, ["hostPath"] = new JsonObject { ["path"] = path } };
        JsonObject Mount(string called, string path) => new() { ["name"] = called, ["mountPath"] = path };
        var (volumes, mounts) = (new JsonArray(HostPath("rootfs", "/"), HostPath("sys", "/sys")), new JsonArray(Mount("rootfs", "/rootfs"), Mount("sys", "/sys")));
        if (configMap is not null)
        {
            var map = new JsonObject { ["configMap"] = new JsonObject { ["name"] = configMap } };
            var volume = projected ? new JsonObject { ["projected"] = new JsonObject { ["sources"] = new JsonArray(map) } } : map;
            volume["name"] = "config";
            volumes.Add(volume);
            mounts.Add(Mount("config", "/etc/cwagentconfig"));
        }

        var spec = new JsonObject
        {
            ["serviceAccountName"] = Agent,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "agent",
                ["image"] = image,
                ["env"] = new JsonArray(new JsonObject { ["name"] = "CI_VERSION", ["value"] = "k8s/1.3.43" }),
                ["volumeMounts"] = mounts,
            }),
            ["volumes"] = volumes,
        };
        if (os is not null)
        {
            spec["nodeSelector"] = new JsonObject { ["kubernetes.io/os"] = os };
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["name"] = name } }, ["spec"] = spec };
    }

    private JsonObject Metadata(string name, JsonObject? owner = null)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = ns };
        if (owner is not null)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = owner["apiVersion"]?.DeepClone(),
                ["kind"] = owner["kind"]?.DeepClone(),
                ["name"] = owner["metadata"]?["name"]?.DeepClone(),
                ["uid"] = owner["metadata"]?["uid"]?.DeepClone(),
                ["controller"] = true,
            });
        }

        return metadata;
    }
}
