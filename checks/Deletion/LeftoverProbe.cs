using System.Globalization;
using Amazon.EC2.Model;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Deletion;

/// <summary>What was seen of leftovers.</summary>
/// <param name="Found">What is left; null where a kind that costs money could not be read.</param>
/// <param name="Fault">Whose fault that is: worth another probe. Null where all was read, or the access does not allow it.</param>
internal sealed record LeftoverObservation(IReadOnlyList<Leftover>? Found, FaultDomain? Fault);

/// <summary>
/// What a cluster that is gone left behind (docs/decisions/0012): all kinds that cost money, or none, since half a list would
/// favour those who gave half the rights. Stacks, interfaces, security groups and log groups are named where they can be read.
/// </summary>
internal sealed class LeftoverProbe(ProbeCalls calls, string cluster, string region, Ownership ownership, PriceList prices)
{
    private readonly ClusterResources resources = new(calls, cluster);

    public async Task<LeftoverObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        Task<LeftoverObservation>[] costly =
        [
            ReadAsync("elasticloadbalancing:DescribeLoadBalancers (Classic)", ClassicAsync(cancellationToken)),
            ReadAsync("elasticloadbalancing:DescribeLoadBalancers", OthersAsync(cancellationToken)),
            ReadAsync(ClusterResources.DescribeVolumes, VolumesAsync(cancellationToken)),
            ReadAsync(ClusterResources.DescribeNatGateways, NatGatewaysAsync(cancellationToken)),
            ReadAsync(ClusterResources.DescribeAddresses, AddressesAsync(cancellationToken)),
            ReadAsync(ClusterResources.DescribeInstances, InstancesAsync(cancellationToken)),
        ];
        Task<LeftoverObservation>[] named =
        [
            ReadAsync(ClusterResources.DescribeNetworkInterfaces, InterfacesAsync(cancellationToken)),
            ReadAsync(ClusterResources.DescribeSecurityGroups, SecurityGroupsAsync(cancellationToken)),
            ReadAsync(ClusterResources.DescribeStacks, StacksAsync(cancellationToken)),
            ReadAsync("logs:DescribeLogGroups", LogGroupsAsync(cancellationToken)),
        ];
        var counted = await Task.WhenAll(costly);
        var free = await Task.WhenAll(named);
        // A right that is missing will be missing at the next probe too, whatever else failed.
        return Array.Exists(counted, c => c is { Found: null, Fault: null }) ? new LeftoverObservation(null, null)
            : counted.FirstOrDefault(c => c.Found is null) is { } failed ? failed
            : new LeftoverObservation(WithoutEmptyStacks([.. counted.Concat(free).SelectMany(l => l.Found ?? [])]), null);
    }

    // A stack that is being deleted and holds nothing any more counts as gone.
    private static IReadOnlyList<Leftover> WithoutEmptyStacks(List<Leftover> found) => found.Exists(l => l.Counts) ? found : found.FindAll(l => !l.IsBeingDeleted);

    private async Task<LeftoverObservation> ReadAsync(string call, Task<IEnumerable<Leftover?>> read)
    {
        try
        {
            IReadOnlyList<Leftover> found = [.. (await read).OfType<Leftover>()];
            calls.Note(call, string.Create(CultureInfo.InvariantCulture, $"{found.Count} left"));
            return new LeftoverObservation(found, null);
        }
        catch (ReadException e)
        {
            calls.Note(e.Fault.Right ?? call, $"{DeletionErrors.Short(e.Fault)}, not checked");
            return new LeftoverObservation(null, e.Fault.Fault == FaultDomain.Student ? null : e.Fault.Fault);
        }
    }

    private async Task<IEnumerable<Leftover?>> ClassicAsync(CancellationToken cancellationToken) =>
        (await resources.ClassicLoadBalancersAsync(cancellationToken)).Select(b => Of(
            LeftoverKind.ClassicLoadBalancer, b.Item.LoadBalancerName ?? "", prices.ClassicLoadBalancer(region), b.Item.CreatedTime));

    // A failed one was never made (Elastic Load Balancing API reference, LoadBalancerState).
    private async Task<IEnumerable<Leftover?>> OthersAsync(CancellationToken cancellationToken) =>
        (await resources.LoadBalancersAsync(cancellationToken)).Select(b => Of(
            LeftoverKind.LoadBalancer,
            $"{b.Item.LoadBalancerName} ({b.Item.Type})",
            b.Item.State?.Code == "failed" ? 0 : prices.LoadBalancer(b.Item.Type, region),
            b.Item.CreatedTime));

    private async Task<IEnumerable<Leftover?>> VolumesAsync(CancellationToken cancellationToken) =>
        (await resources.VolumesAsync(cancellationToken)).Where(v => v.State?.Value is "creating" or "available" or "in-use").Select(v => Of(
            LeftoverKind.Volume,
            string.Create(CultureInfo.InvariantCulture, $"{v.VolumeId} ({v.VolumeType}, {v.Size ?? 0} GiB, {v.State})"),
            prices.Volume(v.VolumeType?.Value, v.Size ?? 0, region),
            Time(v.CreateTime)));

    // A failed gateway costs nothing and vanishes by itself within the hour (VPC user guide, "NAT gateway creation fails").
    private async Task<IEnumerable<Leftover?>> NatGatewaysAsync(CancellationToken cancellationToken) =>
        (await resources.NatGatewaysAsync(cancellationToken)).Where(g => g.State?.Value is "pending" or "available")
            .Select(g => Of(LeftoverKind.NatGateway, $"{g.NatGatewayId} ({g.State})", prices.NatGateway(region), Time(g.CreateTime)));

    // Addresses do not say when they were allocated.
    private async Task<IEnumerable<Leftover?>> AddressesAsync(CancellationToken cancellationToken) =>
        (await resources.AddressesAsync(cancellationToken)).Select(a => Of(LeftoverKind.Address, $"{a.AllocationId} ({a.PublicIp})", prices.Address(region), createdAt: null));

    // One that is stopped costs nothing but its volumes, and they are volumes.
    private async Task<IEnumerable<Leftover?>> InstancesAsync(CancellationToken cancellationToken) =>
        (await resources.InstancesAsync(cancellationToken)).Where(i => i.State?.Name?.Value is "pending" or "running" or "stopping" or "stopped").Select(i => Of(
            LeftoverKind.Instance, $"{i.InstanceId} ({i.InstanceType}, {i.State.Name})", IsRunning(i) ? prices.Instance(i.InstanceType?.Value, region) : 0, Time(i.LaunchTime)));

    // In use, they belong to something else and go with it.
    private async Task<IEnumerable<Leftover?>> InterfacesAsync(CancellationToken cancellationToken) =>
        (await resources.NetworkInterfacesAsync(cancellationToken)).Where(i => i.Status?.Value == "available")
            .Select(i => Of(LeftoverKind.NetworkInterface, $"{i.NetworkInterfaceId} (available)", usd: 0, createdAt: null));

    // They cost nothing, and keep their VPC from being deleted.
    private async Task<IEnumerable<Leftover?>> SecurityGroupsAsync(CancellationToken cancellationToken) =>
        (await resources.SecurityGroupsAsync(cancellationToken)).Select(g => Of(LeftoverKind.SecurityGroup, $"{g.GroupId} ({g.GroupName})", usd: 0, createdAt: null));

    // A stack costs what it holds, and that is listed by itself; it may as well be another cluster's of the same name.
    private async Task<IEnumerable<Leftover?>> StacksAsync(CancellationToken cancellationToken) =>
        (await resources.StacksAsync(cancellationToken)).Where(s => s.StackStatus != ClusterResources.BeingDeleted || resources.IsOfCluster(s)).Select(s =>
            Of(LeftoverKind.Stack, $"{s.StackName} ({s.StackStatus})", usd: 0, s.CreationTime) is { } stack
                ? stack with { IsBeingDeleted = s.StackStatus == ClusterResources.BeingDeleted && ownership.Of(s.CreationTime) == Owner.Ours }
                : null);

    private async Task<IEnumerable<Leftover?>> LogGroupsAsync(CancellationToken cancellationToken) =>
        (await resources.LogGroupsAsync(cancellationToken)).Select(name => ownership.NextCreatedAt is null ? new Leftover(LeftoverKind.LogGroup, name, null, Counts: false) : null);

    private Leftover? Of(LeftoverKind kind, string id, decimal? usd, DateTimeOffset? createdAt) => ownership.Of(createdAt) switch
    {
        Owner.Later => null,
        Owner.Earlier => new Leftover(kind, $"{id}, older than the cluster", usd, Counts: false),
        _ => new Leftover(kind, id, usd, Counts: usd != 0),
    };

    private static bool IsRunning(Instance instance) => instance.State?.Name?.Value is "pending" or "running";

    private static DateTimeOffset? Time(DateTime? time) => time is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null;
}

/// <summary>Whose a resource is that carries a cluster's name.</summary>
internal enum Owner
{
    /// <summary>The probed cluster's.</summary>
    Ours,

    /// <summary>An earlier cluster's of the same name: it is named, and not counted against this one.</summary>
    Earlier,

    /// <summary>That of a living cluster of the same name, or unknown: left out.</summary>
    Later,
}

/// <summary>
/// Tells clusters of one name apart by when their resources were created: tags hold nothing but the name. A name is free again only when
/// its cluster is gone, so what was created well before the next cluster is the earlier one's.
/// </summary>
/// <param name="CreatedAt">When our cluster was created; null where it is not known.</param>
/// <param name="NextCreatedAt">When the cluster was created that has the name now; null where none has.</param>
internal sealed record Ownership(DateTimeOffset? CreatedAt, DateTimeOffset? NextCreatedAt)
{
    /// <summary>eksctl creates network and addresses before the cluster, in one stack; half an hour is plenty.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    public Owner Of(DateTimeOffset? madeAt) => madeAt switch
    {
        null => NextCreatedAt is null ? Owner.Ours : Owner.Later,
        _ when madeAt >= NextCreatedAt - Before => Owner.Later,
        _ when madeAt < CreatedAt - Before => Owner.Earlier,
        _ => Owner.Ours,
    };
}
