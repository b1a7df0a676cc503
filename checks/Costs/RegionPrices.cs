namespace EksGrader.Checks.Costs;

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
