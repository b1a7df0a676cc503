using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Plugin;

/// <summary>Passes where the cluster has a namespace.</summary>
public sealed class AnyNamespaceCheck : ICheck
{
    public CheckInfo Info { get; } = new()
    {
        Id = new CheckId("any-namespace"),
        Title = new LocalizedText("Namespaces", "네임스페이스"),
        Asks = new LocalizedText("The cluster has a namespace.", "클러스터에 네임스페이스가 있습니다."),
        Reads = [new DeclaredRead.Kubernetes(Namespace.Type)],
        Facts = [new FactInfo("any", new LocalizedText("There is a namespace", "네임스페이스가 있습니다")) { Share = 1 }],
    };

    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var namespaces = await cluster.Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken);
        var seen = LocalizedText.Same($"{namespaces.Items.Count} namespaces");
        return new FactSheet(Info.Facts)
        {
            ["any"] = namespaces.Items.Count > 0 ? FactFinding.Held : FactFinding.Broken(new FactRow(Info.Facts[0].Title, seen, Command: "kubectl get namespaces")),
            Summary = seen,
        }.ToVerdict();
    }
}
