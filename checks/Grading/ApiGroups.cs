using System.Collections.Frozen;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Grading;

/// <summary>
/// Whether the API server itself answered. An administrator of a cluster can point the APIService of a built-in group, such as
/// <c>v1.apps</c>, to a server of their own (Kubernetes, "Kubernetes API Aggregation Layer"): then nothing that was read is the API
/// server's word. The list is read first, before anything else is asked, and last in each observation: what was changed in between shows in the
/// versions of the objects.
/// </summary>
public static class ApiGroups
{
    /// <summary>The flag that instructors see.</summary>
    private const string FlagKind = "foreignApiGroup";

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
    internal static async Task<OptionalRead<ObjectList<ApiService>>?> ReadFirstAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken) =>
        EksRule.IsNotContacted(cluster.Target, assignment.Rules)
            ? null
            : await OptionalRead.Of(cluster.Kubernetes.ListAsync<ApiService>(cancellationToken: cancellationToken));

    /// <summary>Reads once more, and says what the two reads make of an observation.</summary>
    /// <param name="look">What the observation came to.</param>
    /// <param name="before">The first read; null where there is none.</param>
    /// <param name="last">The API at the end of the observation.</param>
    /// <param name="rules">The assignment's rules.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<Observation> JudgeAsync(
        Observation look, OptionalRead<ObjectList<ApiService>>? before, KubernetesReader last, AssignmentRules rules, CancellationToken cancellationToken)
    {
        if (before is null)
        {
            return look;
        }

        var after = await OptionalRead.Of(last.ListAgainAsync<ApiService>(cancellationToken));
        if ((Contradiction(before.Answer, look.At) ?? Contradiction(after.Answer, look.At)) is { } contradiction)
        {
            return look with
            {
                Contradiction = contradiction,
                Verdicts = look.Verdicts.ToDictionary(v => v.Key, _ => contradiction),
                Flags = [.. look.Flags, new IntegrityFlag(FlagKind, contradiction.Feedback[0])],
            };
        }

        var faults = new[] { before.Fault, after.Fault }.OfType<ReadError>().ToList();
        if (faults.Find(f => !IsRefusal(f)) is { } unanswered)
        {
            return Each(look, v => v.Outcome is Outcome.Passed or Outcome.Partial ? Unanswered(v, unanswered) : v);
        }

        if (faults.Count > 0)
        {
            // Without the right to read it, as an older grant or the view role has it, the verdicts stand on the cluster's word. AWS was asked all
            // the same, so what it said of each check still holds.
            return Each(look, v => Lower(v, faults[0], rules));
        }

        // A group that was taken over after the first read and given back before the last one was written twice.
        return VersionsOf(before.Answer).SetEquals(VersionsOf(after.Answer)) ? look : Each(look, v => v.Outcome == Outcome.Pending ? v : Changed(v));
    }

    private static Observation Each(Observation look, Func<Verdict, Verdict> change) => look with { Verdicts = look.Verdicts.ToDictionary(v => v.Key, v => change(v.Value)) };

    // An owner brings about a time-out, a 5xx or a list that is too large as they like; a right that is missing is known when the cluster is submitted.
    private static bool IsRefusal(ReadError fault) => fault.Failure is ReadFailure.Denied or ReadFailure.Unauthenticated or ReadFailure.NotRecorded;

    private static Verdict Unanswered(Verdict verdict, ReadError fault) => OptionalRead.Unknown(fault, verdict.Evidence, verdict.MayStillComeTrue);

    private static Verdict Changed(Verdict verdict) =>
        Verdict.Unknown(FaultDomain.Cluster, ReadErrors.Texts["ApiGroupsChanged"]) with { Evidence = verdict.Evidence, MayStillComeTrue = true };

    // The server writes its own APIServices only when it starts, and their status only when it changes, so an honest cluster shows two equal lists.
    private static HashSet<(string Name, string Uid, string Version)> VersionsOf(ObjectList<ApiService>? services) =>
        [.. (services?.Items ?? []).Where(s => BuiltIn.Contains(s.Spec.Group)).Select(s => (s.Metadata.Name, s.Metadata.Uid, s.Metadata.ResourceVersion))];

    private static Verdict Lower(Verdict verdict, ReadError fault, AssignmentRules rules) =>
        verdict.Assurance == Assurance.Aws ? Witness.Missing(verdict, fault, rules) with { WitnessFault = verdict.WitnessFault } : verdict;

    /// <summary>The summary of a verdict that stands in for every check because another server answered.</summary>
    public static LocalizedText Summary => ReadErrors.Texts["ForeignApiGroups"];

    /// <summary>Whether a verdict, as it was stored, stands in for every check because another server answered.</summary>
    public static bool IsContradiction(Verdict verdict) => verdict.Outcome == Outcome.Failed && verdict.Summary == Summary;

    /// <summary>What shows that another server answered, as it was stored; null where nothing does, or a recording shows it or its contrary itself.</summary>
    /// <param name="stored">The verdicts as they stand.</param>
    /// <param name="recording">What was seen, as far as it is kept.</param>
    public static Verdict? StandingContradiction(IEnumerable<Verdict> stored, Recording recording) =>
        stored.FirstOrDefault(IsContradiction) is { } contradiction && (recording.Observations.Count == 0 || !recording.Observations.All(ShowsWhoAnswered)) ? contradiction : null;

    /// <summary>Whether a read tells who serves the API: the proof that a recording gives up last.</summary>
    private static bool ShowsWhoAnswered(RecordedObservation look) => RecordingFile.ProofKeys.All(key => look.Reads.Any(r => r.Key == key && (!r.Answer.IsEmpty || r.Fault is not null)));

    private static Verdict? Contradiction(ObjectList<ApiService>? services, DateTimeOffset seenAt)
    {
        if (services?.Items.FirstOrDefault(IsForeign) is not { Spec.Service: { } target } foreign)
        {
            return null;
        }

        // Deleted, it would be missing until the API server starts anew: it registers its own groups only then.
        var command = $"kubectl patch apiservice {ShellText.Word(foreign.Metadata.Name)} --type=merge -p '{GiveBack}'";
        return Verdict.Failed(Summary) with
        {
            Feedback = [ReadErrors.Texts["ForeignApiGroup", ShellText.Name(foreign.Metadata), $"{ShellText.Name(target.Namespace)}/{ShellText.Name(target.Name)}", command]],
            Evidence = [new Evidence("kubectl get apiservices", TablePrinter.Print(services, IsForeign), seenAt)],
        };
    }

    private static bool IsForeign(ApiService service) => service.Spec.Service is not null && BuiltIn.Contains(service.Spec.Group);
}
