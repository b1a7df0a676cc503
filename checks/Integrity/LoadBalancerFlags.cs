using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>
/// A host name that AWS would not give to this Service: it was written into the status by hand. The cloud controller names a load balancer
/// <c>a</c> and the Service's UID without dashes, 32 characters in all (cloud-provider, <c>DefaultLoadBalancerName</c>); the AWS Load
/// Balancer Controller, and Auto Mode with it, <c>k8s-NAMESPACE-SERVICE-HASH</c> with 8 letters and digits of each
/// (<c>model_build_load_balancer.go</c>), unless an annotation names it: it
/// alone reads that.
/// </summary>
internal sealed class ForeignHostName : IIntegrityRule
{
    private const string NameAnnotation = "service.beta.kubernetes.io/aws-load-balancer-name";
    private const string TypeAnnotation = "service.beta.kubernetes.io/aws-load-balancer-type";
    private const int PartLength = 8;

    /// <inheritdoc/>
    public string Kind => "foreignHostName";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        var services = await cluster.Kubernetes.ListAsync<Service>(cancellationToken: cancellationToken);
        var foreign = services.Items
            .Where(s => s.Spec.Type == "LoadBalancer")
            .SelectMany(s => Addresses.Of(s.Status.LoadBalancer).Where(a => IsForeign(s, a)).Select(a => $"{ShellText.Name(s.Metadata)} → {ShellText.Name(a)}"))
            .ToList();
        return foreign.Count > 0 ? IntegrityRules.Texts["ForeignHostName", IntegrityRules.Join(foreign)] : null;
    }

    private static bool IsForeign(Service service, string address) =>
        LoadBalancerHost.TryParse(address, out var host)
        && !string.Equals(host.Name, HostNameWitness.CloudControllerName(service.Metadata), StringComparison.OrdinalIgnoreCase)
        && !host.Name.StartsWith($"k8s-{Part(service.Metadata.Namespace)}-{Part(service.Metadata.Name)}-", StringComparison.Ordinal)
        && !(IsOfLoadBalancerController(service, host) && string.Equals(host.Name, service.Metadata.Annotations.GetValueOrDefault(NameAnnotation), StringComparison.OrdinalIgnoreCase));

    // It makes network load balancers alone for Services, and only for those that ask for it: by their class, or by the annotation of
    // the time before classes (AWS Load Balancer Controller, "Network Load Balancer"). The cloud controller knows no annotation for names.
    private static bool IsOfLoadBalancerController(Service service, LoadBalancerHost host) => host.IsNetwork
        && (service.Spec.LoadBalancerClass is "service.k8s.aws/nlb" or "eks.amazonaws.com/nlb"
            || service.Metadata.Annotations.GetValueOrDefault(TypeAnnotation) is "external" or "nlb-ip");

    private static string Part(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(PartLength)).ToLowerInvariant();
}

/// <summary>The load-balancer address that the student submitted belongs to no Service of the cluster.</summary>
internal sealed class ForeignAddress : IIntegrityRule
{
    /// <inheritdoc/>
    public string Kind => "foreignAddress";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (LoadBalancerAddress.NameIn(cluster.Target.LoadBalancerAddress) is null)
        {
            return null;
        }

        var services = cluster.Kubernetes.ListAsync<Service>(cancellationToken: cancellationToken);
        var ingresses = OptionalRead.Of(cluster.Kubernetes.ListAsync<Ingress>(cancellationToken: cancellationToken));
        await Task.WhenAll(services, ingresses);
        var (known, fault) = await ingresses;
        if (known is null && fault is not null)
        {
            return null;
        }

        var all = (await services).Items.Select(s => s.Status).Concat((known?.Items ?? []).Select(i => i.Status));
        return await SubmittedAddress.FindAsync(cluster, all.Select(s => s.LoadBalancer), cancellationToken) is { IsKnown: false } foreign
            ? IntegrityRules.Texts["ForeignAddress", ShellText.Name(foreign.Name)]
            : null;
    }
}

/// <summary>
/// A load balancer of the account whose tags name another cluster or another Service. No more than a flag: the AWS Load Balancer
/// Controller writes the cluster's name that people gave it, and mistype. Searched for where the load balancer is graded: it costs no call
/// that the check does not make.
/// </summary>
internal sealed class ForeignTags : IIntegrityRule
{
    private const int Considered = 8;

    /// <inheritdoc/>
    public string Kind => "foreignTags";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (cluster.Aws is not { } aws || !assignment.Checks.Any(c => c.Check == LoadBalancerCheck.Id))
        {
            return null;
        }

        var services = cluster.Kubernetes.ListAsync<Service>(cancellationToken: cancellationToken);
        var all = aws.ListLoadBalancersAsync(cancellationToken);
        await Task.WhenAll(services, all);
        var claimed = (await services).Items
            .Where(s => s.Spec.Type == "LoadBalancer" && !s.Metadata.IsBeingDeleted && !assignment.Rules.IsSystemNamespace(s.Metadata.Namespace))
            .SelectMany(s => Addresses.Of(s.Status.LoadBalancer), (service, address) => (Service: service, Balancer: Find(all.Result, address)))
            .Where(c => c.Balancer is not null)
            .Take(Considered);
        var tagged = await Task.WhenAll(claimed.Select(async c => (c.Service, Tags: c.Balancer is { } found ? (await OptionalRead.Of(aws.DescribeTagsAsync(found, cancellationToken))).Answer : null, c.Balancer)));
        var foreign = tagged
            .Where(c => c.Tags is { } tags && !AwsOwnership.IsTaggedFor(tags.ByKey, cluster.Target.ClusterName, c.Service.Metadata))
            .Select(c => $"{ShellText.Name(c.Service.Metadata)} → {ShellText.Name(c.Balancer?.Name ?? "")} ({TagsOf(c.Tags)})")
            .ToList();
        return foreign.Count > 0 ? IntegrityRules.Texts["ForeignTags", IntegrityRules.Join(foreign)] : null;
    }

    private static AwsLoadBalancer? Find(AwsLoadBalancerList all, string address) =>
        LoadBalancerHost.TryParse(address, out var host) ? AwsOwnership.Find(all, host) : null;

    private static string TagsOf(AwsTags? tags)
    {
        var telling = (tags?.ByKey ?? ObjectMeta.NoText).Where(t => AwsOwnership.IsTelling(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        return telling.Count > 0 ? string.Join("; ", telling.Select(t => $"{ShellText.Name(t.Key)}={ShellText.Name(t.Value)}")) : "-";
    }
}
