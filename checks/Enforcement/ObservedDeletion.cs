using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>What lives under the cluster's name.</summary>
internal enum NameHolder
{
    /// <summary>The very cluster.</summary>
    Ours,

    /// <summary>Nothing.</summary>
    Nobody,

    /// <summary>Another cluster of the same name.</summary>
    Another,
}

/// <summary>What one look saw.</summary>
/// <param name="Holder">What lives under the name.</param>
/// <param name="Living">It, where anything does.</param>
/// <param name="Kinds">The kinds that were looked at.</param>
/// <param name="Unseen">The kinds that could not be, and why.</param>
internal sealed record ObservedDeletion(
    NameHolder Holder,
    LivingCluster? Living,
    IReadOnlyDictionary<DeletionStepKind, IReadOnlyList<ObservedResource>> Kinds,
    IReadOnlyDictionary<DeletionStepKind, ReadError> Unseen);

/// <summary>Looks at what is there, as far as the next steps need it.</summary>
/// <param name="cluster">The very cluster.</param>
/// <param name="cloud">What is asked.</param>
internal sealed class DeletionLooks(ClusterToDelete cluster, IDeletingCluster cloud)
{
    /// <summary>Looks.</summary>
    /// <exception cref="ReadException">AWS did not say what is there; that may pass.</exception>
    public async Task<ObservedDeletion> TakeAsync(DeletionSteps steps, CancellationToken cancellationToken)
    {
        var living = await cloud.DescribeAsync(cancellationToken);
        var holder = living is null ? NameHolder.Nobody : cluster.Is(living) ? NameHolder.Ours : NameHolder.Another;
        var kinds = new Dictionary<DeletionStepKind, IReadOnlyList<ObservedResource>>();
        var unseen = new Dictionary<DeletionStepKind, ReadError>();
        foreach (var kind in Which(holder, living, steps))
        {
            try
            {
                kinds[kind] = await cloud.ListAsync(kind, cancellationToken);
            }
            catch (ReadException e) when (e.Fault.Failure == ReadFailure.Denied || DeletionStages.IsKubernetes(kind))
            {
                unseen[kind] = e.Fault;
            }
        }

        return new ObservedDeletion(holder, living, kinds, unseen);
    }

    private static IEnumerable<DeletionStepKind> Which(NameHolder holder, LivingCluster? living, DeletionSteps steps) => DeletionStages.All.Where(kind =>
        kind is not (DeletionStepKind.Cluster or DeletionStepKind.DeletionProtection) && holder switch
        {
            NameHolder.Another => false,
            NameHolder.Nobody => !DeletionStages.EndsWithCluster(kind),
            // The first look lists everything, so that it is known by its id as this cluster's before anything changes.
            _ when steps.All.Count == 0 => true,
            _ when DeletionStages.IsKubernetes(kind) => living is { IsGoing: false } && steps.Open.Any(s => DeletionStages.IsKubernetes(s.Kind)),
            // Whoever adds a node group meanwhile does not stop the deletion.
            _ => DeletionStages.Of(kind) <= DeletionStages.Of(DeletionStepKind.Cluster),
        });
}
