using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.Nodes;

/// <summary>Which nodes count.</summary>
internal static class UsableNodes
{
    /// <summary>
    /// Tells Fargate nodes (value <c>fargate</c>) from others; Auto Mode's say <c>auto</c> and are EC2 instances (EKS user guide,
    /// "Fargate Pod configuration" and "EKS Auto Mode: node labels").
    /// </summary>
    public const string ComputeTypeLabel = "eks.amazonaws.com/compute-type";

    /// <summary>What the cloud provider of AWS writes into <c>spec.providerID</c>: <c>aws:///ZONE/INSTANCE</c> (cloud-provider-aws).</summary>
    public const string AwsProvider = "aws:///";

    /// <summary>Whether a node is Ready.</summary>
    public static bool IsReady(Node node) => node.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue);

    /// <summary>Whether a node is one pod's place on Fargate.</summary>
    public static bool IsFargate(Node node) => node.Metadata.Labels.TryGetValue(ComputeTypeLabel, out var type) && type == "fargate";

    /// <summary>Why a node does not count; null where it does.</summary>
    /// <param name="node">The node.</param>
    /// <param name="requireEks">Whether only machines of AWS count.</param>
    /// <param name="countFargate">Whether Fargate nodes count.</param>
    public static NodeFlaw? FlawOf(Node node, bool requireEks, bool countFargate) => node switch
    {
        _ when !countFargate && IsFargate(node) => NodeFlaw.Fargate,
        _ when node.Metadata.IsBeingDeleted => NodeFlaw.BeingDeleted,
        _ when requireEks && !node.Spec.ProviderID.StartsWith(AwsProvider, StringComparison.Ordinal) => NodeFlaw.NotAws,
        _ when !IsReady(node) => NodeFlaw.NotReady,
        _ when node.Spec.Unschedulable => NodeFlaw.Cordoned,
        _ => null,
    };

    /// <summary>Whether a node is Ready, schedulable, not being deleted, a machine of AWS (with <c>requireEks</c>) and not one of Fargate.</summary>
    public static bool IsUsableEc2(Node node, bool requireEks) => FlawOf(node, requireEks, countFargate: false) is null;
}

/// <summary>Why a node does not count.</summary>
internal enum NodeFlaw
{
    /// <summary>It is one pod's place on Fargate.</summary>
    Fargate,

    /// <summary>It is being deleted.</summary>
    BeingDeleted,

    /// <summary>It is no machine of AWS.</summary>
    NotAws,

    /// <summary>Ready is not True.</summary>
    NotReady,

    /// <summary>New pods are kept off it.</summary>
    Cordoned,
}
