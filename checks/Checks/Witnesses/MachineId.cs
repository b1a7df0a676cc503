using System.Net;
using System.Text.RegularExpressions;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Witnesses;

/// <summary>What kind of machine a node is.</summary>
internal enum MachineKind
{
    /// <summary>An EC2 instance, Auto Mode's and Karpenter's too.</summary>
    Instance,

    /// <summary>One pod's place on Fargate.</summary>
    Fargate,

    /// <summary>A machine of EKS Hybrid Nodes.</summary>
    Hybrid,

    /// <summary>No machine of AWS.</summary>
    Other,
}

/// <summary>
/// Which machine a node is, by its <c>spec.providerID</c>: the cloud provider of AWS writes <c>aws:///ZONE/i-…</c>, EKS writes
/// <c>aws:///ZONE/…/fargate-…</c> for Fargate, nodeadm <c>eks-hybrid:///…</c> (cloud-provider-aws; docs/eks-facts.md). Labels decide nothing
/// where the id does.
/// </summary>
internal static partial class MachineId
{
    /// <summary>
    /// Tells Fargate nodes (value <c>fargate</c>) from others; Auto Mode's say <c>auto</c> and are EC2 instances (EKS user guide,
    /// "Fargate Pod configuration" and "EKS Auto Mode: node labels").
    /// </summary>
    public const string ComputeTypeLabel = "eks.amazonaws.com/compute-type";

    private const string AwsProvider = "aws:///";
    private const string HybridProvider = "eks-hybrid:///";
    private const string FargatePrefix = "fargate-";

    /// <summary>What kind of machine a node is.</summary>
    public static MachineKind KindOf(Node node)
    {
        var provider = node.Spec.ProviderID;
        var isOfAws = provider.StartsWith(AwsProvider, StringComparison.Ordinal);
        return LastPart(provider) switch
        {
            _ when provider.StartsWith(HybridProvider, StringComparison.Ordinal) => MachineKind.Hybrid,
            var id when isOfAws && id.StartsWith("i-", StringComparison.Ordinal) => MachineKind.Instance,
            var id when isOfAws && id.StartsWith(FargatePrefix, StringComparison.Ordinal) => MachineKind.Fargate,
            _ when node.Metadata.Labels.GetValueOrDefault(ComputeTypeLabel) == "fargate" => MachineKind.Fargate,
            _ => isOfAws ? MachineKind.Instance : MachineKind.Other,
        };
    }

    /// <summary>The instance of a node; what no instance can be called is null.</summary>
    public static string? InstanceOf(Node node) => LastPart(node.Spec.ProviderID) is var id && Instance().IsMatch(id) ? id : null;

    /// <summary>The address of a node within its network; null where it tells none.</summary>
    public static string? AddressOf(Node node) => node.Status.Addresses.FirstOrDefault(a => a.Type == "InternalIP" && a.Address.Length is > 0 and < 64)?.Address;

    private static string LastPart(string providerId) => providerId[(providerId.LastIndexOf('/') + 1)..];

    // 17 digits; 8 for instances of long ago (EC2 user guide, "Resource IDs").
    [GeneratedRegex(@"\Ai-(?:[0-9a-f]{8}|[0-9a-f]{17})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Instance();
}

/// <summary>
/// Which nodes are one machine. An administrator can write a second Node for a machine that AWS knows, with its instance id or its
/// address: the witness knows the machine, so that one machine would be confirmed as often as it is written.
/// </summary>
internal static class SameMachine
{
    /// <summary>What names the machine of a node: its instance, the address of a Fargate node, otherwise its <c>providerID</c>; null where it has none.</summary>
    public static string? KeyOf(Node node) => MachineId.KindOf(node) switch
    {
        MachineKind.Instance when MachineId.InstanceOf(node) is { } instance => instance,
        MachineKind.Fargate when MachineId.AddressOf(node) is { } address => $"fargate {Canonical(address)}",
        _ => node.Spec.ProviderID is { Length: > 0 } provider ? provider : null,
    };

    /// <summary>The nodes that are the machine of one before them, and the Fargate nodes at an address of an instance: an instance is no place on Fargate.</summary>
    /// <param name="nodes">Nodes that could count, the one that counts of several first.</param>
    public static IReadOnlySet<Node> Repeated(IEnumerable<Node> nodes)
    {
        var all = nodes.ToList();
        var addresses = all.Where(n => MachineId.KindOf(n) == MachineKind.Instance)
            .SelectMany(n => n.Status.Addresses)
            .Where(a => a.Type == "InternalIP")
            .Select(a => Canonical(a.Address))
            .ToHashSet(StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        return all.Where(n => IsAtInstance(n, addresses) || (KeyOf(n) is { } key && !seen.Add(key))).ToHashSet<Node>(ReferenceEqualityComparer.Instance);
    }

    /// <summary>The oldest first: when a Node was made the API server writes.</summary>
    public static IOrderedEnumerable<Node> OldestFirst(IEnumerable<Node> nodes) =>
        nodes.OrderBy(n => n.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue).ThenBy(n => n.Metadata.Name, StringComparer.Ordinal);

    private static bool IsAtInstance(Node node, HashSet<string> addresses) =>
        MachineId.KindOf(node) == MachineKind.Fargate && MachineId.AddressOf(node) is { } address && addresses.Contains(Canonical(address));

    // One address has several spellings in IPv6.
    private static string Canonical(string address) => IPAddress.TryParse(address, out var parsed) ? parsed.ToString() : address;
}
