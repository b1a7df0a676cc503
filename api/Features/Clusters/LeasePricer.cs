using EksGrader.Checks.Costs;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Estimates what leases' clusters cost.</summary>
internal sealed class LeasePricer(PriceList prices)
{
    /// <summary>What a cluster costs an hour, as far as it is known.</summary>
    /// <param name="inventory">What it runs, as <see cref="Lease.Inventory"/> holds it; null where it was not looked at yet.</param>
    /// <param name="region">Where; null where it is not known.</param>
    /// <param name="now">When it is.</param>
    public CostEstimate Rate(string? inventory, string? region, DateTimeOffset now) => prices.Estimate(Lease.ReadInventory(inventory), region, now);

    /// <summary>What the cluster of a lease costs.</summary>
    public LeaseCost Of(Lease lease, DateTimeOffset now) => LeaseCost.Of(
        Rate(lease.Inventory, lease.Region, now), lease.ClusterCreatedAt ?? lease.StartedAt, lease.Deadline, lease.EndedAt ?? lease.GoneSince, now);
}
