namespace EksGrader.Checks.Rules.Workloads;

/// <summary>Whether a verdict about replicas stands although something could not be read: an answer that cannot change it is not missed.</summary>
internal static class ReplicaCertainty
{
    /// <summary>Whether no missing answer could change the verdict.</summary>
    /// <param name="verdict">The verdict by what was read; nodes that could not be read were taken to exist.</param>
    /// <param name="facts">What was read.</param>
    /// <param name="candidates">The workloads that are known.</param>
    public static bool IsFixed(Verdict verdict, WorkloadFacts facts, IReadOnlyList<Workload> candidates)
    {
        // Nothing is ready even if every node exists; what exists cannot make it more.
        var nodesMatter = facts.Nodes.Fault is not null && verdict.Outcome != Outcome.Failed;
        if (nodesMatter || facts.Pods.Fault is not null)
        {
            return false;
        }

        var balanced = facts.Services.Answer is { } services ? new ServiceIndex(services.Items).Balanced : null;
        if (verdict.Outcome == Outcome.Passed && balanced?.Any(s => candidates.Any(w => w.IsPickedBy(s))) == true)
        {
            // The web application is known and best already; further candidates can only add to the choice.
            return true;
        }

        var choiceIsKnown = facts.ChoiceFault is null || candidates.Count == 1 || balanced is { Count: 0 };
        return facts.KindsFault is null && choiceIsKnown;
    }
}
