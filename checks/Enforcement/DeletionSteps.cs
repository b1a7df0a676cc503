namespace EksGrader.Checks.Enforcement;

/// <summary>The steps of an order while a round goes on, and which of them it has changed.</summary>
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
