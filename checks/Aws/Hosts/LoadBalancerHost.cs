using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Aws.Hosts;

/// <summary>
/// The host name of an AWS load balancer. Classic and application ones: <c>NAME-NUMBER.REGION.elb.SUFFIX</c>; network ones:
/// <c>NAME-HASH.elb.REGION.SUFFIX</c>, with the suffix of the region's partition, such as <c>amazonaws.com</c>. Only AWS can give out names
/// under these. (cloud-provider-aws, <c>aws_validations.go</c>; Route 53 zones of Elastic Load Balancing.)
/// </summary>
/// <param name="HostName">The whole name, lower case.</param>
/// <param name="Name">The load balancer's name as the host name tells it, lower case, without <c>internal-</c> and without the number or hash that AWS adds.</param>
/// <param name="Region">The region, such as <c>ap-northeast-2</c>; the SDK need not know it.</param>
/// <param name="IsNetwork">Whether it is the form of network load balancers.</param>
/// <param name="IsInternal">Whether it starts with <c>internal-</c>: an internal load balancer.</param>
public sealed partial record LoadBalancerHost(string HostName, string Name, string Region, bool IsNetwork, bool IsInternal)
{
    /// <summary>Reads a host name; false where it does not have the form of an AWS load balancer's.</summary>
    public static bool TryParse(string? host, [NotNullWhen(true)] out LoadBalancerHost? loadBalancer)
    {
        loadBalancer = null;
        if (host is null or { Length: > 254 })
        {
            return false;
        }

        var name = AwsHostName.Normalize(host);
        var match = Form().Match(name);
        if (!match.Success || !match.Groups["suffix"].ValueSpan.SequenceEqual(AwsPartition.Of(match.Groups["region"].Value).DnsSuffix))
        {
            return false;
        }

        loadBalancer = new LoadBalancerHost(
            name, match.Groups["name"].Value, match.Groups["region"].Value, match.Groups["network"].Success, match.Groups["internal"].Success);
        return true;
    }

    // "dualstack." and "ipv6." are further names of the same Classic and application load balancers (ELB user guides).
    [GeneratedRegex(
        $@"\A(?:(?:dualstack|ipv6)\.)?(?=[0-9a-z-]{{1,63}}\.)(?<internal>internal-)?(?<name>[0-9a-z](?:[0-9a-z-]*[0-9a-z])?)-[0-9a-z]+\.(?:(?<region>{AwsHostName.Region})\.elb|(?<network>elb)\.(?<region>{AwsHostName.Region}))\.(?<suffix>[0-9a-z.-]+)\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
