using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>The load balancer's address that a student submitted, and which addresses of the cluster are that one.</summary>
internal sealed class SubmittedAddress
{
    // 50 load balancers a region is the quota of AWS; with more, nothing is said of an IP address.
    private const int MostResolved = 50;

    private readonly IReadOnlySet<string> same;

    private SubmittedAddress(string name, IEnumerable<string> same, bool comparedWithAll)
    {
        Name = name;
        this.same = same.ToHashSet(StringComparer.OrdinalIgnoreCase);
        IsKnown = this.same.Count > 0 ? true : comparedWithAll ? false : null;
    }

    /// <summary>What was submitted, as a name.</summary>
    public string Name { get; }

    /// <summary>Whether the cluster has it; null where an IP address could not be compared with every load balancer.</summary>
    public bool? IsKnown { get; }

    /// <summary>Whether an address of the cluster is the one that was submitted.</summary>
    public bool Is(string address) => same.Contains(address);

    /// <summary>
    /// Compares what was submitted with the addresses of a cluster. An IP address is one of theirs where the load balancer's name leads to
    /// it; only names that AWS gives out are resolved for that.
    /// </summary>
    /// <returns>Null where nothing was submitted.</returns>
    public static async Task<SubmittedAddress?> FindAsync(Cluster cluster, IEnumerable<LoadBalancerStatus> statuses, CancellationToken cancellationToken)
    {
        if (LoadBalancerAddress.NameIn(cluster.Target.LoadBalancerAddress) is not { } name)
        {
            return null;
        }

        var known = statuses.SelectMany(Addresses.Of).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var found = known.Where(a => LoadBalancerAddress.NameIn(a) == name).ToList();
        if (found.Count > 0 || !LoadBalancerAddress.IsIpAddress(name, out _))
        {
            return new SubmittedAddress(name, found, comparedWithAll: true);
        }

        var names = known.Where(a => !LoadBalancerAddress.IsIpAddress(a, out _)).ToLookup(a => LoadBalancerHost.TryParse(a, out _));
        var resolved = await Task.WhenAll(names[true].Take(MostResolved).Select(async host => (Host: host, Name: await OptionalRead.Of(cluster.Web.ResolveAsync(host, cancellationToken)))));
        return new SubmittedAddress(
            name,
            resolved.Where(r => r.Name.Answer?.Addresses.Any(a => LoadBalancerAddress.NameIn(a.Address) == name) == true).Select(r => r.Host),
            comparedWithAll: !names[false].Any() && names[true].Count() <= MostResolved && resolved.All(r => r.Name.Answer is not null));
    }
}
