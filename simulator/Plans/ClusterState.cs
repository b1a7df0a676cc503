using System.Collections.Frozen;
using System.Collections.Immutable;
using EksGrader.Simulator.Kubernetes;
using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Plans;

/// <summary>Everything that exists in and around a cluster while one plan holds. Immutable.</summary>
internal sealed class ClusterState
{
    private static readonly ImmutableArray<KubeObject> Nothing = [];
    private readonly FrozenDictionary<ResourceKind, ImmutableArray<KubeObject>> objects;

    public ClusterState(ClusterPlan plan, IEnumerable<KubeObject> objects, BalancerFacts balancer)
    {
        Plan = plan;
        Balancer = balancer;
        this.objects = objects
            .GroupBy(o => o.Kind)
            .ToFrozenDictionary(g => g.Key, g => g.OrderBy(o => o.Key, StringComparer.Ordinal).ToImmutableArray());
        var groups = this.objects.Keys.Select(k => k.Group).ToHashSet(StringComparer.Ordinal);
        Served = [.. plan.Agent is { AddOn: true } ? ResourceKinds.WithOperator : ResourceKinds.BuiltIn, .. ResourceKinds.OfTools.Where(k => groups.Contains(k.Group))];
    }

    public ClusterPlan Plan { get; }

    public BalancerFacts Balancer { get; }

    /// <summary>The resources that the API server knows.</summary>
    public ImmutableArray<ResourceKind> Served { get; }

    /// <summary>The instances behind the nodes, for the load balancer's targets.</summary>
    public IEnumerable<NodeObject> Nodes => List(ResourceKinds.Nodes).Select(n => n is PatchedObject patched ? patched.Inner : n).Cast<NodeObject>();

    /// <summary>The objects of a kind, in the order of lists.</summary>
    public ImmutableArray<KubeObject> List(ResourceKind kind) => objects.GetValueOrDefault(kind, Nothing);

    /// <summary>One object; null where there is none.</summary>
    public KubeObject? Get(ResourceKind kind, string? inNamespace, string name)
    {
        foreach (var candidate in List(kind))
        {
            if (string.Equals(candidate.Meta.Name, name, StringComparison.Ordinal) && string.Equals(candidate.Meta.Namespace, inNamespace, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        return null;
    }
}
