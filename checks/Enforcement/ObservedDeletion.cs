using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>What has the cluster's name.</summary>
internal enum NameHolder
{
    /// <summary>The cluster itself.</summary>
    Ours,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>Another cluster of the same name.</summary>
    Another,
}

/// <summary>What was observed before a round.</summary>
/// <param name="Holder">What has the name.</param>
/// <param name="Living">It, where anything does.</param>
/// <param name="Kinds">The kinds that were listed.</param>
/// <param name="Unseen">The kinds that could not be, and why.</param>
internal sealed record ObservedDeletion(
    NameHolder Holder,
    LivingCluster? Living,
    IReadOnlyDictionary<DeletionStepKind, IReadOnlyList<ObservedResource>> Kinds,
    IReadOnlyDictionary<DeletionStepKind, ReadError> Unseen);

/// <summary>Observes what exists, as far as the next steps need it.</summary>
internal sealed class DeletionObserver(ClusterToDelete cluster, IDeletingCluster cloud)
{
    public async Task<ObservedDeletion> ObserveAsync(DeletionSteps steps, CancellationToken cancellationToken)
    {
        var living = await cloud.DescribeAsync(cancellationToken);
        var holder = living is null ? NameHolder.None : cluster.Is(living) ? NameHolder.Ours : NameHolder.Another;
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
            NameHolder.None => !DeletionStages.EndsWithCluster(kind),
            // The first round lists everything, so that each resource is known by its id before anything changes.
            _ when steps.All.Count == 0 => true,
            _ when DeletionStages.IsKubernetes(kind) => living is { IsGoing: false } && steps.Open.Any(s => DeletionStages.IsKubernetes(s.Kind)),
            // A node group that is added meanwhile does not stop the deletion.
            _ => DeletionStages.Of(kind) <= DeletionStages.Of(DeletionStepKind.Cluster),
        });
}
