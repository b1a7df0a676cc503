using System.Globalization;
using System.Text.Json.Nodes;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.States;

/// <summary>Puts the parts of a student's web application into an API server: workloads, pods, Services, EndpointSlices.</summary>
/// <param name="state">Where they go.</param>
/// <param name="name">The name of the workload and the Service; the label <c>app</c> of the pods.</param>
/// <param name="ns">The namespace.</param>
internal sealed class WebApplication(ClusterState state, string name = "web", string ns = "default")
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private int pods;

    /// <summary>A Deployment that has rolled out, its ReplicaSet, and one ready pod on each of some nodes.</summary>
    /// <returns>The ReplicaSet and the pods.</returns>
    public async Task<(JsonObject ReplicaSet, JsonObject[] Pods)> DeployAsync(int replicas, params string[] nodes)
    {
        var replicaSet = await ReplicaSetAsync(replicas, await DeploymentAsync(replicas));
        var made = new List<JsonObject>();
        foreach (var node in nodes)
        {
            made.Add(await PodAsync(node, replicaSet));
        }

        return (replicaSet, [.. made]);
    }

    /// <summary>A Deployment of revision 1.</summary>
    /// <param name="replicas">How many it asks for.</param>
    /// <param name="updated">How many are of its current revision; null for all.</param>
    /// <param name="observed">Whether the controller has seen its newest generation.</param>
    public Task<JsonObject> DeploymentAsync(int replicas, int? updated = null, bool observed = true) => state.PutAsync(Kind.Deployment, new JsonObject
    {
        ["metadata"] = Metadata(name, revision: "1"),
        ["spec"] = Spec(replicas),
        ["status"] = new JsonObject { ["observedGeneration"] = observed ? 1 : 0, ["replicas"] = replicas, ["updatedReplicas"] = updated ?? replicas },
    });

    /// <summary>A ReplicaSet; without an owner a bare one.</summary>
    public Task<JsonObject> ReplicaSetAsync(int replicas, JsonObject? owner = null, string revision = "1") => state.PutAsync(Kind.ReplicaSet, new JsonObject
    {
        ["metadata"] = Metadata(owner is null ? name : $"{name}-{revision}", owner, revision),
        ["spec"] = Spec(replicas),
        ["status"] = new JsonObject { ["replicas"] = replicas },
    });

    /// <summary>A StatefulSet.</summary>
    public Task<JsonObject> StatefulSetAsync(int replicas)
    {
        var spec = Spec(replicas);
        spec["serviceName"] = name;
        return state.PutAsync(Kind.StatefulSet, new JsonObject { ["metadata"] = Metadata(name), ["spec"] = spec, ["status"] = new JsonObject { ["replicas"] = replicas } });
    }

    /// <summary>A pod.</summary>
    /// <param name="node">The node that it says it runs on.</param>
    /// <param name="owner">Its controller; null for a bare one.</param>
    /// <param name="ready">Its condition Ready.</param>
    /// <param name="phase">Its phase.</param>
    public Task<JsonObject> PodAsync(string node, JsonObject? owner = null, bool ready = true, string phase = "Running")
    {
        var number = ++pods;
        return state.PutAsync(Kind.Pod, new JsonObject
        {
            ["metadata"] = Metadata($"{name}-{number.ToString(CultureInfo.InvariantCulture)}", owner),
            ["spec"] = new JsonObject { ["nodeName"] = node, ["containers"] = Containers() },
            ["status"] = new JsonObject
            {
                ["phase"] = phase,
                ["podIP"] = Address(number),
                ["conditions"] = new JsonArray(Nodes.Condition("Ready", ready)),
            },
        });
    }

    /// <summary>A Service of type LoadBalancer that picks the pods.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="address">Its load balancer's host name, or a plain address; null for none yet.</param>
    public Task<JsonObject> ServiceAsync(int port, string? address = null)
    {
        var kind = System.Net.IPAddress.TryParse(address, out _) ? "ip" : "hostname";
        return state.PutAsync(Kind.Service, new JsonObject
        {
            ["metadata"] = Metadata(name),
            ["spec"] = new JsonObject
            {
                ["type"] = "LoadBalancer",
                ["selector"] = new JsonObject { ["app"] = name },
                ["ports"] = new JsonArray(new JsonObject { ["port"] = port, ["targetPort"] = 80 }),
            },
            ["status"] = new JsonObject
            {
                ["loadBalancer"] = address is null ? [] : new JsonObject { ["ingress"] = new JsonArray(new JsonObject { [kind] = address }) },
            },
        });
    }

    /// <summary>The EndpointSlice of the Service, with some pods in it.</summary>
    public Task<JsonObject> EndpointsAsync(bool ready, params JsonObject[] targets)
    {
        var metadata = Metadata($"{name}-slice");
        metadata["labels"] = new JsonObject { ["kubernetes.io/service-name"] = name };
        return state.PutAsync(Kind.EndpointSlice, new JsonObject
        {
            ["metadata"] = metadata,
            ["addressType"] = "IPv4",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "", ["port"] = 80, ["protocol"] = "TCP" }),
            ["endpoints"] = new JsonArray([.. targets.Select(JsonNode (pod) => new JsonObject
            {
                ["addresses"] = new JsonArray(pod["status"]?["podIP"]?.DeepClone()),
                ["conditions"] = new JsonObject { ["ready"] = ready },
                ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = ns, ["name"] = pod["metadata"]?["name"]?.DeepClone(), ["uid"] = pod["metadata"]?["uid"]?.DeepClone() },
            })]),
        });
    }

    /// <summary>An Ingress whose only backend is the Service.</summary>
    public Task<JsonObject> IngressAsync(string? address) => state.PutAsync(Kind.Ingress, new JsonObject
    {
        ["metadata"] = Metadata(name),
        ["spec"] = new JsonObject { ["defaultBackend"] = new JsonObject { ["service"] = new JsonObject { ["name"] = name, ["port"] = new JsonObject { ["number"] = 80 } } } },
        ["status"] = new JsonObject { ["loadBalancer"] = address is null ? [] : new JsonObject { ["ingress"] = new JsonArray(new JsonObject { ["hostname"] = address }) } },
    });

    private static string Address(int number) => $"10.244.1.{number.ToString(CultureInfo.InvariantCulture)}";

    private static JsonArray Containers() => new(new JsonObject { ["name"] = "web", ["image"] = "nginx" });

    private JsonObject Spec(int replicas) => new()
    {
        ["replicas"] = replicas,
        ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
        ["template"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
            ["spec"] = new JsonObject { ["containers"] = Containers() },
        },
    };

    private JsonObject Metadata(string called, JsonObject? owner = null, string? revision = null)
    {
        var metadata = new JsonObject { ["name"] = called, ["namespace"] = ns, ["labels"] = new JsonObject { ["app"] = name } };
        if (revision is not null)
        {
            metadata["annotations"] = new JsonObject { [Revision] = revision };
        }

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
