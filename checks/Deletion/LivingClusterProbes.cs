using Amazon.EKS.Model;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksCluster = Amazon.EKS.Model.Cluster;

namespace EksGrader.Checks.Deletion;

/// <summary>Whether a deletion has begun.</summary>
/// <param name="HasBegun">Whether it was seen to have begun.</param>
/// <param name="Unread">Whose fault it is that this could not be seen; null where it could, or where the access does not allow it.</param>
internal sealed record DeletionStart(bool HasBegun, FaultDomain? Unread = null);

/// <summary>
/// Whether the deletion of a living cluster has begun: one of its node groups or its eksctl stack is being deleted (docs/checks.md,
/// "cluster-deletion"). These reads are optional: what is denied says nothing; for other failures the fault is named.
/// </summary>
internal sealed class DeletionStartedProbe(ProbeCalls calls, string name)
{
    private const string ListNodegroups = "eks:ListNodegroups";
    private const string DescribeNodegroup = "eks:DescribeNodegroup";
    private const int GroupsAtMost = 20;
    private const int AtOnce = 4;

    public async Task<DeletionStart> ObserveAsync(CancellationToken cancellationToken)
    {
        var groups = TryAsync(ListNodegroups, GroupsAsync, cancellationToken);
        var stacks = TryAsync(ClusterResources.DescribeStacks, StacksAsync, cancellationToken);
        return (await groups, await stacks) switch
        {
            ({ HasBegun: true }, _) or (_, { HasBegun: true }) => new DeletionStart(true),
            var (one, other) => new DeletionStart(false, one.Unread ?? other.Unread),
        };
    }

    private async Task<DeletionStart> TryAsync(string action, Func<CancellationToken, Task<bool>> read, CancellationToken cancellationToken)
    {
        try
        {
            return new DeletionStart(await read(cancellationToken));
        }
        catch (ReadException e)
        {
            calls.Note(e.Fault.Right ?? action, $"{DeletionErrors.Short(e.Fault)}, left out");
            return new DeletionStart(false, e.Fault.Failure == ReadFailure.Denied || e.Fault.Fault == FaultDomain.Student ? null : e.Fault.Fault);
        }
    }

    private async Task<bool> GroupsAsync(CancellationToken cancellationToken)
    {
        var names = (await calls.PagesAsync(
            ListNodegroups,
            (services, next, token) => services.Eks.ListNodegroupsAsync(new ListNodegroupsRequest { ClusterName = name, NextToken = next }, token),
            page => page.Nodegroups,
            page => page.NextToken,
            cancellationToken)).Items;
        var described = new Nodegroup?[Math.Min(names.Count, GroupsAtMost)];
        await Parallel.ForAsync(
            0,
            described.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => described[i] = (await calls.CallAsync(
                DescribeNodegroup,
                (services, t) => services.Eks.DescribeNodegroupAsync(new DescribeNodegroupRequest { ClusterName = name, NodegroupName = names[i] }, t),
                token)).Nodegroup);
        if (described.FirstOrDefault(g => g?.Status == "DELETING") is not { } deleting)
        {
            return false;
        }

        calls.Note($"{DescribeNodegroup} {SafeText.Line(deleting.NodegroupName ?? "", 80)}", "DELETING");
        return true;
    }

    private async Task<bool> StacksAsync(CancellationToken cancellationToken)
    {
        var resources = new ClusterResources(calls, name);
        var stacks = await resources.StacksAsync(cancellationToken);
        if (stacks.FirstOrDefault(s => s.StackStatus == ClusterResources.BeingDeleted && resources.IsOfCluster(s)) is not { } deleting)
        {
            return false;
        }

        calls.Note($"{ClusterResources.DescribeStacks} {SafeText.Line(deleting.StackName ?? "", 160)}", ClusterResources.BeingDeleted);
        return true;
    }
}

/// <summary>What a living cluster runs that costs money, for the list of clusters. No points depend on it: what cannot be read is left out.</summary>
internal sealed class InventoryProbe(ProbeCalls calls, EksCluster cluster, string name)
{
    private readonly ClusterResources resources = new(calls, name);

    /// <summary>What it runs; null where its nodes or its load balancers cannot be read: it would look as if there were none.</summary>
    public async Task<ClusterInventory?> ObserveAsync(CancellationToken cancellationToken)
    {
        var gateways = TryAsync(GatewaysAsync(cancellationToken));
        var classic = resources.ClassicLoadBalancersAsync(cancellationToken);
        var others = resources.LoadBalancersAsync(cancellationToken);
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
            LoadBalancers = (await others).Count(b => b.Item.State?.Code != "failed"),
            NatGateways = await gateways,
            VolumeGib = await TryAsync(GibAsync(running, cancellationToken)),
            Version = cluster.Version,
        };
    }

    // Those of its VPC: the gateway of a network that was made from a template carries no tag of the cluster.
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
