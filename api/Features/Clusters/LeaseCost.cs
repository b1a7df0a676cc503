using EksGrader.Checks.Costs;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Clusters;

/// <summary>What a cluster costs, in USD: an estimate by the price file, for what the newest probe saw it run.</summary>
/// <param name="UsdPerHour">An hour; 0 for one that is gone.</param>
/// <param name="UsdSoFar">Since it was made, or where that is not known, since its lease began.</param>
/// <param name="UsdProjected">Until its deadline, what it has cost so far included; of one that is overdue, so far.</param>
/// <param name="IsAtLeast">Whether something that it runs has no known price, or could not be seen: it costs at least this.</param>
public sealed record LeaseCost(decimal UsdPerHour, decimal UsdSoFar, decimal UsdProjected, bool IsAtLeast)
{
    /// <summary>The cost of a cluster that runs the same all the time.</summary>
    /// <param name="rate">What it costs an hour.</param>
    /// <param name="since">Since when.</param>
    /// <param name="deadline">By when it must be deleted.</param>
    /// <param name="endedAt">When it was found gone or settled; null while it lives.</param>
    /// <param name="now">When it is.</param>
    public static LeaseCost Of(CostEstimate rate, DateTimeOffset since, DateTimeOffset deadline, DateTimeOffset? endedAt, DateTimeOffset now)
    {
        var usdPerHour = rate.KnownUsdPerHour;
        var soFar = usdPerHour * Hours(since, endedAt ?? now);
        return endedAt is null
            ? new LeaseCost(usdPerHour, soFar, soFar + (usdPerHour * Hours(now, deadline)), rate.IsAtLeast)
            : new LeaseCost(0, soFar, soFar, rate.IsAtLeast);
    }

    private static decimal Hours(DateTimeOffset from, DateTimeOffset until) => until <= from ? 0 : (until - from).Ticks / (decimal)TimeSpan.TicksPerHour;
}

/// <summary>What the live clusters of a class cost together, in USD, estimated.</summary>
/// <param name="Live">How many there are.</param>
/// <param name="UsdPerHour">An hour.</param>
/// <param name="UsdSoFar">So far.</param>
/// <param name="UsdProjected">Until their deadlines, what they have cost so far included.</param>
/// <param name="IsAtLeast">Whether it is more: something has no known price.</param>
public sealed record LeaseTotals(int Live, decimal UsdPerHour, decimal UsdSoFar, decimal UsdProjected, bool IsAtLeast)
{
    /// <summary>The sum.</summary>
    public static LeaseTotals Of(IReadOnlyCollection<LeaseCost> costs) => new(
        costs.Count, costs.Sum(c => c.UsdPerHour), costs.Sum(c => c.UsdSoFar), costs.Sum(c => c.UsdProjected), costs.Any(c => c.IsAtLeast));
}

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
