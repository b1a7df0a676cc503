namespace EksGrader.Checks.Enforcement;

/// <summary>
/// What enforcement deletes, in this order (EKS user guide, "Delete a cluster"; eksctl): what Kubernetes made, what runs
/// the cluster, the cluster, what it left behind, and its network.
/// </summary>
public enum DeletionStepKind
{
    /// <summary>A Service of type LoadBalancer, through Kubernetes: its controller then deletes the load balancer.</summary>
    Service,

    /// <summary>An Ingress, through Kubernetes.</summary>
    Ingress,

    /// <summary>A claim to a volume, through Kubernetes.</summary>
    VolumeClaim,

    /// <summary>A managed node group.</summary>
    NodeGroup,

    /// <summary>A Fargate profile; EKS deletes one at a time.</summary>
    FargateProfile,

    /// <summary>A stack of eksctl for node groups of the cluster's own or for add-ons.</summary>
    Stack,

    /// <summary>The switch that keeps a cluster from being deleted.</summary>
    DeletionProtection,

    /// <summary>The cluster.</summary>
    Cluster,

    /// <summary>A Classic Load Balancer that was left.</summary>
    ClassicLoadBalancer,

    /// <summary>A load balancer of the second API that was left.</summary>
    LoadBalancer,

    /// <summary>A target group that was left.</summary>
    TargetGroup,

    /// <summary>An EBS volume that was left.</summary>
    Volume,

    /// <summary>The stack of eksctl that holds the cluster, its network, NAT gateway and address.</summary>
    ClusterStack,
}

/// <summary>The state of a step.</summary>
public enum DeletionStepState
{
    /// <summary>It is there and will be deleted.</summary>
    Planned,

    /// <summary>
    /// Its deletion was requested, or was about to be when the process ended: the next observation tells which. It is waited for.
    /// </summary>
    Asked,

    /// <summary>It is gone, no matter what deleted it.</summary>
    Gone,

    /// <summary>It is left alone, for a reason.</summary>
    Skipped,

    /// <summary>It could not be deleted.</summary>
    Failed,
}

/// <summary>Where the steps of an order are recorded. What is not recorded was not done.</summary>
public interface IDeletionLog
{
    /// <summary>Stores steps that are new or have changed, all or none. An exception refuses a request that must not be made any more.</summary>
    Task RecordAsync(IReadOnlyList<DeletionStepFacts> changed, CancellationToken cancellationToken);
}

/// <summary>One resource to delete, and how far that is. Names of resources are untrusted text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">
/// What identifies it: an ARN, an id, a name; <c>namespace/name/uid</c> in Kubernetes; <see cref="Everything"/> where the kind itself could
/// not be listed.
/// </param>
/// <param name="PlannedAt">When it was first seen.</param>
public sealed record DeletionStepFacts(DeletionStepKind Kind, string Target, DateTimeOffset PlannedAt)
{
    /// <summary>The target of a step about a whole kind that could not be listed.</summary>
    public const string Everything = "*";

    /// <summary>Its state.</summary>
    public DeletionStepState State { get; init; } = DeletionStepState.Planned;

    /// <summary>When its deletion was first requested.</summary>
    public DateTimeOffset? FirstAskedAt { get; init; }

    /// <summary>When its deletion was last requested.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When it was deleted, skipped or had failed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often its deletion was requested, refusals included.</summary>
    public int Tries { get; init; }

    /// <summary>Before this time it is not requested again.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The last answer, or why it was skipped; null before the first answer. No credential.</summary>
    public string? Answer { get; init; }

    /// <summary>The right that is missing, such as <c>eks:DeleteCluster</c>.</summary>
    public string? Right { get; init; }

    /// <summary>Whether nothing more happens to it in this attempt.</summary>
    public bool IsSettled => State is DeletionStepState.Gone or DeletionStepState.Skipped or DeletionStepState.Failed;

    /// <summary>Identifies a step within its order.</summary>
    public (DeletionStepKind, string) Key => (Kind, Target);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Target}: {State}";
}

/// <summary>The steps of an order during a round, and which of them it has changed.</summary>
internal sealed class DeletionSteps
{
    private readonly Dictionary<(DeletionStepKind, string), DeletionStepFacts> all;
    private readonly HashSet<(DeletionStepKind, string)> changed = [];

    public DeletionSteps(IEnumerable<DeletionStepFacts> stored) => all = stored.ToDictionary(s => s.Key);

    /// <summary>Every step, in order.</summary>
    public IReadOnlyList<DeletionStepFacts> All => [.. all.Values.OrderBy(s => DeletionStages.Of(s.Kind)).ThenBy(s => s.Kind).ThenBy(s => s.Target, StringComparer.Ordinal)];

    public IEnumerable<DeletionStepFacts> Open => All.Where(s => !s.IsSettled);

    public DeletionStepFacts? Find(DeletionStepKind kind, string target) => all.GetValueOrDefault((kind, target));

    public void Put(DeletionStepFacts step)
    {
        if (all.TryGetValue(step.Key, out var before) && before == step)
            return;
        all[step.Key] = step;
        changed.Add(step.Key);
    }

    /// <summary>What is to be recorded.</summary>
    public IReadOnlyList<DeletionStepFacts> TakeChanged()
    {
        List<DeletionStepFacts> taken = [.. All.Where(s => changed.Contains(s.Key))];
        changed.Clear();
        return taken;
    }
}
