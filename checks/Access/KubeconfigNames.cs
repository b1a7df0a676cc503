using System.Text.RegularExpressions;
using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Checks.Access;

/// <summary>
/// What a kubeconfig's names tell of its cluster: the AWS command line names cluster, context and user by ARN, eksctl by
/// <c>NAME.REGION.eksctl.io</c>. Anyone can write any name, so they serve commands and titles, never proof.
/// </summary>
internal static partial class KubeconfigNames
{
    /// <summary>Region and name of the cluster; each null where nothing tells it.</summary>
    /// <param name="server">The server: the host name of an EKS endpoint tells the region, whatever names say.</param>
    /// <param name="names">The names of cluster, context and user.</param>
    public static (string? Region, string? Name) Of(Uri server, IEnumerable<string?> names)
    {
        var (region, name) = names.Select(Known).FirstOrDefault(n => n.Name is not null);
        if (!EksHost.TryParse(server.IdnHost, out var host))
        {
            return (region, name);
        }

        // A name of another region was left over from another cluster.
        return (host.Region, region is null || region == host.Region ? name : null);
    }

    /// <summary>Region and name that one name tells; nulls where it has neither form.</summary>
    public static (string? Region, string? Name) Known(string? name)
    {
        foreach (var form in new[] { ClusterArn(), EksctlName() })
        {
            if (form.Match(name ?? "") is { Success: true } match)
            {
                return (match.Groups["region"].Value, match.Groups["name"].Value);
            }
        }

        return default;
    }

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,10}:eks:(?<region>[a-z0-9-]{5,30}):[0-9]{12}:cluster/(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ClusterArn();

    // eksctl names the cluster NAME.REGION.eksctl.io, and the context USER@NAME.REGION.eksctl.io.
    [GeneratedRegex(@"\A([^@]{0,200}@)?(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\.(?<region>[a-z0-9-]{5,30})\.eksctl\.io\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex EksctlName();
}
