using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.GitOps;

/// <summary>Delivery by Argo CD: in the cluster, or as a capability of EKS, whose controllers run outside it.</summary>
internal static class ArgoCdWay
{
    private const string Command = "kubectl get applications.argoproj.io --all-namespaces";
    private const string TrackingId = "argocd.argoproj.io/tracking-id";
    private const decimal OutOfStepByItself = 0.5m;

    private static readonly string[] Errors = ["ComparisonError", "SyncError"];

    /// <summary>Finds it.</summary>
    public static async Task<DeliveryFindings> FindAsync(Delivered of, CancellationToken cancellationToken)
    {
        var asked = OptionalRead.Of(of.Cluster.Kubernetes.ListAsync<Application>(cancellationToken: cancellationToken));
        var capabilities = of.Cluster.Aws is { } aws ? await OptionalRead.Of(aws.Eks.ListCapabilitiesAsync(cancellationToken)) : null;
        var read = await asked;
        var runs = capabilities?.Answer?.Items.Any(c => c is { Type: "ARGOCD", Status: "ACTIVE" }) == true ? FactFinding.Held : of.FindRuns(Tool.ArgoCd, GitOpsCheck.Texts["InstallArgoCd"]);
        if (runs.State == FactState.Broken && capabilities?.Fault is { } unread)
        {
            runs = FactFinding.Unread(unread);
        }

        if (read.Fault is { } fault)
        {
            return new DeliveryFindings(runs, FactFinding.Unread(fault), FactFinding.Unread(fault), FactFinding.Unread(fault), FactFinding.Unread(fault));
        }

        // The one whose own the application is comes first; of the others the one that is in step.
        var best = (read.Answer?.Items ?? []).Where(a => !a.Metadata.IsBeingDeleted).OrderByDescending(a => Has(a, of) == true).ThenByDescending(IsInStep).FirstOrDefault();
        if (best is null)
        {
            return DeliveryFindings.Nothing(GitOpsCheck.Texts["NoArgoApplication"]) with { Runs = runs };
        }

        var on = $"Application {ShellText.Name(best.Metadata)}";
        return new DeliveryFindings(runs, of.FindSource(SourcesOf(best), on), FindInStep(best, on), FindOwns(best, of, on), FindSelfHeals(best, on))
        {
            Evidence = read.Answer is { } list ? [new Evidence(Command, TablePrinter.Print(list, showNamespace: true), of.Cluster.Now)] : [],
        };
    }

    private static IReadOnlyList<string> SourcesOf(Application application) =>
        [.. application.Spec.Sources.Select(s => s.RepoURL).Append(application.Spec.Source?.RepoURL ?? "").Where(u => u.Length > 0)];

    // Healthy while the comparison failed says nothing: both are needed.
    private static bool IsInStep(Application application) => application.Status is { Sync.Status: "Synced", Health.Status: "Healthy" } status
        && (status.Sync.Revision.Length > 0 || status.Sync.Revisions.Any(r => r.Length > 0))
        && !status.Conditions.Any(c => Errors.Contains(c.Type));

    private static FactFinding FindInStep(Application application, string on)
    {
        if (IsInStep(application))
        {
            return FactFinding.Held;
        }

        var row = new FactRow(GitOpsCheck.Texts["Expect.InStep"], GitOpsCheck.Texts["ArgoState", ShellText.Name(application.Status.Sync.Status), ShellText.Name(application.Status.Health.Status)], on, Command);

        // A controller that changes replicas keeps an application out of step for ever.
        return application.Status is { Sync.Status: "OutOfSync", Health.Status: "Healthy" } && application.Spec.SyncPolicy.Automated is { Enabled: not false } && !application.Status.Conditions.Any(c => Errors.Contains(c.Type))
            ? FactFinding.Partly(OutOfStepByItself, row) with { Advice = [GitOpsCheck.Texts["Sync"]], MayStillComeTrue = true }
            : FactFinding.Broken(row) with { Advice = [GitOpsCheck.Texts["Sync"]], MayStillComeTrue = application.Status.Health.Status is "Progressing" || application.Status.OperationState.Phase == "Running" };
    }

    // Null where the list of its objects was cut: then the annotation counts, which anyone can write.
    private static bool? Has(Application application, Delivered of) => of.Workload is not { } workload ? false
        : application.Status.Resources.Items.Any(r => r.Kind == workload.Kind && r.Namespace == workload.Metadata.Namespace && r.Name == workload.Metadata.Name && r.Group == "apps") ? true
        : application.Status.Resources.IsCut ? null : false;

    private static FactFinding FindOwns(Application application, Delivered of, string on) => Has(application, of) switch
    {
        true => FactFinding.Held,
        null when of.Workload?.Metadata.Annotations.GetValueOrDefault(TrackingId)?.StartsWith($"{application.Metadata.Name}:", StringComparison.Ordinal) == true => FactFinding.Held,
        null => FactFinding.Unread(ReadErrors.Cut(Command)),
        _ => of.NotOwned(on),
    };

    private static FactFinding FindSelfHeals(Application application, string on) => application.Spec.SyncPolicy.Automated is { SelfHeal: true, Enabled: not false }
        ? FactFinding.Held
        : FactFinding.Broken(new FactRow(GitOpsCheck.Texts["Expect.SelfHeals"], GitOpsCheck.Texts["NoSelfHeal"], on)) with { Advice = [GitOpsCheck.Texts["TurnSelfHealOn"]] };
}
