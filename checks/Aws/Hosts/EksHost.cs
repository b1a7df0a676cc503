using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Aws.Hosts;

/// <summary>
/// The host name of an EKS cluster's API server: <c>ID.LABEL.REGION.eks.SUFFIX</c>, and <c>ID.LABEL.eks-cluster.REGION.DUALSTACKSUFFIX</c>
/// for IPv6 clusters made since October 2024, both with the suffixes of the region's partition: <c>amazonaws.com</c> and <c>api.aws</c>,
/// in China <c>amazonaws.com.cn</c> and <c>api.amazonwebservices.com.cn</c> (EKS user guide, "Cluster API server endpoint"). Only EKS
/// gives out names under these; without <c>eks-cluster</c> the dual-stack suffix is that of every AWS service, and
/// <c>ID.execute-api.REGION.api.aws</c> can be anyone's server.
/// </summary>
/// <param name="Id">The cluster's id, lower case.</param>
/// <param name="Region">The region, such as <c>ap-northeast-2</c>; the SDK need not know it.</param>
public sealed partial record EksHost(string Id, string Region)
{
    /// <summary>Whether a host name has the form of an EKS endpoint.</summary>
    public static bool IsEndpoint(string? host) => TryParse(host, out _);

    /// <summary>Reads a host name; false where it does not have the form of an EKS endpoint.</summary>
    public static bool TryParse(string? host, [NotNullWhen(true)] out EksHost? endpoint)
    {
        endpoint = null;
        if (host is null or { Length: > 254 } || Form().Match(AwsHostName.Normalize(host)) is not { Success: true } match)
        {
            return false;
        }

        var region = match.Groups["region"].Value;
        var partition = AwsPartition.Of(region);
        if (!match.Groups["suffix"].ValueSpan.SequenceEqual(match.Groups["dual"].Success ? partition.DualStackDnsSuffix : partition.DnsSuffix))
        {
            return false;
        }

        endpoint = new EksHost(match.Groups["id"].Value, region);
        return true;
    }

    [GeneratedRegex(
        $@"\A(?<id>[0-9a-z]{{1,63}})\.{AwsHostName.Label}\.(?:(?<region>{AwsHostName.Region})\.eks|(?<dual>eks-cluster)\.(?<region>{AwsHostName.Region}))\.(?<suffix>[0-9a-z.-]+)\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
