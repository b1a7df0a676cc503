using System.Diagnostics.CodeAnalysis;
using Amazon;
using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Checks.Aws;

/// <summary>Regions and partitions as the SDK knows them.</summary>
public static class AwsRegion
{
    /// <summary>Finds a region by its name; false where its form is wrong or the SDK does not know it.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out RegionEndpoint? region)
    {
        region = name is not null && AwsHostName.IsRegion(name)
            ? RegionEndpoint.EnumerableAllRegions.FirstOrDefault(r => string.Equals(r.SystemName, name, StringComparison.Ordinal))
            : null;
        return region is not null;
    }

    /// <summary>The region of an access that was validated.</summary>
    /// <exception cref="ArgumentException">There is no such region.</exception>
    public static RegionEndpoint Of(string name) =>
        TryFind(name, out var region) ? region : throw new ArgumentException($"There is no region '{name}'.", nameof(name));
}
