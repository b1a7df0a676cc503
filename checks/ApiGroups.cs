using System.Collections.Frozen;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Rules;
using EksGrader.Checks.Rules.Witnesses;

namespace EksGrader.Checks;

/// <summary>
/// Whether the API server itself answered. An administrator of a cluster can point the APIService of a built-in group, such as
/// <c>v1.apps</c>, to a server of their own (Kubernetes, "Kubernetes API Aggregation Layer"): then nothing that was read is the API
/// server's word. The list is read first and last in each look, so that the other server cannot be taken away in between.
/// </summary>
internal static class ApiGroups
{
    /// <summary>The sign that instructors see.</summary>
    private const string SignKind = "foreignApiGroup";

    private const string GiveBack = """{"spec":{"service":null,"caBundle":null,"insecureSkipTLSVerify":null}}""";

    /// <summary>The groups of every Kubernetes server, compared as whole names; all others are free (metrics-server's, those of add-ons).</summary>
    private static readonly FrozenSet<string> BuiltIn = FrozenSet.ToFrozenSet(
        [
            "", "apps", "batch", "autoscaling", "policy", "flowcontrol.apiserver.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io",
            "apiregistration.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io",
            "events.k8s.io", "networking.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
        ],
        StringComparer.Ordinal);

    /// <summary>The first read; null of a server that the assignment does not take, which is not contacted.</summary>
    public static async Task<Attempt<ObjectList<ApiService>>?> ReadFirstAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken) =>
        assignment.Rules.RequireEks && cluster.HandIn.Reach is Reach.Other or Reach.Unresolved
            ? null
            : await Attempt.Of(cluster.Kubernetes.ListAsync<ApiService>(cancellationToken: cancellationToken));

    /// <summary>Reads once more, and says what the two reads make of a look.</summary>
    /// <param name="look">What the look came to.</param>
    /// <param name="first">The first read; null where there is none.</param>
    /// <param name="last">The API at the end of the look.</param>
    /// <param name="rules">The assignment's rules.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Look> JudgeAsync(
        Look look, Task<Attempt<ObjectList<ApiService>>?> first, KubernetesWindow last, AssignmentRules rules, CancellationToken cancellationToken)
    {
        if (await first is not { } before)
        {
            return look;
        }

        var after = await Attempt.Of(last.ListAgainAsync<ApiService>(cancellationToken));
        if ((Contradiction(before.Answer, look.At) ?? Contradiction(after.Answer, look.At)) is { } contradiction)
        {
            return look with
            {
                Contradiction = contradiction,
                Verdicts = look.Verdicts.ToDictionary(v => v.Key, _ => contradiction),
                Signs = [.. look.Signs, new Sign(SignKind, contradiction.Feedback[0])],
            };
        }

        // Without the right to look, as an older grant or the view role has it, the verdicts stand on the cluster's word. AWS was asked all the
        // same, so what it said of each check still holds.
        return (before.Fault ?? after.Fault) is { } fault ? look with { Verdicts = look.Verdicts.ToDictionary(v => v.Key, v => Lower(v.Value, fault, rules)) } : look;
    }

    private static Verdict Lower(Verdict verdict, ReadFault fault, AssignmentRules rules) =>
        verdict.Assurance == Assurance.Aws ? Witness.Missing(verdict, fault, rules) with { WitnessFault = verdict.WitnessFault } : verdict;

    /// <summary>Whether a verdict, as it was stored, stands in for every check because another server answered.</summary>
    public static bool IsContradiction(Verdict verdict) => verdict.Outcome == Outcome.Failed && verdict.Summary == ReadFaults.Texts["ForeignApiGroups"];

    private static Verdict? Contradiction(ObjectList<ApiService>? services, DateTimeOffset seenAt)
    {
        if (services?.Items.FirstOrDefault(IsForeign) is not { Spec.Service: { } target } foreign)
        {
            return null;
        }

        // Deleted, it would be missing until the API server starts anew: it registers its own groups only then.
        var command = $"kubectl patch apiservice {ShellText.Word(foreign.Metadata.Name)} --type=merge -p '{GiveBack}'";
        return Verdict.Failed(ReadFaults.Texts["ForeignApiGroups"]) with
        {
            Feedback = [ReadFaults.Texts["ForeignApiGroup", ShellText.Name(foreign.Metadata), $"{ShellText.Name(target.Namespace)}/{ShellText.Name(target.Name)}", command]],
            Evidence = [new Evidence("kubectl get apiservices", TablePrinter.Print(services, IsForeign), seenAt)],
        };
    }

    private static bool IsForeign(ApiService service) => service.Spec.Service is not null && BuiltIn.Contains(service.Spec.Group);
}
