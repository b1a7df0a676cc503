using System.Collections.Immutable;
using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Plans;

/// <summary>What a simulated cluster is like at one time. A kind of cluster is a plan, or several that follow each other.</summary>
internal sealed record ClusterPlan
{
    /// <summary>What <c>/version</c> says; EKS builds hold <c>-eks-</c>.</summary>
    public string GitVersion { get; init; } = "v1.33.5-eks-113cf36";

    /// <summary>The nodes.</summary>
    public ImmutableArray<NodePlan> Nodes { get; init; } = [new(), new()];

    /// <summary>The student's namespaces beside <c>default</c>.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>The student's web application.</summary>
    public WebPlan Web { get; init; } = new();

    /// <summary>The web application's load balancer.</summary>
    public BalancerPlan Balancer { get; init; } = new();

    /// <summary>Container Insights; null where it is not installed.</summary>
    public AgentPlan? Agent { get; init; } = new();

    /// <summary>Tools and other workloads of the student's, beside the web application.</summary>
    public ImmutableArray<WorkloadPlan> Workloads { get; init; } = [];

    /// <summary>
    /// Further objects as JSON documents, as <c>kubectl get -o json</c> prints one, of any kind in <see cref="Kubernetes.ResourceKinds"/>. A UID and a
    /// time of creation are made where they are left out. <see cref="Placeholders"/> are filled in.
    /// </summary>
    public ImmutableArray<string> Objects { get; init; } = [];

    /// <summary>
    /// Changes of objects as JSON merge patches (RFC 7396), by <c>Deployment default/web</c>, <c>Pod default/web-*</c>, <c>Node *</c>; the first key
    /// that fits counts. <see cref="Placeholders"/> are filled in.
    /// </summary>
    public ImmutableArray<(string Object, string Patch)> Patches { get; init; } = [];

    /// <summary>What the student submits.</summary>
    public AccessPlan Access { get; init; } = new();

    /// <summary>How the API server behaves.</summary>
    public ServerBehaviour Behaviour { get; init; }

    /// <summary>The AWS actions that the student's role does not allow, such as <c>elasticloadbalancing:DescribeTags</c>; <c>service:*</c> for all of one.</summary>
    public ImmutableArray<string> DeniedActions { get; init; } = [];

    /// <summary>The AWS actions that AWS throttles, every time.</summary>
    public ImmutableArray<string> ThrottledActions { get; init; } = [];

    /// <summary>
    /// What AWS answers to single operations where it is not what it says of a fresh cluster: JSON as it travels (of Auto Scaling the XML of
    /// the result), by <c>cloudwatch:DescribeAlarms</c>, or by <c>ecr:DescribeImages web</c> where only one thing is asked about;
    /// <c>! 400 PipelineNotFoundException</c> for an error. <c>eks:DescribeCluster</c> holds members of the cluster that are put in place of its
    /// own, <c>logs:DescribeLogGroups</c> a list of names. <c>{cluster}</c>, <c>{account}</c>, <c>{region}</c>, <c>{vpc}</c> and times such as <c>{s-300}</c>, <c>{ms-300}</c>, <c>{iso-300}</c>
    /// (so many seconds ago) are filled in, and <c>{pattern}</c> in logs:FilterLogEvents.
    /// </summary>
    public ImmutableDictionary<string, string> AwsAnswers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The resources that the student's ClusterRole leaves out, such as <c>nodes</c> or <c>deployments.apps</c>.</summary>
    public ImmutableArray<string> ForbiddenResources { get; init; } = [];

    /// <summary>What eks:DescribeCluster says: <c>ACTIVE</c>, <c>DELETING</c>; null where it answers ResourceNotFoundException.</summary>
    public string? EksStatus { get; init; } = "ACTIVE";
}

/// <summary>The web application.</summary>
/// <param name="Replicas">What the Deployment asks for.</param>
/// <param name="Ready">How many of its pods are ready; the others crash.</param>
/// <param name="Bare">Whether they are pods without a Deployment.</param>
/// <param name="OneNode">Whether all of them run on the first node.</param>
internal sealed record WebPlan(int Replicas = 2, int Ready = 2, bool Bare = false, bool OneNode = false);

/// <summary>A tool or another workload of the student's. Its namespace is made where it is missing.</summary>
/// <param name="Kind">Deployment or DaemonSet.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image of its container.</param>
/// <param name="Replicas">How many pods a Deployment asks for.</param>
/// <param name="Ready">How many of its pods are ready; null for all.</param>
internal sealed record WorkloadPlan(string Kind, string Namespace, string Name, string Image, int Replicas = 1, int? Ready = null)
{
    /// <summary>Labels of the workload and of its pods, beside its selector's.</summary>
    public Labels Labels { get; init; } = Labels.None;
}

/// <summary>Who made the load balancer.</summary>
internal enum BalancerMaker
{
    /// <summary>The cloud controller: a Classic ELB.</summary>
    CloudController,

    /// <summary>The AWS Load Balancer Controller: an NLB.</summary>
    LoadBalancerController,

    /// <summary>EKS Auto Mode: an NLB.</summary>
    AutoMode,
}

/// <summary>How a load balancer's host name resolves.</summary>
internal enum DnsBehaviour
{
    /// <summary>To its address.</summary>
    Found,

    /// <summary>NXDOMAIN.</summary>
    Missing,

    /// <summary>The resolver does not answer.</summary>
    Unanswered,

    /// <summary>To an address of a private network.</summary>
    Private,
}

/// <summary>What a load balancer answers to a GET.</summary>
internal enum WebBehaviour
{
    /// <summary>200 with a page.</summary>
    Page,

    /// <summary>302 to another host.</summary>
    Redirect,

    /// <summary>503: the application fails.</summary>
    Failing,

    /// <summary>Nothing, for ever.</summary>
    Hang,

    /// <summary>The connection is reset.</summary>
    Reset,
}

/// <summary>The web application's load balancer.</summary>
internal sealed record BalancerPlan
{
    /// <summary>Who made it.</summary>
    public BalancerMaker Maker { get; init; }

    /// <summary>Whether it is internal.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether AWS has it yet, and the Service its address.</summary>
    public bool Provisioned { get; init; } = true;

    /// <summary>Whether its targets are healthy.</summary>
    public bool Healthy { get; init; } = true;

    /// <summary>How its host name resolves.</summary>
    public DnsBehaviour Name { get; init; }

    /// <summary>What it answers.</summary>
    public WebBehaviour Answer { get; init; }
}

/// <summary>Container Insights.</summary>
internal sealed record AgentPlan
{
    /// <summary>Whether it is the add-on <c>amazon-cloudwatch-observability</c> and not the classic manifests.</summary>
    public bool AddOn { get; init; }

    /// <summary>On how many nodes it is ready; null for all that are ready.</summary>
    public int? ReadyOn { get; init; }

    /// <summary>The <c>cluster_name</c> in its configuration; null for the cluster's own.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Whether its data reaches CloudWatch.</summary>
    public bool DataArrives { get; init; } = true;
}

/// <summary>What kind of access a student submits.</summary>
internal enum AccessForm
{
    /// <summary>A kubeconfig and nothing else.</summary>
    Kubeconfig,

    /// <summary>A kubeconfig joined by an AWS role.</summary>
    KubeconfigAndRole,

    /// <summary>An AWS role.</summary>
    Role,

    /// <summary>Temporary AWS keys.</summary>
    Keys,
}

/// <summary>What a student submits.</summary>
internal sealed record AccessPlan
{
    /// <summary>The kind of access.</summary>
    public AccessForm Form { get; init; } = AccessForm.KubeconfigAndRole;

    /// <summary>Whether the kubeconfig holds a client certificate instead of a token.</summary>
    public bool ClientCertificate { get; init; }

    /// <summary>Whether the kubeconfig's credential may do everything.</summary>
    public bool Admin { get; init; }

    /// <summary>Whether the kubeconfig's token has expired.</summary>
    public bool Expired { get; init; }

    /// <summary>Whether the role's trust policy asks for another external id than the service's.</summary>
    public bool WrongExternalId { get; init; }

    /// <summary>Whether the role has no access entry in the cluster.</summary>
    public bool NoAccessEntry { get; init; }
}

/// <summary>How an API server behaves.</summary>
internal enum ServerBehaviour
{
    /// <summary>As it should.</summary>
    Normal,

    /// <summary>Accepts everything and answers nothing.</summary>
    Hang,

    /// <summary>Answers lists that never end.</summary>
    Flood,

    /// <summary>Answers 200 with something that is no Kubernetes answer.</summary>
    Garbage,

    /// <summary>Closes every connection in the middle of an answer.</summary>
    Drop,

    /// <summary>Redirects every request elsewhere.</summary>
    Redirect,
}
