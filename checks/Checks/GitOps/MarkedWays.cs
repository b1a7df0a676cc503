using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.GitOps;

/// <summary>Tools whose delivery is known by a mark on what they delivered, or by none.</summary>
internal static class MarkedWays
{
    private const decimal OfMark = 0.6m;
    private const decimal OfTool = 0.4m;
    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string SkaffoldRun = "skaffold.dev/run-id";
    private const string SpinnakerApplication = "moniker.spinnaker.io/application";

    /// <summary>Finds those of the assignment that there is any sign of.</summary>
    public static IEnumerable<DeliveryFindings> Find(Delivered of, IReadOnlyList<string> asked)
    {
        var labels = of.Workload?.Metadata.Labels;
        var annotations = of.Workload?.Metadata.Annotations;
        if (asked.Contains("spinnaker", StringComparer.Ordinal))
        {
            var isMarked = labels?.GetValueOrDefault(ManagedBy) == "spinnaker" || annotations?.ContainsKey(SpinnakerApplication) == true;
            if (isMarked || of.Tools.Find(Tool.Spinnaker).Count > 0)
            {
                yield return Marked(isMarked ? FactFinding.Held : of.NotOwned("Spinnaker"), of.FindRuns(Tool.Spinnaker, GitOpsCheck.Texts["Deliver"]));
            }
        }

        // Skaffold runs where the developer is, and nothing of it in the cluster.
        if (asked.Contains("skaffold", StringComparer.Ordinal) && (labels?.ContainsKey(SkaffoldRun) == true || annotations?.ContainsKey(SkaffoldRun) == true))
        {
            yield return Marked(FactFinding.Held, FactFinding.Asked(GitOpsCheck.Texts["AskedSkaffold"], new FactRow(GitOpsCheck.Texts["Expect.Source"], GitOpsCheck.Texts["OutsideCluster"], $"{of.Workload}")));
        }

        if (asked.Contains("concourse", StringComparer.Ordinal) && of.Tools.Find(Tool.Concourse).Count > 0)
        {
            yield return Marked(FactFinding.Asked(GitOpsCheck.Texts["AskedConcourse"], new FactRow(GitOpsCheck.Texts["Expect.Owns"], GitOpsCheck.Texts["NoMark"], $"{of.Workload}")), of.FindRuns(Tool.Concourse, GitOpsCheck.Texts["Deliver"]));
        }
    }

    private static DeliveryFindings Marked(FactFinding owns, FactFinding runs) =>
        new(runs with { Share = OfTool }, FactFinding.LeftOut, FactFinding.LeftOut, owns with { Share = OfMark }, FactFinding.LeftOut);
}
