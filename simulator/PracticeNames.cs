using System.Net;
using EksGrader.Checks.Web;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator;

/// <summary>How a name resolves.</summary>
public enum NameResult
{
    /// <summary>To an address.</summary>
    Found,

    /// <summary>NXDOMAIN.</summary>
    Missing,

    /// <summary>The resolver does not answer (SERVFAIL).</summary>
    Unanswered,
}

/// <summary>The names of a practice class as public DNS would know them: load balancers and API servers. As the grader's resolver it knows no other names.</summary>
public sealed class PracticeNames : IHostResolver
{
    private readonly Dictionary<string, (SimulatedCluster Cluster, bool IsServer)> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> zones = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider time;

    internal PracticeNames(IEnumerable<SimulatedCluster> clusters, TimeProvider time)
    {
        this.time = time;
        foreach (var cluster in clusters)
        {
            hosts[cluster.Identity.ServerHost] = (cluster, true);
            zones.Add(cluster.Identity.ServerHost[(cluster.Identity.ServerHost.IndexOf('.', StringComparison.Ordinal) + 1)..]);
            hosts[new BalancerFacts(cluster.Identity, cluster.Kind.Plan.Balancer).Host] = (cluster, false);
        }
    }

    /// <summary>Looks a host name up, as it is now: a load balancer that has not arrived has no name, a deleted cluster neither.</summary>
    /// <param name="host">The host name, in any case, with or without the dot at its end.</param>
    /// <param name="address">Its address.</param>
    public NameResult Find(string host, out IPAddress address)
    {
        address = IPAddress.None;
        if (!hosts.TryGetValue(host.TrimEnd('.'), out var found))
        {
            return NameResult.Missing;
        }

        var now = time.GetUtcNow();
        var (cluster, isServer) = found;
        if (isServer)
        {
            address = cluster.Identity.ServerAddress;
            return cluster.EksStatusAt(now) is null ? NameResult.Missing : NameResult.Found;
        }

        var name = cluster.PlanAt(now).Balancer.Name;
        if (!cluster.HasBalancerAt(now) || name == DnsBehaviour.Missing)
        {
            return NameResult.Missing;
        }

        address = name == DnsBehaviour.Private ? new IPAddress([10, 0, 0, 12]) : cluster.Identity.BalancerAddress;
        return name == DnsBehaviour.Unanswered ? NameResult.Unanswered : NameResult.Found;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return ValueTask.FromResult<IReadOnlyList<IPAddress>>([literal]);
        }

        return Find(host, out var address) switch
        {
            NameResult.Found => ValueTask.FromResult<IReadOnlyList<IPAddress>>([address]),
            NameResult.Missing => ValueTask.FromResult<IReadOnlyList<IPAddress>>([]),
            _ => ValueTask.FromException<IReadOnlyList<IPAddress>>(NetworkErrors.NameUnanswered(host, detail: null)),
        };
    }

    /// <inheritdoc/>
    /// <remarks>The zones of the API servers exist too, whichever of them are gone.</remarks>
    public ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) => Find(name, out _) switch
    {
        NameResult.Found => ValueTask.FromResult(true),
        NameResult.Missing => ValueTask.FromResult(zones.Contains(name.TrimEnd('.'))),
        _ => ValueTask.FromException<bool>(NetworkErrors.NameUnanswered(name, detail: null)),
    };

    /// <summary>Every name that resolves to a loopback address now, as <c>/etc/hosts</c> takes them.</summary>
    public IReadOnlyDictionary<string, IPAddress> Resolvable()
    {
        var all = new Dictionary<string, IPAddress>(StringComparer.OrdinalIgnoreCase);
        foreach (var host in hosts.Keys)
        {
            if (Find(host, out var address) == NameResult.Found && IPAddress.IsLoopback(address))
            {
                all[host] = address;
            }
        }

        return all;
    }
}
