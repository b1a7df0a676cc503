using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Rules.LoadBalancing;

namespace EksGrader.Checks.Rules;

/// <summary>Asks for a Service of type LoadBalancer that the world can reach.</summary>
public sealed class LoadBalancerCheck : ICheck
{
    private const string Path = "path";
    private const string AcceptIngress = "acceptIngress";
    private const string AllowAnyAddress = "allowAnyAddress";
    private const int MostProbed = 8;
    private const int AddressesLookedAt = 2;

    /// <inheritdoc/>
    public CheckInfo Info { get; } = RuleDocs.Describe(
        RuleIds.LoadBalancer,
        [
            new TextParameter(Path, RuleDocs.All["load-balancer.path"], Default: "/", Pattern: """^/[!"$-\[\]-~]{0,1023}$"""),
            new BooleanParameter(AcceptIngress, RuleDocs.All["load-balancer.acceptIngress"], Default: false),
            new BooleanParameter(AllowAnyAddress, RuleDocs.All["load-balancer.allowAnyAddress"], Default: false),
        ],
        [
            new DeclaredRead.Kubernetes(Service.Type),
            new DeclaredRead.Kubernetes(Pod.Type),
            new DeclaredRead.Kubernetes(EndpointSlice.Type),
            new DeclaredRead.Kubernetes(Ingress.Type),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeLoadBalancers"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTags"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTargetGroups"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTargetHealth"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeInstanceHealth"),
        ]);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        // Asked for at the same moment; the account's list is waited for only by who needs it.
        var loadBalancers = cluster.Aws is { } aws ? Attempt.Of(aws.ListLoadBalancersAsync(cancellationToken)) : null;
        var services = Attempt.Of(cluster.Kubernetes.ListAsync<Service>(cancellationToken: cancellationToken));
        var pods = Attempt.Of(cluster.Kubernetes.ListAsync<Pod>(cancellationToken: cancellationToken));
        var slices = Attempt.Of(cluster.Kubernetes.ListAsync<EndpointSlice>(cancellationToken: cancellationToken));
        var ingresses = Attempt.Of(parameters.Flag(AcceptIngress)
            ? cluster.Kubernetes.ListAsync<Ingress>(cancellationToken: cancellationToken)
            : Task.FromResult(new ObjectList<Ingress>()));
        await Task.WhenAll(services, pods, slices, ingresses);

        var facts = new ExposureFacts(await services, await pods, await slices, await ingresses, parameters.Rules, cluster.HandIn);
        var found = facts.Exposures.Select(e => facts.FirstFacts(e, parameters.Flag(AllowAnyAddress))).ToList();
        var look = new ExposureLook(cluster, parameters.Word(Path), loadBalancers, facts.AllServices);
        var looked = await Task.WhenAll(found.Where(f => f.IsWorthALook).Take(MostProbed).Select(f => LookAsync(look, f, cancellationToken)));

        List<Finding> findings = [.. looked, .. found.Where(f => !f.IsWorthALook).Select(f => f.Finding)];
        return LoadBalancerVerdict.Of(findings, facts, found.Count(f => f.IsWorthALook) - looked.Length, cluster.Now);
    }

    // Of several addresses the best counts, as of several Services.
    private static async Task<Finding> LookAsync(ExposureLook look, FirstFacts first, CancellationToken cancellationToken)
    {
        var findings = await Task.WhenAll(first.GoodAddresses.Take(AddressesLookedAt).Select(a => look.AtAsync(first.Finding.Exposure, a, cancellationToken)));
        return findings.OrderByDescending(f => f.Facts).ThenByDescending(f => f.FactsAtMost).First();
    }
}
