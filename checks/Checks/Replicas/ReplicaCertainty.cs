using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Replicas;

/// <summary>
/// Whether a verdict about replicas stands although something could not be read: an answer that cannot change it is not missed. It
/// is asked how high and how low the share could be with any answer to what is unread; the verdict stands where both are the same.
/// </summary>
/// <param name="facts">What was read; nodes that could not be read were taken to be there.</param>
/// <param name="scores">What each known candidate comes to.</param>
/// <param name="applications">Which of them are the web application by what was read.</param>
/// <param name="nodes">Where pods count.</param>
/// <param name="rules">The assignment's rules.</param>
internal sealed class ReplicaCertainty(
    WorkloadFacts facts, IReadOnlyDictionary<Workload, ReplicaScore> scores, WebApplications applications, PodNodes nodes, AssignmentRules rules)
{
    /// <summary>Whether no missing answer could change the share.</summary>
    /// <param name="share">The share by what was read.</param>
    /// <param name="count">How many replicas belong there.</param>
    public bool IsFixed(decimal share, int count)
    {
        if (facts.Pods.Answer is not { } pods)
        {
            return false;
        }

        var newcomers = facts.KindsFault is null ? null : (decimal?)Math.Min(1, (decimal)Unclaimed(pods.Items) / count);
        var high = Math.Max(share, Math.Max(newcomers ?? 0, HighestOfOtherChoices()));
        var low = facts.Nodes.Fault is not null ? 0 : LowestChoice(share, newcomers is not null);
        return high == low;
    }

    /// <summary>The most ready pods that one workload of a kind that could not be read may have.</summary>
    private int Unclaimed(IReadOnlyList<Pod> pods)
    {
        var sets = (facts.ReplicaSets.Answer?.Items ?? []).ToLookup(r => r.Metadata.Uid, StringComparer.Ordinal);
        return pods.Where(p => ReadyPods.IsReady(p) && nodes.Hold(p) && !rules.IsSystemNamespace(p.Metadata.Namespace))
            .Select(p => OwnerUnread(WorkloadFinder.ControllerOf(p.Metadata), sets))
            .OfType<string>()
            .GroupBy(uid => uid, StringComparer.Ordinal)
            .Select(g => g.Count())
            .DefaultIfEmpty(0)
            .Max();
    }

    // The workload of an unread kind that a pod may belong to; null where it belongs to none.
    private string? OwnerUnread(OwnerReference? controller, ILookup<string, ReplicaSet> sets) => controller?.Kind switch
    {
        "StatefulSet" when facts.StatefulSets.Answer is null => controller.Uid,
        "ReplicaSet" when facts.ReplicaSets.Answer is null => controller.Uid,
        "ReplicaSet" when facts.Deployments.Answer is null && sets[controller.Uid].FirstOrDefault() is { } set && !WorkloadFinder.IsOfNoDeployment(set) =>
            WorkloadFinder.ControllerOf(set.Metadata)?.Uid,
        _ => null,
    };

    private decimal HighestOfOtherChoices() => OtherChoices().Select(w => scores[w].Share).DefaultIfEmpty(0).Max();

    // What may be chosen by answers to come: anything where Services are unread, what a Service picks where Ingresses are.
    private IEnumerable<Workload> OtherChoices() =>
        facts.Services.Fault is not null ? scores.Keys
        : facts.Ingresses.Fault is not null && applications.MayLeadFurther ? scores.Keys.Where(applications.MayBeBehind)
        : [];

    private decimal LowestChoice(decimal share, bool mayBeMore)
    {
        // What is chosen stays chosen, and the best of more is no worse.
        var isSure = facts.Services.Fault is null && (facts.Ingresses.Fault is null ? applications.Chosen : WebApplications.WithAnApplication(applications.Balanced)).Count > 0;
        if (isSure)
        {
            return share;
        }

        // What hands requests on chooses nothing by itself, but where it is picked it is a candidate beside what it leads to.
        var beside = applications.Balanced.Select(w => scores[w].Share).DefaultIfEmpty(0).Max();
        var others = OtherChoices().Where(w => !WebApplications.HandsOn(w)).Select(w => Math.Max(beside, scores[w].Share)).ToList();
        var mayPickNew = facts.Services.Fault is not null || applications.MayPick || (facts.Ingresses.Fault is not null && applications.MayLeadFurther);
        return mayBeMore && mayPickNew ? beside : others.Append(share).Min();
    }
}
