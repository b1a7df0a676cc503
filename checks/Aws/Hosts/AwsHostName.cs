using System.Text.RegularExpressions;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace EksGrader.Checks.Aws.Hosts;

/// <summary>What the host names of AWS have in common.</summary>
internal static partial class AwsHostName
{
    /// <summary>The form of a region's name: <c>ap-northeast-2</c>, <c>us-gov-west-1</c>, <c>eusc-de-east-1</c>.</summary>
    public const string Region = "[a-z]{2,4}(?:-[a-z]+){1,2}-[0-9]{1,2}";

    /// <summary>A label of a host name (RFC 1123).</summary>
    public const string Label = "[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?";

    /// <summary>Whether a text has the form of a region's name; it need not exist.</summary>
    public static bool IsRegion(string text) => WholeRegion().IsMatch(text);

    /// <summary>Lower case and without the root's dot, as host names are compared.</summary>
    public static string Normalize(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();

    [GeneratedRegex($@"\A{Region}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeRegion();
}

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
