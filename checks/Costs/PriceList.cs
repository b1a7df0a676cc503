using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Costs;

/// <summary>
/// What AWS asks, in USD an hour, out of a data file that the operator can replace: an estimate for a class, not a bill. What has no
/// known price is null, never 0.
/// </summary>
public sealed class PriceList
{
    /// <summary>AWS counts a month as 730 hours (AWS Pricing Calculator).</summary>
    private const decimal HoursOfMonth = 730;

    private readonly string defaultRegion;
    private readonly ControlPlanePrices controlPlane;
    private readonly IReadOnlyDictionary<string, RegionPrices> regions;

    internal PriceList(string source, DateOnly asOf, string defaultRegion, ControlPlanePrices controlPlane, IReadOnlyDictionary<string, RegionPrices> regions)
    {
        Source = source;
        AsOf = asOf;
        this.defaultRegion = defaultRegion;
        this.controlPlane = controlPlane;
        this.regions = regions;
    }

    /// <summary>Where the prices are from, in the file's words.</summary>
    public string Source { get; }

    /// <summary>Of which day they are.</summary>
    public DateOnly AsOf { get; }

    /// <summary>The prices that ship with the program.</summary>
    public static PriceList Default { get; } = PriceFile.ReadShipped();

    /// <summary>Reads a price file.</summary>
    /// <param name="path">The file; null or empty for the prices that ship.</param>
    /// <exception cref="PriceFileException">The file cannot be read, or what it says is no list of prices: every fault is named.</exception>
    public static PriceList Load(string? path) => string.IsNullOrEmpty(path) ? Default : PriceFile.Read(path);

    /// <summary>What a cluster costs an hour, its control plane included; null where something in it has no known price.</summary>
    /// <param name="inventory">What it runs.</param>
    /// <param name="region">Where; null where nobody said it.</param>
    /// <param name="at">When: a version in extended support costs more.</param>
    public decimal? UsdPerHour(ClusterInventory inventory, string? region, DateTimeOffset at) => Estimate(inventory, region, at).UsdPerHour;

    /// <summary>What a cluster costs an hour, as far as it is known, with what is not known. Addresses, traffic and logs are left out.</summary>
    /// <param name="inventory">What it runs; null where nobody looked: then its control plane alone is counted.</param>
    /// <param name="region">Where; null where nobody said it.</param>
    /// <param name="at">When: a version in extended support costs more.</param>
    public CostEstimate Estimate(ClusterInventory? inventory, string? region, DateTimeOffset at)
    {
        var sum = new CostSum();
        sum.Add(controlPlane.At(inventory?.Version, at));
        if (!IsKnown(region))
        {
            sum.Note(region is null ? CostSum.Texts["UnknownRegion", defaultRegion] : CostSum.Texts["OtherRegion", SafeText.Line(region, 40), defaultRegion]);
        }

        if (inventory is null)
        {
            sum.Unknown(CostSum.Texts["NothingSeen"]);
            return sum.ToEstimate();
        }

        foreach (var (type, count) in inventory.Nodes)
        {
            sum.Add(Instance(type, region), count, type.Length == 0 ? CostSum.Texts["Nodes"] : CostSum.Texts["Instance", SafeText.Line(type, 40)]);
        }

        sum.Add(ClassicLoadBalancer(region), inventory.ClassicLoadBalancers, CostSum.Texts["ClassicLoadBalancers"]);
        sum.Add(LoadBalancer("network", region), inventory.LoadBalancers, CostSum.Texts["LoadBalancers"]);
        sum.Add(NatGateway(region), inventory.NatGateways, CostSum.Texts["NatGateways"]);
        sum.Add(Volume("gp3", inventory.VolumeGib ?? 1, region), inventory.VolumeGib is { } gib ? Math.Min(gib, 1) : null, CostSum.Texts["Volumes"]);
        sum.Add(FargatePod(region), inventory.FargatePods, CostSum.Texts["FargatePods"]);
        return sum.ToEstimate();
    }

    /// <summary>A Classic Load Balancer an hour.</summary>
    public decimal? ClassicLoadBalancer(string? region) => Price(region, r => r.ClassicLoadBalancer);

    /// <summary>A load balancer of the second API an hour, without capacity units.</summary>
    /// <param name="type"><c>application</c>, <c>network</c> or <c>gateway</c>, as AWS says it.</param>
    /// <param name="region">Where.</param>
    public decimal? LoadBalancer(string? type, string? region) => type switch
    {
        "application" => Price(region, r => r.ApplicationLoadBalancer),
        "network" => Price(region, r => r.NetworkLoadBalancer),
        _ => null,
    };

    /// <summary>A NAT gateway an hour, without traffic.</summary>
    public decimal? NatGateway(string? region) => Price(region, r => r.NatGateway);

    /// <summary>A public IPv4 address an hour, in use or not (VPC pricing, since February 2024).</summary>
    public decimal? Address(string? region) => Price(region, r => r.PublicAddress);

    /// <summary>An EBS volume an hour, without what it may be given of throughput.</summary>
    /// <param name="type">Such as <c>gp3</c>.</param>
    /// <param name="gib">Its size.</param>
    /// <param name="region">Where.</param>
    public decimal? Volume(string? type, int gib, string? region) =>
        Price(region, r => type is not null && r.VolumeGibMonth.TryGetValue(type, out var price) ? price : null) is { } month
            ? Math.Round(month * gib / HoursOfMonth, 6, MidpointRounding.AwayFromZero)
            : null;

    /// <summary>A running EC2 instance an hour.</summary>
    /// <param name="type">Such as <c>t3.medium</c>.</param>
    /// <param name="region">Where.</param>
    public decimal? Instance(string? type, string? region) =>
        Price(region, r => type is not null && r.Instances.TryGetValue(type, out var price) ? price : null);

    /// <summary>The smallest Fargate pod an hour: 0.25 vCPU and 0.5 GiB (EKS user guide, "Fargate Pod configuration").</summary>
    public decimal? FargatePod(string? region) => (0.25m * Price(region, r => r.FargateVcpu)) + (0.5m * Price(region, r => r.FargateGib));

    private bool IsKnown(string? region) => region is not null && regions.ContainsKey(region);

    // What a region's prices leave out, and regions without prices, cost what they do in the default region.
    private decimal? Price(string? region, Func<RegionPrices, decimal?> price) =>
        (region is not null && regions.TryGetValue(region, out var prices) ? price(prices) : null) ?? price(regions[defaultRegion]);
}

/// <summary>The prices of one region, USD an hour; what the file leaves out is null.</summary>
internal sealed record RegionPrices
{
    public decimal? ClassicLoadBalancer { get; init; }

    public decimal? ApplicationLoadBalancer { get; init; }

    public decimal? NetworkLoadBalancer { get; init; }

    public decimal? NatGateway { get; init; }

    public decimal? PublicAddress { get; init; }

    public decimal? FargateVcpu { get; init; }

    public decimal? FargateGib { get; init; }

    /// <summary>By volume type, USD for a GiB and a month.</summary>
    public IReadOnlyDictionary<string, decimal?> VolumeGibMonth { get; init; } = new Dictionary<string, decimal?>(StringComparer.Ordinal);

    /// <summary>By instance type.</summary>
    public IReadOnlyDictionary<string, decimal?> Instances { get; init; } = new Dictionary<string, decimal?>(StringComparer.Ordinal);
}

/// <summary>What a control plane costs an hour: more once its version is in extended support (EKS pricing; EKS user guide, release calendar).</summary>
/// <param name="Standard">In standard support.</param>
/// <param name="Extended">In extended support, the standard price included.</param>
/// <param name="ExtendedSince">The day, UTC, from which each version is in extended support.</param>
internal sealed record ControlPlanePrices(decimal Standard, decimal Extended, IReadOnlyDictionary<Version, DateOnly> ExtendedSince)
{
    /// <summary>The price of a version at a time. A version older than all of the list is in extended support, one newer than all is not.</summary>
    public decimal At(string? version, DateTimeOffset at)
    {
        if (!Version.TryParse(version, out var known))
        {
            return Standard;
        }

        return ExtendedSince.Any(e => e.Key >= known && e.Value <= DateOnly.FromDateTime(at.UtcDateTime)) ? Extended : Standard;
    }
}
