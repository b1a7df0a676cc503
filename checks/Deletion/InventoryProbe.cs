using EksGrader.Checks.Clusters;
using EksGrader.Checks.Reads;
using EksCluster = Amazon.EKS.Model.Cluster;

namespace EksGrader.Checks.Deletion;

/// <summary>What a living cluster runs that costs money, for the board of clusters. Nobody's points depend on it: what cannot be read is left out.</summary>
internal sealed class InventoryProbe(ProbeCalls calls, EksCluster cluster, string name)
{
    private readonly ClusterResources resources = new(calls, name);
    private readonly ClusterLoadBalancers balancers = new(calls, name);

    /// <summary>What it runs; null where its nodes or its load balancers cannot be read: they would be taken for none.</summary>
    public async Task<ClusterInventory?> SeeAsync(CancellationToken cancellationToken)
    {
        var gateways = TryAsync(GatewaysAsync(cancellationToken));
        var classic = balancers.ClassicAsync(cancellationToken);
        var others = balancers.OthersAsync(cancellationToken);
        var instances = resources.InstancesAsync(cancellationToken);
        try
        {
            await Task.WhenAll(classic, others, instances);
        }
        catch (ReadException e)
        {
            await gateways;
            calls.Note(e.Fault.Right ?? "what it runs", $"{DeletionErrors.Short(e.Fault)}, left out");
            return null;
        }

        var running = (await instances).Where(i => i.State?.Name?.Value is "pending" or "running").ToList();
        return new ClusterInventory
        {
            Nodes = running.CountBy(i => i.InstanceType?.Value ?? "").ToDictionary(StringComparer.Ordinal),
            ClassicLoadBalancers = (await classic).Count,
            LoadBalancers = (await others).Count(b => b.State != "failed"),
            NatGateways = await gateways,
            VolumeGib = await TryAsync(GibAsync(running, cancellationToken)),
            Version = cluster.Version,
        };
    }

    // Those of its VPC: one that was made for a template's network carries no tag of the cluster.
    private async Task<int?> GatewaysAsync(CancellationToken cancellationToken)
    {
        var all = cluster.ResourcesVpcConfig?.VpcId is { Length: > 0 } vpc
            ? await resources.NatGatewaysOfAsync(vpc, cancellationToken)
            : await resources.NatGatewaysAsync(cancellationToken);
        return all.Count(g => g.State?.Value is "pending" or "available");
    }

    private async Task<int?> GibAsync(IReadOnlyList<Amazon.EC2.Model.Instance> nodes, CancellationToken cancellationToken)
    {
        var tagged = resources.VolumesAsync(cancellationToken);
        var attached = resources.VolumesOfAsync(nodes, cancellationToken);
        await Task.WhenAll(tagged, attached);
        return (await tagged).Concat(await attached).Where(v => v.State?.Value is "creating" or "available" or "in-use").DistinctBy(v => v.VolumeId, StringComparer.Ordinal).Sum(v => v.Size ?? 0);
    }

    private async Task<int?> TryAsync(Task<int?> read)
    {
        try
        {
            return await read;
        }
        catch (ReadException e)
        {
            calls.Note(e.Fault.Right ?? "what it runs", $"{DeletionErrors.Short(e.Fault)}, left out");
            return null;
        }
    }
}
