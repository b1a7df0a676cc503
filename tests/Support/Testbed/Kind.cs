namespace EksGrader.Tests.Support.Testbed;

/// <summary>A kind of Kubernetes object as Kubernetes 1.20 serves it, and where.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Name">The kind.</param>
/// <param name="Plural">The plural in paths.</param>
/// <param name="Namespaced">Whether objects live in namespaces.</param>
internal sealed record Kind(string ApiVersion, string Name, string Plural, bool Namespaced = true)
{
    public static readonly Kind Namespace = new("v1", "Namespace", "namespaces", Namespaced: false);
    public static readonly Kind Node = new("v1", "Node", "nodes", Namespaced: false);
    public static readonly Kind Pod = new("v1", "Pod", "pods");
    public static readonly Kind Service = new("v1", "Service", "services");
    public static readonly Kind ConfigMap = new("v1", "ConfigMap", "configmaps");
    public static readonly Kind ServiceAccount = new("v1", "ServiceAccount", "serviceaccounts");
    public static readonly Kind Deployment = new("apps/v1", "Deployment", "deployments");
    public static readonly Kind ReplicaSet = new("apps/v1", "ReplicaSet", "replicasets");
    public static readonly Kind StatefulSet = new("apps/v1", "StatefulSet", "statefulsets");
    public static readonly Kind DaemonSet = new("apps/v1", "DaemonSet", "daemonsets");
    public static readonly Kind EndpointSlice = new("discovery.k8s.io/v1beta1", "EndpointSlice", "endpointslices");
    public static readonly Kind Ingress = new("networking.k8s.io/v1", "Ingress", "ingresses");
    public static readonly Kind ClusterRole = new("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", Namespaced: false);
    public static readonly Kind ClusterRoleBinding = new("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", Namespaced: false);
    public static readonly Kind CustomResourceDefinition = new("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);
    public static readonly Kind AmazonCloudWatchAgent = new("cloudwatch.aws.amazon.com/v1alpha1", "AmazonCloudWatchAgent", "amazoncloudwatchagents");

    /// <summary>The group; empty for the core group.</summary>
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : "";

    /// <summary>The version in the group.</summary>
    public string Version => ApiVersion.Split('/')[^1];
}
