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
/// A load balancer of the account whose tags name another cluster or another Service. No more than a sign: the AWS Load Balancer
/// Controller writes the cluster's name that people gave it, and mistype. Looked for where the load balancer is graded: it costs no call
/// that the check does not make.
/// </summary>
internal sealed class ForeignTags : IIntegrityRule
{
    private const int LookedAt = 8;

    /// <inheritdoc/>
    public string Kind => "foreignTags";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        if (cluster.Aws is not { } aws || !assignment.Checks.Any(c => c.Check == RuleIds.LoadBalancer))
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
            .Take(LookedAt);
        var tagged = await Task.WhenAll(claimed.Select(async c => (c.Service, Tags: c.Balancer is { } found ? (await OptionalRead.Of(aws.DescribeTagsAsync(found, cancellationToken))).Answer : null, c.Balancer)));
        var foreign = tagged
            .Where(c => c.Tags is { } tags && !AwsOwnership.IsTaggedFor(tags.ByKey, cluster.HandIn.ClusterName, c.Service.Metadata))
            .Select(c => $"{ShellText.Name(c.Service.Metadata)} → {ShellText.Name(c.Balancer?.Name ?? "")} ({TagsOf(c.Tags)})")
            .ToList();
        return foreign.Count > 0 ? RuleTexts.All["Sign.ForeignTags", IntegrityTexts.Join(foreign)] : null;
    }

    private static AwsLoadBalancer? Find(AwsLoadBalancerList all, string address) =>
        LoadBalancerHost.TryParse(address, out var host) ? AwsOwnership.Find(all, host) : null;

    private static string TagsOf(AwsTags? tags)
    {
        var telling = (tags?.ByKey ?? ObjectMeta.NoText).Where(t => AwsOwnership.IsTelling(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        return telling.Count > 0 ? string.Join("; ", telling.Select(t => $"{ShellText.Name(t.Key)}={ShellText.Name(t.Value)}")) : "-";
    }
}
