using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Aws.Hosts;

/// <summary>
/// The host name of an EKS cluster's API server: <c>ID.LABEL.REGION.eks.amazonaws.com</c>, for IPv6 clusters made since October 2024
/// <c>ID.LABEL.REGION.api.aws</c>, in China <c>….eks.amazonaws.com.cn</c> and <c>….api.amazonwebservices.com.cn</c>
/// (EKS user guide, "Cluster API server endpoint"). Only AWS can give out names under these.
/// </summary>
/// <param name="Id">The cluster's id, lower case.</param>
/// <param name="Region">The region, such as <c>ap-northeast-2</c>.</param>
public sealed partial record EksHost(string Id, string Region)
{
    /// <summary>Whether a host name has the form of an EKS endpoint.</summary>
    public static bool IsEndpoint(string? host) => TryParse(host, out _);

    /// <summary>Reads a host name; false where it does not have the form of an EKS endpoint.</summary>
    public static bool TryParse(string? host, [NotNullWhen(true)] out EksHost? endpoint)
    {
        endpoint = null;
        if (host is null or { Length: > 254 })
        {
            return false;
        }

        var match = Form().Match(AwsHostName.Normalize(host));
        if (!match.Success || !AwsHostName.IsOfItsPartition(match.Groups["region"].Value, match.Groups["china"].Success))
        {
            return false;
        }

        endpoint = new EksHost(match.Groups["id"].Value, match.Groups["region"].Value);
        return true;
    }

    // Under api.aws other services give out names too (ID.execute-api.REGION.api.aws is anybody's): there only EKS's own ids count, 32 hex digits.
    [GeneratedRegex(
        $@"\A(?:(?<id>[0-9a-z]+)\.{AwsHostName.Label}\.(?<region>{AwsHostName.Region})\.eks\.amazonaws\.com(?<china>\.cn)?|(?<id>[0-9a-f]{{32}})\.(?!execute-api\.){AwsHostName.Label}\.(?<region>{AwsHostName.Region})\.api\.(?:aws|amazonwebservices\.com(?<china>\.cn)))\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
