using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.GitOps;

/// <summary>Delivery by Flux: a Kustomization or a HelmRelease and its source.</summary>
internal static class FluxWay
{
    private const string Command = "kubectl get kustomizations.kustomize.toolkit.fluxcd.io --all-namespaces";
    private const string KustomizationLabel = "kustomize.toolkit.fluxcd.io/name";
    private const string HelmLabel = "helm.toolkit.fluxcd.io/name";

    /// <summary>Finds it.</summary>
    public static async Task<DeliveryFindings> FindAsync(Delivered of, CancellationToken cancellationToken)
    {
        var kubernetes = of.Cluster.Kubernetes;
        var (git, oci) = (OptionalRead.Of(kubernetes.ListAsync<GitRepository>(cancellationToken: cancellationToken)), OptionalRead.Of(kubernetes.ListAsync<OCIRepository>(cancellationToken: cancellationToken)));
        var (kustomizations, releases) = (OptionalRead.Of(kubernetes.ListAsync<Kustomization>(cancellationToken: cancellationToken)), OptionalRead.Of(kubernetes.ListAsync<HelmRelease>(cancellationToken: cancellationToken)));
        List<(string Kind, ObjectMeta Metadata, RepositorySpec Spec, RepositoryStatus Status)> sources =
        [
            .. ((await git).Answer?.Items ?? []).Select(r => (GitRepository.Type.Kind, r.Metadata, r.Spec, r.Status)),
            .. ((await oci).Answer?.Items ?? []).Select(r => (OCIRepository.Type.Kind, r.Metadata, r.Spec, r.Status)),
        ];
        var parts = ((await kustomizations).Answer?.Items ?? []).Select(k => OfKustomization(k, of))
            .Concat(((await releases).Answer?.Items ?? []).Select(r => OfRelease(r, of)))
            .OrderByDescending(p => p.Owns == true).ThenByDescending(p => p.IsReady).ToList();
        var runs = of.FindRuns(Tool.Flux, GitOpsCheck.Texts["InstallFlux"]);
        var fault = (await kustomizations).Fault ?? (await releases).Fault;
        if (fault is not null && parts.FirstOrDefault() is not { Owns: true })
        {
            return new DeliveryFindings(runs, FactFinding.Unread(fault), FactFinding.Unread(fault), FactFinding.Unread(fault), FactFinding.Unread(fault));
        }

        if (parts.FirstOrDefault() is not { } best)
        {
            return DeliveryFindings.Nothing(GitOpsCheck.Texts["NoFluxObject"]) with { Runs = runs };
        }

        var source = sources.Find(s => s.Kind == best.Source.Kind && s.Metadata.Name == best.Source.Name && s.Metadata.Namespace == (best.Source.Namespace is { Length: > 0 } ns ? ns : best.Metadata.Namespace));
        var sourceFault = (await git).Fault ?? (await oci).Fault;
        return new DeliveryFindings(
            runs,
            source.Metadata is null && sourceFault is not null ? FactFinding.Unread(sourceFault) : of.FindSource(source.Metadata is null ? [] : [source.Spec.Url], best.On),
            FindInStep(best, source.Metadata is null ? null : source.Status, sourceFault),
            best.Owns switch { true => FactFinding.Held, null => FactFinding.Unread(ReadErrors.Cut(Command)), _ => of.NotOwned(best.On) },
            best.IsSuspended ? FactFinding.Broken(new FactRow(GitOpsCheck.Texts["Expect.SelfHeals"], GitOpsCheck.Texts["Suspended"], best.On, Command)) with { Advice = [GitOpsCheck.Texts["Resume"]] } : FactFinding.Held)
        {
            Evidence = (await kustomizations).Answer is { Items.Count: > 0 } list ? [new Evidence(Command, TablePrinter.Print(list, showNamespace: true), of.Cluster.Now)] : [],
        };
    }

    private static FactFinding FindInStep(FluxPart part, RepositoryStatus? source, ReadError? sourceFault)
    {
        var isSame = part.Applied is null || (source is not null && source.Artifact.Revision.Length > 0 && part.Applied == source.Artifact.Revision);
        if (part.IsReady && isSame)
        {
            return FactFinding.Held;
        }

        var seen = part.IsSuspended ? GitOpsCheck.Texts["Suspended"] : !part.IsReady ? GitOpsCheck.Texts["NotReady"] : GitOpsCheck.Texts["OtherRevision", ShellText.Name(part.Applied ?? ""), ShellText.Name(source?.Artifact.Revision ?? "–")];
        return part.IsReady && source is null && sourceFault is not null
            ? FactFinding.Unread(sourceFault)
            : FactFinding.Broken(new FactRow(GitOpsCheck.Texts["Expect.InStep"], seen, part.On, Command)) with { Advice = [part.IsSuspended ? GitOpsCheck.Texts["Resume"] : GitOpsCheck.Texts["SeeFlux"]], MayStillComeTrue = !part.IsSuspended };
    }

    private static FluxPart OfKustomization(Kustomization one, Delivered of) => new(
        one.Metadata,
        $"Kustomization {ShellText.Name(one.Metadata)}",
        one.Spec.SourceRef,
        !one.Spec.Suspend && IsReady(one.Status.Conditions) && one.Status.ObservedGeneration >= one.Metadata.Generation && one.Status.LastAppliedRevision.Length > 0,
        one.Spec.Suspend,
        one.Status.LastAppliedRevision,
        of.Workload is not { } workload ? false
            : one.Status.Inventory.Entries.Ids.Contains($"{workload.Metadata.Namespace}_{workload.Metadata.Name}_apps_{workload.Kind}", StringComparer.Ordinal) || IsLabelled(workload, KustomizationLabel, one.Metadata.Name) ? true
            : one.Status.Inventory.Entries.IsCut ? null : false);

    private static FluxPart OfRelease(HelmRelease one, Delivered of) => new(
        one.Metadata,
        $"HelmRelease {ShellText.Name(one.Metadata)}",
        one.Spec.ChartRef ?? one.Spec.Chart?.Spec.SourceRef ?? new ObjectReference(),
        !one.Spec.Suspend && IsReady(one.Status.Conditions) && one.Status.ObservedGeneration >= one.Metadata.Generation && one.Status.History is [{ Status: "deployed" }, ..],
        one.Spec.Suspend,
        null,
        of.Workload is { } workload && IsLabelled(workload, HelmLabel, one.Metadata.Name));

    private static bool IsLabelled(Workload workload, string label, string name) => workload.Metadata.Labels.GetValueOrDefault(label) == name;

    private static bool IsReady(IReadOnlyList<Condition> conditions) => conditions.Any(c => c.Type == "Ready" && c.IsTrue);

    /// <summary>A Kustomization or a HelmRelease.</summary>
    /// <param name="Metadata">Its name and namespace.</param>
    /// <param name="On">What it is, to be read.</param>
    /// <param name="Source">Its source.</param>
    /// <param name="IsReady">Whether its controller applied it as it stands.</param>
    /// <param name="IsSuspended">Whether it is not applied for now.</param>
    /// <param name="Applied">The revision that was applied; null for a chart.</param>
    /// <param name="Owns">Whether the application is its own; null where the list of its objects was cut.</param>
    private sealed record FluxPart(ObjectMeta Metadata, string On, ObjectReference Source, bool IsReady, bool IsSuspended, string? Applied, bool? Owns);
}
