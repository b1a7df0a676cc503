using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace EksGrader.Checks.Aws.Hosts;

/// <summary>
/// A partition of AWS and the names that only AWS gives out there, from the partition data of the SDK (<c>partitions.json</c>, which the
/// SDK's own endpoint rules read): a partition that AWS opens comes with an update of the package.
/// </summary>
/// <param name="Name">Such as <c>aws</c>, <c>aws-cn</c>, <c>aws-eusc</c>.</param>
/// <param name="DnsSuffix">What its names end in, such as <c>amazonaws.com</c>.</param>
/// <param name="DualStackDnsSuffix">What its names for IPv4 and IPv6 end in, such as <c>api.aws</c>.</param>
internal readonly record struct AwsPartition(string Name, string DnsSuffix, string DualStackDnsSuffix)
{
    /// <summary>
    /// The partition of a region, by its name or, where the SDK does not know the region yet, by the form of its partition's names
    /// (<c>us-gov-…</c>, <c>cn-…</c>); a region of no partition's form counts as one of <c>aws</c>, as in the SDK.
    /// </summary>
    public static AwsPartition Of(string region)
    {
        var partition = Fn.Partition(region);
        return new AwsPartition(partition.name, partition.dnsSuffix, partition.dualStackDnsSuffix);
    }
}
