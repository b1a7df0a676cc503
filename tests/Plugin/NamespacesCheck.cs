using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Plugin;

/// <summary>Passes where the cluster has a namespace.</summary>
public sealed class NamespacesCheck : ICheck
{
    public CheckInfo Info { get; } = new()
    {
        Id = new CheckId("namespaces"),
        Title = new LocalizedText("Namespaces", "네임스페이스"),
        Asks = new LocalizedText("The cluster has a namespace.", "클러스터에 네임스페이스가 있습니다."),
        Reads = [new DeclaredRead.Kubernetes(Namespace.Type)],
    };

    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var namespaces = await cluster.Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken);
        var seen = LocalizedText.Same($"{namespaces.Items.Count} namespaces");
        return namespaces.Items.Count > 0 ? Verdict.Passed(seen) : Verdict.Failed(seen);
    }
}
