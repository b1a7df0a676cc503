using System.Net;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Nodes;

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
