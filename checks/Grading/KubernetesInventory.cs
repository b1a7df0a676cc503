using System.Globalization;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Grading;

/// <summary>
/// What a cluster runs as its own API says, for clusters whose account cannot be asked: from what an observation has recorded already, without a
/// read of its own. Volumes and NAT gateways are not seen that way.
/// </summary>
public static class KubernetesInventory
{
    // Set by the cloud's node controller (Kubernetes, "Well-Known Labels, Annotations and Taints"); the second one before 1.17.
    private const string InstanceType = "node.kubernetes.io/instance-type";
    private const string OldInstanceType = "beta.kubernetes.io/instance-type";

    /// <summary>What a recorded observation says; null where it did not see the nodes: none would be a wrong word.</summary>
    public static async Task<ClusterInventory?> OfAsync(RecordedObservation look, CancellationToken cancellationToken)
    {
        var kubernetes = Replayer.Open(look).Kubernetes;
        if (await TryAsync(() => kubernetes.ListAsync<Node>(cancellationToken: cancellationToken)) is not { } nodes)
            return null;
        var services = await TryAsync(() => kubernetes.ListAsync<Service>(cancellationToken: cancellationToken));
        var ingresses = await TryAsync(() => kubernetes.ListAsync<Ingress>(cancellationToken: cancellationToken));
        var version = await TryAsync(() => kubernetes.GetVersionAsync(cancellationToken));

        // One load balancer may serve many Ingresses, so host names are counted and not objects.
        var ofServices = HostsOf((services?.Items ?? []).Where(s => s.Spec.Type == "LoadBalancer").Select(s => s.Status));
        var ofIngresses = HostsOf((ingresses?.Items ?? []).Select(i => i.Status));
        var classic = ofServices.Where(h => !h.IsNetwork).ToList();
        return new ClusterInventory
        {
            Nodes = nodes.Items.Where(n => !UsableNodes.IsFargate(n)).CountBy(TypeOf).ToDictionary(StringComparer.Ordinal),
            FargatePods = nodes.Items.Count(UsableNodes.IsFargate), // a Fargate node runs one pod (EKS user guide, "AWS Fargate")
            ClassicLoadBalancers = classic.Count,
            LoadBalancers = ofServices.Concat(ofIngresses).Except(classic).Count(),
            Version = VersionOf(version?.GitVersion),
        };
    }

    private static List<LoadBalancerHost> HostsOf(IEnumerable<ServiceStatus> statuses) =>
    [
        .. statuses
            .SelectMany(s => s.LoadBalancer.Ingress)
            .Select(i => LoadBalancerHost.TryParse(i.Hostname, out var host) ? host : null)
            .OfType<LoadBalancerHost>()
            .Distinct(),
    ];

    private static string TypeOf(Node node) =>
        SafeText.Line(node.Metadata.Labels.GetValueOrDefault(InstanceType) ?? node.Metadata.Labels.GetValueOrDefault(OldInstanceType) ?? "", 50);

    // v1.34.1-eks-1234567 → 1.34
    private static string? VersionOf(string? gitVersion) =>
        gitVersion?.TrimStart('v').Split('.') is [var major, var minor, ..] && int.TryParse(major, CultureInfo.InvariantCulture, out _) && int.TryParse(minor, CultureInfo.InvariantCulture, out _) ? $"{major}.{minor}" : null;

    private static async Task<T?> TryAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ReadException)
        {
            return null;
        }
    }
}
