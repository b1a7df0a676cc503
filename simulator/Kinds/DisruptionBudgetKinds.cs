using EksGrader.Checks.Checks.Disruption;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about disruption budgets.</summary>
internal static class DisruptionBudgetKinds
{
    public static IEnumerable<ClusterKind> All =>
    [
        new("disruption-budget-passed", 0, "A budget keeps one of the two replicas.", Plan("1", desired: 1), new() { [DisruptionBudgetCheck.Id] = Passed }),
        new("disruption-budget-partial", 0, "A budget that blocks every drain.", Plan("2", desired: 2), new() { [DisruptionBudgetCheck.Id] = Partial(0.7m) }),
        new("disruption-budget-failed", 0, "Made no budget.", GoodKinds.ByRole, new() { [DisruptionBudgetCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(string min, int desired) => GoodKinds.ByRole with
    {
        Objects =
        [
            $$$"""
            {
              "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": "web", "namespace": "default" },
              "spec": { "minAvailable": {{{min}}}, "selector": { "matchLabels": { "app": "web" } } },
              "status": { "observedGeneration": 1, "currentHealthy": 2, "desiredHealthy": {{{desired}}}, "disruptionsAllowed": {{{2 - desired}}}, "expectedPods": 2 }
            }
            """,
        ],
    };
}
