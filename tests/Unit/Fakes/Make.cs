using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>Makes Kubernetes objects in good order; a test changes what it is about with <c>with</c>.</summary>
internal static class Make
{
    private static readonly Condition ReadyTrue = new() { Type = "Ready", Status = "True" };
    private static readonly Condition ReadyFalse = new() { Type = "Ready", Status = "False" };

    public static IReadOnlyDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);

    public static ObjectMeta Meta(string name, string ns = "default", params (string Key, string Value)[] labels) => new()
    {
        Name = name,
        Namespace = ns,
        Uid = $"uid-{ns}-{name}",
        Generation = 1,
        CreationTimestamp = FakeCluster.Now.AddHours(-1),
        Labels = Labels(labels),
    };

    public static Node Node(string name, bool ready = true) => new()
    {
        Metadata = Meta(name, ""),
        Spec = new NodeSpec { ProviderID = $"aws:///ap-northeast-2a/{InstanceId(name)}" },
        Status = new NodeStatus { Conditions = [ready ? ReadyTrue : ReadyFalse], Addresses = [new NodeAddress { Type = "InternalIP", Address = AddressOf(name) }] },
    };

    /// <summary>The instance of a node: as EC2 would call one.</summary>
    public static string InstanceId(string node) => $"i-0{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node)))[..16]}";

    /// <summary>The address of a node.</summary>
    public static string AddressOf(string node) => $"10.0.{SHA256.HashData(Encoding.UTF8.GetBytes(node))[0]}.{SHA256.HashData(Encoding.UTF8.GetBytes(node))[1]}";

    /// <summary>One pod's place on Fargate.</summary>
    public static Node Fargate(string name) => Node(name) with
    {
        Metadata = Meta(name, "", ("eks.amazonaws.com/compute-type", "fargate")),
        Spec = new NodeSpec { ProviderID = $"aws:///ap-northeast-2a/0123456789/fargate-ip-{AddressOf(name).Replace('.', '-')}.ap-northeast-2.compute.internal" },
    };

    public static Pod Pod(string name, ObjectMeta? owner = null, string node = "n1", bool ready = true, string ns = "default", string app = "web", string ownerKind = "ReplicaSet") => new()
    {
        Metadata = Meta(name, ns, ("app", app)) with { OwnerReferences = owner is null ? [] : [Owner(ownerKind, owner)] },
        Spec = new PodSpec { NodeName = node },
        Status = new PodStatus { Phase = "Running", PodIP = $"10.0.0.{(name.Length % 200).ToString(CultureInfo.InvariantCulture)}", Conditions = [ready ? ReadyTrue : ReadyFalse] },
    };

    public static OwnerReference Owner(string kind, ObjectMeta owner) => new() { Kind = kind, Name = owner.Name, Uid = owner.Uid, Controller = true };

    public static WorkloadSpec Spec(int? replicas, string app) => new()
    {
        Replicas = replicas,
        Template = new PodTemplate { Metadata = new ObjectMeta { Labels = Labels(("app", app)) } },
    };

    public static Deployment Deployment(string name, int? replicas, string ns = "default", string revision = "1") => new()
    {
        Metadata = Meta(name, ns) with { Annotations = Labels(("deployment.kubernetes.io/revision", revision)) },
        Spec = Spec(replicas, name),
        Status = new WorkloadStatus { ObservedGeneration = 1, Replicas = replicas ?? 1, UpdatedReplicas = replicas ?? 1 },
    };

    public static ReplicaSet Revision(Deployment deployment, string revision = "1") => new()
    {
        Metadata = Meta($"{deployment.Metadata.Name}-{revision}", deployment.Metadata.Namespace) with
        {
            OwnerReferences = [Owner("Deployment", deployment.Metadata)],
            Annotations = Labels(("deployment.kubernetes.io/revision", revision)),
        },
        Spec = deployment.Spec,
    };

    public static StatefulSet StatefulSet(string name, int? replicas, string ns = "default") => new() { Metadata = Meta(name, ns), Spec = Spec(replicas, name) };

    public static ReplicaSet ReplicaSet(string name, int? replicas, string ns = "default") => new() { Metadata = Meta(name, ns), Spec = Spec(replicas, name) };

    public static Service LoadBalancer(string name, string? host = null, string ns = "default", string? app = null, params int[] ports) => new()
    {
        Metadata = Meta(name, ns),
        Spec = new ServiceSpec
        {
            Type = "LoadBalancer",
            Selector = Labels(("app", app ?? name)),
            Ports = [.. (ports.Length > 0 ? ports : [80]).Select(p => new ServicePort { Port = p, Protocol = "TCP" })],
        },
        Status = new ServiceStatus { LoadBalancer = Address(host) },
    };

    public static LoadBalancerStatus Address(string? host) => host is null
        ? new()
        : new() { Ingress = [char.IsAsciiDigit(host[0]) ? new LoadBalancerIngress { Ip = host } : new LoadBalancerIngress { Hostname = host }] };

    public static EndpointSlice Slice(Service service, bool? ready = null, string type = "IPv4", params Pod[] pods) => new()
    {
        Metadata = Meta($"{service.Metadata.Name}-abc", service.Metadata.Namespace, ("kubernetes.io/service-name", service.Metadata.Name)),
        AddressType = type,
        Endpoints =
        [
            .. pods.Select(p => new SliceEndpoint
            {
                Addresses = [p.Status.PodIP],
                Conditions = new EndpointConditions { Ready = ready },
                TargetRef = new ObjectReference { Kind = "Pod", Namespace = p.Metadata.Namespace, Name = p.Metadata.Name, Uid = p.Metadata.Uid },
            }),
        ],
    };

    public static Ingress Ingress(string name, string backend, string? host = null, string ns = "default") => new()
    {
        Metadata = Meta(name, ns),
        Spec = new IngressSpec
        {
            Rules = [new IngressRule { Http = new IngressHttp { Paths = [new IngressPath { Path = "/", Backend = new IngressBackend { Service = new IngressServiceBackend { Name = backend } } }] } }],
        },
        Status = new ServiceStatus { LoadBalancer = Address(host) },
    };
}
