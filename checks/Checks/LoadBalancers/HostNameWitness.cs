using System.Text.RegularExpressions;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Why an address fails the third fact by its form alone.</summary>
/// <param name="Reason">What is wrong.</param>
/// <param name="IsForGood">Whether waiting cannot mend it.</param>
/// <param name="Evidence">Both sides of a contradiction.</param>
internal sealed record AddressFlaw(LocalizedText Reason, bool IsForGood, IReadOnlyList<Evidence> Evidence);

/// <summary>
/// What the host name of a load balancer says against the Service that claims it. Only AWS gives these names out, while the status of a
/// Service can be written by an administrator of the cluster (CVE-2020-8554): a load balancer is made in the region of its cluster, and the
/// cloud controller names it <c>a</c> and the first 31 hexadecimal digits of the Service's UID (cloud-provider,
/// <c>DefaultLoadBalancerName</c>). Names of other forms say nothing here.
/// </summary>
/// <param name="handIn">Where the cluster is.</param>
/// <param name="services">All services of the cluster.</param>
/// <param name="seenAt">When the look began.</param>
internal sealed partial class HostNameWitness(SubmissionTarget handIn, ServiceIndex services, DateTimeOffset seenAt)
{
    // The endpoint's own name cannot be forged; the region that was handed in is where DescribeCluster found the cluster, unless it found another or none.
    private readonly string? region = EksHost.TryParse(handIn.ServerHost, out var endpoint) ? endpoint.Region : handIn.IsAwsRefused ? null : handIn.Region;

    /// <summary>The contradiction; null where there is none.</summary>
    public AddressFlaw? Contradict(Exposure exposure, LoadBalancerHost host)
    {
        if (region is not null && !string.Equals(host.Region, region, StringComparison.OrdinalIgnoreCase))
        {
            var cluster = handIn.ServerHost is { } server
                ? new Evidence("kubectl cluster-info", $"https://{ShellText.Name(server)}\n", seenAt)
                : new Evidence($"aws eks describe-cluster --region {ShellText.Word(region)} --name {ShellText.Word(handIn.ClusterName ?? "")}", $"Region: {ShellText.Name(region)}\n", seenAt);
            return new AddressFlaw(RuleTexts.All["Lb.OtherRegion", ShellText.Name(host.HostName), host.Region, ShellText.Name(region)], IsForGood: false, [Claim(exposure), cluster]);
        }

        var names = Owners(exposure, host).Select(CloudControllerName).ToList();
        return UidName().IsMatch(host.Name) && !names.Contains(host.Name, StringComparer.OrdinalIgnoreCase)
            ? new AddressFlaw(RuleTexts.All["Lb.OtherUid", ShellText.Name(host.HostName), names is [var first, ..] ? ShellText.Name(first) : "-"], IsForGood: false, [Claim(exposure)])
            : null;
    }

    /// <summary>The name that the cloud controller gives to the load balancer of a Service: 32 characters in all.</summary>
    public static string CloudControllerName(ObjectMeta service)
    {
        const int longest = 32;
        var name = $"a{service.Uid.Replace("-", "", StringComparison.Ordinal)}";
        return name.Length > longest ? name[..longest] : name;
    }

    // An Ingress has the load balancer of its controller's Service.
    private IEnumerable<ObjectMeta> Owners(Exposure exposure, LoadBalancerHost host) => exposure.IsIngress
        ? services.At(host.HostName).Select(s => s.Metadata)
        : [exposure.Metadata];

    private Evidence Claim(Exposure exposure) => new(
        $"kubectl get {exposure.Kind.ToLowerInvariant()} {ShellText.Word(exposure.Metadata.Name)} -n {ShellText.Word(exposure.Metadata.Namespace)} -o jsonpath='{{.metadata.uid}} {{.status.loadBalancer}}'",
        $"{ShellText.Name(exposure.Metadata.Uid)} {string.Join(' ', exposure.Addresses.Take(5).Select(ShellText.Name))}\n",
        seenAt);

    [GeneratedRegex(@"\Aa[0-9a-f]{31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UidName();
}
