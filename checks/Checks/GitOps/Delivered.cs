using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.GitOps;

/// <summary>What is to be delivered, and what all ways look at.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Application">The web application.</param>
/// <param name="Tools">The tools in the cluster.</param>
/// <param name="Repository">The repository that was submitted; null where none was asked for.</param>
internal sealed record Delivered(Cluster Cluster, StudentApplication Application, ToolFinder Tools, string? Repository)
{
    /// <summary>The application's workload; null where there is none.</summary>
    public Workload? Workload => Application.Workload;

    /// <summary>Whether all that a tool needs in the cluster is ready.</summary>
    public FactFinding FindRuns(Tool tool, LocalizedText advice)
    {
        if (Tools.IsReady(tool))
        {
            return FactFinding.Held;
        }

        if (Tools.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var found = Tools.Find(tool);
        IEnumerable<FactRow> rows = Tools.Missing(tool).Select(p => new FactRow(GitOpsCheck.Texts["Expect.Runs", $"{tool}"], GitOpsCheck.Texts["PartMissing", p.Name], $"{tool} {p.Name}"))
            .Concat(found.Where(f => !f.IsReady).Select(f => new FactRow(GitOpsCheck.Texts["Expect.Runs", $"{tool}"], GitOpsCheck.Texts["PartNotReady"], $"{f}", "kubectl get pods --all-namespaces")));
        return FactFinding.Broken([.. rows.DefaultIfEmpty(new FactRow(GitOpsCheck.Texts["Expect.Runs", $"{tool}"], GitOpsCheck.Texts["NoTool"], $"{tool}"))]) with
        {
            Advice = [advice],
            MayStillComeTrue = found.Count > 0,
        };
    }

    /// <summary>Whether a source is a repository, and the one that was submitted.</summary>
    public FactFinding FindSource(IReadOnlyList<string> addresses, string on)
    {
        var expected = Repository is null ? GitOpsCheck.Texts["Expect.Source"] : GitOpsCheck.Texts["Expect.SourceOf", ShellText.Name(RepositoryAddress.Kept(Repository))];
        return addresses.Any(a => a.Length > 0 && (Repository is null || RepositoryAddress.AreSame(a, Repository)))
            ? FactFinding.Held
            : FactFinding.Broken(new FactRow(expected, addresses.Count == 0 ? GitOpsCheck.Texts["NoSource"] : GitOpsCheck.Texts["SourceSeen", string.Join(", ", addresses.Take(3).Select(ShellText.Name))], on)) with { Advice = [GitOpsCheck.Texts["SetSource"]] };
    }

    /// <summary>That the application is not of what a tool delivers.</summary>
    public FactFinding NotOwned(string on) => FactFinding.Broken(new FactRow(
        GitOpsCheck.Texts["Expect.Owns"], Workload is null ? GitOpsCheck.Texts["NoApplication"] : GitOpsCheck.Texts["NotOwned", Workload], on.Length > 0 ? on : Workload is { } workload ? $"{workload}" : GitOpsCheck.Id.Value)) with
    {
        Advice = [GitOpsCheck.Texts["Deliver"]],
    };
}

/// <summary>What one way of delivering came to.</summary>
internal sealed record DeliveryFindings(FactFinding Runs, FactFinding Source, FactFinding InStep, FactFinding Owns, FactFinding SelfHeals)
{
    /// <summary>What was seen.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Nothing of a way is there.</summary>
    public static DeliveryFindings Nothing(LocalizedText seen)
    {
        var broken = FactFinding.Broken(new FactRow(GitOpsCheck.Texts["Expect.Source"], seen, Command: "kubectl get applications,kustomizations,helmreleases --all-namespaces")) with { Advice = [GitOpsCheck.Texts["Deliver"]] };
        return new(broken, broken, broken, broken, FactFinding.LeftOut);
    }
}
