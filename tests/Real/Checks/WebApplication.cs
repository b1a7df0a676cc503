using System.Globalization;
using EksGrader.Tests.Support.Testbed;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>Puts the parts of a student's web application into an API server: workloads, pods, Services, EndpointSlices.</summary>
/// <param name="state">Where they go.</param>
/// <param name="name">The name of the workload and the Service; the label <c>app</c> of the pods.</param>
/// <param name="ns">The namespace.</param>
internal sealed class WebApplication(ClusterState state, string name = "web", string ns = "default")
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private int pods;

    private V1LabelSelector Selector => new() { MatchLabels = App };

    private Dictionary<string, string> App => new(StringComparer.Ordinal) { ["app"] = name };

    private V1PodTemplateSpec Template => new() { Metadata = new V1ObjectMeta { Labels = App }, Spec = new V1PodSpec { Containers = Containers() } };

    /// <summary>A Deployment that has rolled out, its ReplicaSet, and one ready pod on each of some nodes.</summary>
    /// <returns>The ReplicaSet and the pods.</returns>
    public async Task<(V1ReplicaSet ReplicaSet, V1Pod[] Pods)> DeployAsync(int replicas, params string[] nodes)
    {
        var replicaSet = await ReplicaSetAsync(replicas, await DeploymentAsync(replicas));
        var made = new List<V1Pod>();
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
    public Task<V1Deployment> DeploymentAsync(int replicas, int? updated = null, bool observed = true) => state.PutAsync(Kind.Deployment, new V1Deployment
    {
        Metadata = Metadata(name, revision: "1"),
        Spec = new V1DeploymentSpec { Replicas = replicas, Selector = Selector, Template = Template },
        Status = new V1DeploymentStatus { ObservedGeneration = observed ? 1 : 0, Replicas = replicas, UpdatedReplicas = updated ?? replicas },
    });

    /// <summary>A ReplicaSet; without an owner a bare one.</summary>
    public Task<V1ReplicaSet> ReplicaSetAsync(int replicas, IKubernetesObject<V1ObjectMeta>? owner = null, string revision = "1") => state.PutAsync(Kind.ReplicaSet, new V1ReplicaSet
    {
        Metadata = Metadata(owner is null ? name : $"{name}-{revision}", owner, revision),
        Spec = new V1ReplicaSetSpec { Replicas = replicas, Selector = Selector, Template = Template },
        Status = new V1ReplicaSetStatus { Replicas = replicas },
    });

    /// <summary>A StatefulSet.</summary>
    public Task<V1StatefulSet> StatefulSetAsync(int replicas) => state.PutAsync(Kind.StatefulSet, new V1StatefulSet
    {
        Metadata = Metadata(name),
        Spec = new V1StatefulSetSpec { Replicas = replicas, Selector = Selector, Template = Template, ServiceName = name },
        Status = new V1StatefulSetStatus { Replicas = replicas },
    });

    /// <summary>A pod.</summary>
    /// <param name="node">The node that it says it runs on.</param>
    /// <param name="owner">Its controller; null for a bare one.</param>
    /// <param name="ready">Its condition Ready.</param>
    /// <param name="phase">Its phase.</param>
    public Task<V1Pod> PodAsync(string node, IKubernetesObject<V1ObjectMeta>? owner = null, bool ready = true, string phase = "Running")
    {
        var number = ++pods;
        return state.PutAsync(Kind.Pod, new V1Pod
        {
            Metadata = Metadata($"{name}-{number.ToString(CultureInfo.InvariantCulture)}", owner),
            Spec = new V1PodSpec { NodeName = node, Containers = Containers() },
            Status = new V1PodStatus
            {
                Phase = phase,
                PodIP = Address(number),
                Conditions = [new V1PodCondition { Type = "Ready", Status = Nodes.Condition(ready) }],
            },
        });
    }

    /// <summary>A Service of type LoadBalancer that picks the pods.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="address">Its load balancer's host name, or a plain address; null for none yet.</param>
    public Task<V1Service> ServiceAsync(int port, string? address = null) => state.PutAsync(Kind.Service, new V1Service
    {
        Metadata = Metadata(name),
        Spec = new V1ServiceSpec { Type = "LoadBalancer", Selector = App, Ports = [new V1ServicePort { Port = port, TargetPort = 80 }] },
        Status = Exposed(address),
    });

    /// <summary>The status of a Service with a load balancer.</summary>
    /// <param name="address">Its host name, or a plain address; null for none yet.</param>
    public static V1ServiceStatus Exposed(string? address) => new()
    {
        LoadBalancer = address switch
        {
            null => new V1LoadBalancerStatus(),
            _ when System.Net.IPAddress.TryParse(address, out _) => new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = address }] },
            _ => new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Hostname = address }] },
        },
    };

    /// <summary>The EndpointSlice of the Service, with some pods in it.</summary>
    public Task<V1EndpointSlice> EndpointsAsync(bool ready, params V1Pod[] targets)
    {
        var metadata = Metadata($"{name}-slice");
        metadata.Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/service-name"] = name };
        return state.PutAsync(Kind.EndpointSlice, new V1EndpointSlice
        {
            Metadata = metadata,
            AddressType = "IPv4",
            Ports = [new Discoveryv1EndpointPort { Name = "", Port = 80, Protocol = "TCP" }],
            Endpoints =
            [
                .. targets.Select(pod => new V1Endpoint
                {
                    Addresses = [pod.Status.PodIP],
                    Conditions = new V1EndpointConditions { Ready = ready },
                    TargetRef = new V1ObjectReference { Kind = "Pod", NamespaceProperty = ns, Name = pod.Name(), Uid = pod.Uid() },
                }),
            ],
        });
    }

    /// <summary>An Ingress whose only backend is the Service.</summary>
    public Task<V1Ingress> IngressAsync(string? address) => state.PutAsync(Kind.Ingress, new V1Ingress
    {
        Metadata = Metadata(name),
        Spec = new V1IngressSpec
        {
            DefaultBackend = new V1IngressBackend { Service = new V1IngressServiceBackend { Name = name, Port = new V1ServiceBackendPort { Number = 80 } } },
        },
        Status = new V1IngressStatus
        {
            LoadBalancer = address is null ? new V1IngressLoadBalancerStatus() : new V1IngressLoadBalancerStatus { Ingress = [new V1IngressLoadBalancerIngress { Hostname = address }] },
        },
    });

    private static string Address(int number) => $"10.244.1.{number.ToString(CultureInfo.InvariantCulture)}";

    private static V1Container[] Containers() => [new V1Container { Name = "web", Image = "nginx" }];

    private V1ObjectMeta Metadata(string called, IKubernetesObject<V1ObjectMeta>? owner = null, string? revision = null) => new()
    {
        Name = called,
        NamespaceProperty = ns,
        Labels = App,
        Annotations = revision is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [Revision] = revision },
        OwnerReferences = owner is null ? null : [Owners.Controller(owner)],
    };
}
