using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>The load-balancer address that the student handed in belongs to no Service of the cluster.</summary>
internal sealed class ForeignAddress : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "foreignAddress";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (LoadBalancerAddress.NameIn(cluster.HandIn.LoadBalancerAddress) is null)
        {
            return null;
        }

        var services = cluster.Kubernetes.ListAsync<Service>(cancellationToken: cancellationToken);
        var ingresses = OptionalRead.Of(cluster.Kubernetes.ListAsync<Ingress>(cancellationToken: cancellationToken));
        await Task.WhenAll(services, ingresses);
        var (known, fault) = await ingresses;
        if (known is null && fault is not null)
        {
            return null;
        }

        var all = (await services).Items.Select(s => s.Status).Concat((known?.Items ?? []).Select(i => i.Status));
        return await HandedInAddress.FindAsync(cluster, all.Select(s => s.LoadBalancer), cancellationToken) is { IsKnown: false } foreign
            ? RuleTexts.All["Sign.ForeignAddress", ShellText.Name(foreign.Name)]
            : null;
    }
}
