using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>
/// Brings the steps of an order up to date with an observation: plans what is new, ends what is gone, gives up on what takes too long. It
/// makes no calls. Killed at any moment, the next observation leads to the same.
/// </summary>
internal sealed class DeletionReconciler(ClusterToDelete cluster, DeletionSteps steps, ObservedDeletion seen, DateTimeOffset now)
{
    // AWS's lists may show for a moment the state before the request.
    private static readonly TimeSpan Blink = TimeSpan.FromSeconds(30);

    public void Reconcile()
    {
        ReconcileCluster();
        foreach (var (kind, fault) in seen.Unseen)
            ReconcileUnread(kind, fault);
        foreach (var (kind, resources) in seen.Kinds)
            ReconcileKind(kind, resources);
        EndKubernetesIfTooLong();
        foreach (var step in steps.Open.ToList())
        {
            if (seen.Holder == NameHolder.Another)
                steps.Put(step with { FirstAskedAt = null }); // waiting for the other cluster to go does not count
            else
                GiveUpIfTooLong(step);
        }
    }

    private void ReconcileCluster()
    {
        var step = steps.Find(DeletionStepKind.Cluster, cluster.Arn) ?? new DeletionStepFacts(DeletionStepKind.Cluster, cluster.Arn, now);
        if (seen is not { Holder: NameHolder.Ours, Living: { } living })
        {
            var gone = Gone(step);
            steps.Put(seen.Living is { } another && another.CreatedAt < gone.EndedAt ? gone with { EndedAt = another.CreatedAt } : gone);
            foreach (var ended in steps.All.Where(s => DeletionStages.EndsWithCluster(s.Kind) && s.State is not (DeletionStepState.Gone or DeletionStepState.Skipped)).ToList())
                steps.Put(Gone(ended));
            return;
        }

        var condition = living.IsGoing ? ResourceCondition.Going : ResourceCondition.There;
        steps.Put(Update(step, new ObservedResource(DeletionStepKind.Cluster, cluster.Arn, condition)));
        var guard = steps.Find(DeletionStepKind.DeletionProtection, cluster.Arn);
        if (living.IsProtected)
            steps.Put(Update(guard ?? new DeletionStepFacts(DeletionStepKind.DeletionProtection, cluster.Arn, now), new ObservedResource(DeletionStepKind.DeletionProtection, cluster.Arn)));
        else if (guard is not null)
            steps.Put(Gone(guard));
        if (!living.IsGoing)
            return;
        foreach (var late in steps.Open.Where(s => DeletionStages.IsKubernetes(s.Kind)).ToList())
            steps.Put(Skipped(late, "the cluster is being deleted already"));
    }

    private void ReconcileUnread(DeletionStepKind kind, ReadError fault)
    {
        var step = steps.Find(kind, DeletionStepFacts.Everything) ?? new DeletionStepFacts(kind, DeletionStepFacts.Everything, now) { FirstAskedAt = now };
        if (step.IsSettled && step.State != DeletionStepState.Gone)
            return;
        var words = $"{fault.Summary.En} {fault.Detail}".Trim();
        var denied = fault.Failure == ReadFailure.Denied;
        if (!DeletionStages.IsKubernetes(kind))
            steps.Put(step with { State = DeletionStepState.Failed, EndedAt = now, Answer = words, Right = fault.Right });
        else if (denied || now - (step.FirstAskedAt ?? step.PlannedAt) > DeletionStages.PatienceFor(DeletionStepKind.VolumeClaim))
            steps.Put(Skipped(step, words) with { Right = denied ? fault.Right : null });
        else
            steps.Put(step with { State = DeletionStepState.Planned, Answer = words });
    }

    private void ReconcileKind(DeletionStepKind kind, IReadOnlyList<ObservedResource> resources)
    {
        var there = resources.Where(t => t.Kind == kind).GroupBy(t => t.Target, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        foreach (var step in steps.All.Where(s => s.Kind == kind).ToList())
        {
            if (there.Remove(step.Target, out var resource))
                steps.Put(Update(step, resource));
            else if (step.State is not (DeletionStepState.Gone or DeletionStepState.Skipped))
                steps.Put(Gone(step));
        }

        foreach (var resource in there.Values.Where(MayPlan))
            steps.Put(Update(new DeletionStepFacts(kind, resource.Target, now), resource));
    }

    // Tags may name this cluster on resources of an earlier or later one of its name: only what was created in its time is its own.
    private bool MayPlan(ObservedResource resource)
    {
        if (DeletionStages.IsMadeByCluster(resource.Kind) && resource.CreatedAt < cluster.CreatedAt)
            return false;
        return resource.CreatedAt is null || resource.CreatedAt <= EndOfCluster;
    }

    // Its controllers create nothing once it is being deleted. Another of its name may have come and gone since.
    private DateTimeOffset EndOfCluster => steps.Find(DeletionStepKind.Cluster, cluster.Arn) is { State: DeletionStepState.Gone } gone ? gone.FirstAskedAt ?? gone.EndedAt ?? now : now;

    private DeletionStepFacts Update(DeletionStepFacts step, ObservedResource resource) => (step.State, resource.Condition) switch
    {
        (DeletionStepState.Skipped or DeletionStepState.Failed, _) => step,
        (DeletionStepState.Gone, _) when !DeletionStages.IsByName(step.Kind) => step,
        (_, ResourceCondition.Untouchable) => Skipped(step, resource.Detail ?? "the access may not delete it"),
        (DeletionStepState.Asked, ResourceCondition.Going) => step with { FirstAskedAt = step.FirstAskedAt ?? now },
        // Requested by someone else: it is waited for all the same.
        (_, ResourceCondition.Going) => step with { State = DeletionStepState.Asked, EndedAt = null, FirstAskedAt = step.FirstAskedAt ?? now, Answer = resource.Detail ?? "it is being deleted already" },
        (DeletionStepState.Asked, ResourceCondition.Stuck) when now - step.AskedAt > Blink =>
            step with { State = DeletionStepState.Failed, EndedAt = now, Answer = resource.Detail ?? "its deletion failed" },
        // Still there although requested: the process ended before the request, or the answer was lost.
        (DeletionStepState.Asked, ResourceCondition.There) when now >= step.NotBefore => step with { State = DeletionStepState.Planned, NotBefore = null },
        (DeletionStepState.Asked, _) => step,
        (DeletionStepState.Gone, _) => step with { State = DeletionStepState.Planned, EndedAt = null, FirstAskedAt = null, NotBefore = null, Answer = null },
        _ => step,
    };

    private void EndKubernetesIfTooLong()
    {
        if (steps.All.Where(s => DeletionStages.IsKubernetes(s.Kind)).Min(s => s.FirstAskedAt) is not { } first || now - first <= DeletionStages.KubernetesPatience)
            return;
        foreach (var late in steps.Open.Where(s => DeletionStages.IsKubernetes(s.Kind)).ToList())
            steps.Put(Skipped(late, $"Kubernetes was given {DeletionStages.KubernetesPatience.TotalMinutes:0} minutes; what is left is deleted through AWS"));
    }

    private void GiveUpIfTooLong(DeletionStepFacts step)
    {
        if (step.FirstAskedAt is not { } first || now - first <= DeletionStages.PatienceFor(step.Kind))
            return;
        var words = $"still there {DeletionStages.PatienceFor(step.Kind).TotalMinutes:0} minutes after it was first asked; {step.Answer ?? "no answer"}";
        steps.Put(DeletionStages.IsKubernetes(step.Kind)
            ? Skipped(step, words)
            : step with { State = DeletionStepState.Failed, EndedAt = now, Answer = words });
    }

    private DeletionStepFacts Gone(DeletionStepFacts step) =>
        step.State == DeletionStepState.Gone ? step : step with { State = DeletionStepState.Gone, EndedAt = now, NotBefore = null };

    private DeletionStepFacts Skipped(DeletionStepFacts step, string why) =>
        step with { State = DeletionStepState.Skipped, EndedAt = now, NotBefore = null, Answer = why };
}
