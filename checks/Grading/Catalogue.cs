using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Checks.Insights;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Grading;

/// <summary>The checks there are: one explicit list, extended by plug-ins.</summary>
public sealed class Catalogue
{
    private readonly Dictionary<CheckId, ICheck> byId = [];

    /// <summary>Makes a catalogue of some checks.</summary>
    /// <param name="checks">The checks, in the order in which people read them.</param>
    /// <exception cref="ArgumentException">Two checks have the same id.</exception>
    public Catalogue(IEnumerable<ICheck> checks)
    {
        Checks = [.. checks];
        foreach (var check in Checks)
        {
            if (!byId.TryAdd(check.Info.Id, check))
            {
                throw new ArgumentException($"Two checks are called '{check.Info.Id}'.", nameof(checks));
            }
        }
    }

    /// <summary>The checks that ship.</summary>
    public static Catalogue Default { get; } = new(
    [
        new NodesCheck(),
        new ReplicasCheck(),
        new LoadBalancerCheck(),
        new ContainerInsightsCheck(),
        new ClusterDeletionCheck(),
    ]);

    /// <summary>Every check, in the order in which people read them.</summary>
    public IReadOnlyList<ICheck> Checks { get; }

    /// <summary>What the checks say of themselves: what assignments are read and schemas made with.</summary>
    public IReadOnlyList<CheckInfo> Infos => [.. Checks.Select(c => c.Info)];

    /// <summary>The check of an id; null where there is none.</summary>
    public ICheck? Find(CheckId id) => byId.GetValueOrDefault(id);

    /// <summary>These checks and further ones: those of plug-ins.</summary>
    /// <exception cref="ArgumentException">Two checks have the same id.</exception>
    public Catalogue With(IEnumerable<ICheck> further) => new([.. Checks, .. further]);
}
