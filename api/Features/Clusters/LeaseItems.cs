using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Jobs.Enforcement;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Leases as the API shows them.</summary>
internal static class LeaseItems
{
    private const string UnknownType = "unknown";

    /// <summary>A lease.</summary>
    public static LeaseItemView View(LeaseRow row, DateTimeOffset now) => new()
    {
        Id = row.Lease.Id.Value,
        Student = row.Student.Number,
        Name = row.Student.Name,
        Assignment = row.Assignment,
        Cluster = row.Cluster,
        Region = row.Lease.Region,
        Arn = row.Lease.ClusterArn,
        StartedAt = row.Lease.StartedAt,
        Deadline = row.Lease.Deadline,
        KeepUntil = row.Lease.KeepUntil,
        ExtendedUntil = row.Lease.ExtendedUntil,
        State = row.StateAt(now),
        EndedAt = row.Lease.EndedAt,
        TimeLeft = row.IsLive ? (long)Math.Floor((row.Lease.Deadline - now).TotalSeconds) : null,
        MustStay = row.MustStay,
        Runs = row.Lease.ReadInventory() is { } inventory ? View(inventory, row.Lease.InventoryAt) : null,
        UsdPerHour = Rounded(row.Cost.UsdPerHour),
        UsdSoFar = Rounded(row.Cost.UsdSoFar),
        UsdProjected = Rounded(row.Cost.UsdProjected),
        UsdIsAtLeast = row.Cost.IsAtLeast,
        LastLook = row.LastLook is { } look ? View(look) : null,
        Order = row.Order is { } order ? new LeaseOrderHeadView(order.Id.Value, order.DryRun, order.State, order.Hold) : null,
        NextLookAt = row.Lease.NextProbeAt,
    };

    /// <summary>A lease with all that is known of it.</summary>
    public static LeaseDetailView View(LeaseDetail detail, DateTimeOffset now, CultureInfo culture) =>
        new(View(detail.Row, now), [.. detail.Probes.Select(View)], [.. detail.Orders.Select(o => View(o, culture))], [.. detail.Submissions.Select(s => s.Id.Value)]);

    /// <summary>An order.</summary>
    public static LeaseOrderView View(OrderWithSteps given, CultureInfo culture) => new()
    {
        Id = given.Order.Id.Value,
        DryRun = given.Order.DryRun,
        By = given.Order.By,
        Why = given.Order.Why,
        At = given.Order.At,
        State = given.Order.State,
        Hold = given.Order.Hold,
        Trouble = given.Order.Trouble?.In(culture),
        EndedAt = given.Order.EndedAt,
        Steps = [.. given.Steps.Select(s => new LeaseStepView(s.Kind, s.Target, s.State, s.Answer, s.EndedAt))],
    };

    /// <summary>Totals.</summary>
    public static LeaseTotalsView View(LeaseTotals totals) =>
        new(totals.Live, Rounded(totals.UsdPerHour), Rounded(totals.UsdSoFar), Rounded(totals.UsdProjected), totals.IsAtLeast);

    private static LeaseProbeView View(LeaseProbe look) =>
        new(look.At, look.Answer, look.How, look.ReadLeftovers() is { } left ? [.. left.Select(l => new LeftoverView(l.Kind, l.Id, l.UsdPerHour, l.Counts))] : null);

    private static LeaseRunsView View(ClusterInventory inventory, DateTimeOffset? seenAt) => new(
        seenAt,
        inventory.Nodes.GroupBy(n => n.Key.Length > 0 ? n.Key : UnknownType, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(n => n.Value), StringComparer.Ordinal),
        inventory.ClassicLoadBalancers,
        inventory.LoadBalancers,
        inventory.NatGateways,
        inventory.VolumeGib,
        inventory.FargatePods,
        inventory.Version);

    // Prices have at most four decimals; an estimate has no more.
    private static decimal Rounded(decimal usd) => decimal.Round(usd, 4);
}
