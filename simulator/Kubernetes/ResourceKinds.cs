using System.Collections.Frozen;
using System.Collections.Immutable;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Simulator.Kubernetes;

/// <summary>
/// The resources that a practice API server serves, with the columns that a real one prints for them
/// (kubernetes <c>pkg/printers/internalversion/printers.go</c>; seen on a real API server).
/// </summary>
internal static class ResourceKinds
{
    private static readonly Column Name = new("Name", "Name of the object, unique within its namespace.", Format: "name");
    private static readonly Column Age = new("Age", "Time since the object was created.");
    private static readonly Column Containers = new("Containers", "Names of the containers of the template.", 1);
    private static readonly Column Images = new("Images", "Images of the containers of the template.", 1);
    private static readonly Column Selector = new("Selector", "Label selector of the pods.", 1);

    public static readonly ResourceKind Nodes = new("", "v1", "nodes", "Node", Namespaced: false, [
        Name, new("Status", "The status of the node"), new("Roles", "The roles of the node"), Age, new("Version", "Kubelet version of the node."),
        new("Internal-IP", "Address within the network.", 1), new("External-IP", "Address from outside.", 1), new("OS-Image", "Operating system image.", 1),
        new("Kernel-Version", "Kernel version.", 1), new("Container-Runtime", "Container runtime and version.", 1)])
    { ShortNames = ["no"] };

    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", "Namespace", Namespaced: false, [
        Name, new("Status", "The status of the namespace"), Age])
    { ShortNames = ["ns"] };

    public static readonly ResourceKind Pods = new("", "v1", "pods", "Pod", Namespaced: true, [
        Name, new("Ready", "Ready containers of all containers."), new("Status", "The status of the containers of the pod."),
        new("Restarts", "How often the containers were restarted, and when last."), Age, new("IP", "Address of the pod.", 1), new("Node", "Node of the pod.", 1),
        new("Nominated Node", "Node that preemption chose for the pod.", 1), new("Readiness Gates", "Conditions that count for readiness.", 1)])
    { ShortNames = ["po"] };

    public static readonly ResourceKind Services = new("", "v1", "services", "Service", Namespaced: true, [
        Name, new("Type", "How the Service is exposed."), new("Cluster-IP", "Address within the cluster."), new("External-IP", "Addresses from outside."),
        new("Port(s)", "The exposed ports."), Age, Selector])
    { ShortNames = ["svc"] };

    public static readonly ResourceKind Endpoints = new("", "v1", "endpoints", "Endpoints", Namespaced: true, [
        Name, new("Endpoints", "Addresses and ports of the ready pods."), Age])
    { ShortNames = ["ep"] };

    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps", "ConfigMap", Namespaced: true, [
        Name, new("Data", "Number of keys."), Age])
    { ShortNames = ["cm"] };

    public static readonly ResourceKind ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount", Namespaced: true, [
        Name, new("Secrets", "Number of secrets."), Age])
    { ShortNames = ["sa"] };

    public static readonly ResourceKind Events = new("", "v1", "events", "Event", Namespaced: true, [
        new("Last Seen", "When it was last recorded."), new("Type", "Normal or Warning."), new("Reason", "Why, in one word."), new("Object", "What it is about."),
        new("Subobject", "The part of it.", 1), new("Source", "Who reports it.", 1), new("Message", "What happened."), new("First Seen", "When it was first recorded.", 1),
        new("Count", "How often it happened.", 1), Name with { Priority = 1 }])
    { ShortNames = ["ev"] };

    public static readonly ResourceKind Deployments = new("apps", "v1", "deployments", "Deployment", Namespaced: true, [
        Name, new("Ready", "Ready pods of wanted pods."), new("Up-to-date", "Pods of the current template."), new("Available", "Available pods."), Age,
        Containers, Images, Selector])
    { ShortNames = ["deploy"] };

    public static readonly ResourceKind ReplicaSets = new("apps", "v1", "replicasets", "ReplicaSet", Namespaced: true, [
        Name, new("Desired", "Wanted pods.", Type: "integer"), new("Current", "Pods.", Type: "integer"), new("Ready", "Ready pods.", Type: "integer"), Age,
        Containers, Images, Selector])
    { ShortNames = ["rs"] };

    public static readonly ResourceKind StatefulSets = new("apps", "v1", "statefulsets", "StatefulSet", Namespaced: true, [
        Name, new("Ready", "Ready pods of wanted pods."), Age, Containers, Images])
    { ShortNames = ["sts"] };

    public static readonly ResourceKind DaemonSets = new("apps", "v1", "daemonsets", "DaemonSet", Namespaced: true, [
        Name, new("Desired", "Nodes that should run the pod.", Type: "integer"), new("Current", "Nodes that run the pod.", Type: "integer"),
        new("Ready", "Nodes whose pod is ready.", Type: "integer"), new("Up-to-date", "Nodes that run the current pod.", Type: "integer"),
        new("Available", "Nodes whose pod is available.", Type: "integer"), new("Node Selector", "Labels that a node must have."), Age,
        Containers, Images, Selector])
    { ShortNames = ["ds"] };

    public static readonly ResourceKind EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", Namespaced: true, [
        Name, new("AddressType", "IPv4, IPv6 or FQDN."), new("Ports", "The ports of every endpoint."), new("Endpoints", "The addresses."), Age]);

    public static readonly ResourceKind Ingresses = new("networking.k8s.io", "v1", "ingresses", "Ingress", Namespaced: true, [
        Name, new("Class", "The IngressClass."), new("Hosts", "The hosts that the rules match."), new("Address", "The load balancer's addresses."),
        new("Ports", "80, and 443 with TLS."), Age])
    { ShortNames = ["ing"] };

    public static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease", Namespaced: true, [
        Name, new("Holder", "Who holds the lease."), Age]);

    public static readonly ResourceKind ApiServices = new("apiregistration.k8s.io", "v1", "apiservices", "APIService", Namespaced: false, [
        Name, new("Service", "The Service that answers, or Local."), new("Available", "Whether it is available."), Age]);

    public static readonly ResourceKind CloudWatchAgents = new("cloudwatch.aws.amazon.com", "v1alpha1", "amazoncloudwatchagents", "AmazonCloudWatchAgent", Namespaced: true, [
        Name, new("Mode", "Deployment mode"), new("Version", "Agent version"), new("Ready", "Ready pods."), Age, new("Image", "The agent's image.", 1),
        new("Management", "Management state.", 1)])
    { ShortNames = ["otelcol", "otelcols"] };

    /// <summary>Kinds of Kubernetes itself that no type here writes: their objects are documents.</summary>
    private static readonly ImmutableArray<ResourceKind> Native = [
        Of<ClusterRole>(), Of<ClusterRoleBinding>(), Of<Role>(), Of<RoleBinding>(), Of<ResourceQuota>(), Of<LimitRange>(), Of<NetworkPolicy>(), Of<PodDisruptionBudget>(),
        Of<HorizontalPodAutoscaler>(), Of<ValidatingAdmissionPolicy>(), Of<ValidatingAdmissionPolicyBinding>()];

    /// <summary>What every cluster serves.</summary>
    public static readonly ImmutableArray<ResourceKind> BuiltIn = [
        Nodes, Namespaces, Pods, Services, Endpoints, ConfigMaps, ServiceAccounts, Events, Deployments, ReplicaSets, StatefulSets, DaemonSets, EndpointSlices,
        Ingresses, Leases, ApiServices, .. Native];

    /// <summary>What a cluster serves where the CloudWatch operator has brought its own kind.</summary>
    public static readonly ImmutableArray<ResourceKind> WithOperator = [.. BuiltIn, CloudWatchAgents];

    /// <summary>Kinds that tools bring: a cluster serves those of a group where it holds one of them.</summary>
    public static readonly ImmutableArray<ResourceKind> OfTools = [
        Of<NodePool>(), Of<SecurityGroupPolicy>(), Of<Application>(), Of<AppProject>(), Of<Rollout>(), Of<PolicyEndpoint>(), Of<Prometheus>(), Of<PrometheusAgent>(),
        Of<Alertmanager>(), Of<ServiceMonitor>(), Of<PodMonitor>(), Of<PrometheusRule>(), Of<GitRepository>(), Of<OCIRepository>(), Of<Kustomization>(), Of<HelmRelease>(),
        Of<ClusterPolicy>(), Of<ValidatingPolicy>(), Of<ConstraintTemplate>(), Of<DatadogAgent>(), Of<OpenTelemetryCollector>(), Of<SealedSecret>(), Of<ExternalSecret>(),
        Of<SecretProviderClass>(), Of<VulnerabilityReport>()];

    /// <summary>Every resource by where it is served: <c>apps/v1/deployments</c>.</summary>
    public static readonly FrozenDictionary<string, ResourceKind> ByPath =
        WithOperator.AddRange(OfTools).ToFrozenDictionary(k => $"{k.GroupVersion}/{k.Plural}", StringComparer.Ordinal);

    /// <summary>The kind that a document is of.</summary>
    /// <exception cref="ArgumentException">No cluster serves it.</exception>
    public static ResourceKind Named(string apiVersion, string kind) => ByPath.Values.FirstOrDefault(k => k.GroupVersion == apiVersion && k.Kind == kind)
        ?? throw new ArgumentException($"No practice cluster serves {apiVersion} {kind}.", nameof(kind));

    private static ResourceKind Of<T>()
        where T : class, IKubernetesObject<T> => new(T.Type.Group, T.Type.Version, T.Type.Plural, T.Type.Kind, T.Type.Namespaced, [Name, Age]);
}
