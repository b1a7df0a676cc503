using System.Globalization;
using Amazon.EC2.Model;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Costs;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Deletion;

/// <summary>What was seen of leftovers.</summary>
/// <param name="Found">What is left; null where a kind that costs money could not be read.</param>
/// <param name="Fault">Whose doing that is: worth another look. Null where all was read, or the access does not let it be.</param>
internal sealed record LeftoverObservation(IReadOnlyList<Leftover>? Found, FaultDomain? Fault);

/// <summary>
/// What a cluster that is gone left behind (docs/decisions/0012): all kinds that cost money, or nothing is said, since half a list would
/// be worse for who gave half the rights. Stacks, interfaces, security groups and log groups are named where they can be read.
/// </summary>
/// <param name="calls">The calls of the look.</param>
/// <param name="cluster">The cluster's name.</param>
/// <param name="region">Its region, for prices.</param>
/// <param name="ownership">Tells clusters of one name apart.</param>
/// <param name="prices">What things cost.</param>
internal sealed class LeftoverProbe(ProbeCalls calls, string cluster, string region, Ownership ownership, PriceList prices)
{
    private readonly ClusterResources resources = new(calls, cluster);
    private readonly ClusterLoadBalancers balancers = new(calls, cluster);

    public async Task<LeftoverObservation> SeeAsync(CancellationToken cancellationToken)
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
        // A right that is missing is not there at the next look either, whatever else failed.
        return Array.Exists(counted, c => c is { Found: null, Fault: null }) ? new LeftoverObservation(null, null)
            : counted.FirstOrDefault(c => c.Found is null) is { } failed ? failed
            : new LeftoverObservation(WithoutEmptyStacks([.. counted.Concat(free).SelectMany(l => l.Found ?? [])]), null);
    }

    // A stack that is being deleted and holds nothing any more is as good as gone.
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
            calls.Note(e.Fault.Right ?? call, $"{DeletionErrors.Short(e.Fault)}, not looked at");
            return new LeftoverObservation(null, e.Fault.Fault == FaultDomain.Student ? null : e.Fault.Fault);
        }
    }

    private async Task<IEnumerable<Leftover?>> ClassicAsync(CancellationToken cancellationToken) =>
        (await balancers.ClassicAsync(cancellationToken)).Select(b => Of(LeftoverKind.ClassicLoadBalancer, b.Name, prices.ClassicLoadBalancer(region), b.MadeAt));

    // A failed one was never made (Elastic Load Balancing API reference, LoadBalancerState).
    private async Task<IEnumerable<Leftover?>> OthersAsync(CancellationToken cancellationToken) =>
        (await balancers.OthersAsync(cancellationToken)).Select(b => Of(
            LeftoverKind.LoadBalancer, $"{b.Name} ({b.Type})", b.State == "failed" ? 0 : prices.LoadBalancer(b.Type, region), b.MadeAt));

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

    // Addresses do not say when they were made.
    private async Task<IEnumerable<Leftover?>> AddressesAsync(CancellationToken cancellationToken) =>
        (await resources.AddressesAsync(cancellationToken)).Select(a => Of(LeftoverKind.Address, $"{a.AllocationId} ({a.PublicIp})", prices.Address(region), madeAt: null));

    // One that is stopped costs nothing but its volumes, and they are volumes.
    private async Task<IEnumerable<Leftover?>> InstancesAsync(CancellationToken cancellationToken) =>
        (await resources.InstancesAsync(cancellationToken)).Where(i => i.State?.Name?.Value is "pending" or "running" or "stopping" or "stopped").Select(i => Of(
            LeftoverKind.Instance, $"{i.InstanceId} ({i.InstanceType}, {i.State.Name})", IsRunning(i) ? prices.Instance(i.InstanceType?.Value, region) : 0, Time(i.LaunchTime)));

    // In use, they are something else's and go with it.
    private async Task<IEnumerable<Leftover?>> InterfacesAsync(CancellationToken cancellationToken) =>
        (await resources.NetworkInterfacesAsync(cancellationToken)).Where(i => i.Status?.Value == "available")
            .Select(i => Of(LeftoverKind.NetworkInterface, $"{i.NetworkInterfaceId} (available)", usd: 0, madeAt: null));

    // They cost nothing, and keep their VPC from being deleted.
    private async Task<IEnumerable<Leftover?>> SecurityGroupsAsync(CancellationToken cancellationToken) =>
        (await resources.SecurityGroupsAsync(cancellationToken)).Select(g => Of(LeftoverKind.SecurityGroup, $"{g.GroupId} ({g.GroupName})", usd: 0, madeAt: null));

    // A stack costs what it holds, and that is looked for by itself; it says nothing that another cluster's of the name does not.
    private async Task<IEnumerable<Leftover?>> StacksAsync(CancellationToken cancellationToken) =>
        (await resources.StacksAsync(cancellationToken)).Where(s => s.StackStatus != ClusterResources.BeingDeleted || resources.IsOfCluster(s)).Select(s =>
            Of(LeftoverKind.Stack, $"{s.StackName} ({s.StackStatus})", usd: 0, s.CreationTime) is { } stack
                ? stack with { IsBeingDeleted = s.StackStatus == ClusterResources.BeingDeleted && ownership.Of(s.CreationTime) == Owner.Ours }
                : null);

    private async Task<IEnumerable<Leftover?>> LogGroupsAsync(CancellationToken cancellationToken) =>
        (await resources.LogGroupsAsync(cancellationToken)).Select(name => ownership.NextCreatedAt is null ? new Leftover(LeftoverKind.LogGroup, name, null, Counts: false) : null);

    private Leftover? Of(LeftoverKind kind, string id, decimal? usd, DateTimeOffset? madeAt) => ownership.Of(madeAt) switch
    {
        Owner.Later => null,
        Owner.Earlier => new Leftover(kind, $"{id}, older than the cluster", usd, Counts: false),
        _ => new Leftover(kind, id, usd, Counts: usd != 0),
    };

    private static bool IsRunning(Instance instance) => instance.State?.Name?.Value is "pending" or "running";

    private static DateTimeOffset? Time(DateTime? time) => time is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null;
}
