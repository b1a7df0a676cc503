using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Asks for a Service of type LoadBalancer that the world can reach.</summary>
public sealed class LoadBalancerCheck : ICheck
{
    private const string Path = "path";
    private const string AcceptIngress = "acceptIngress";
    private const string AllowAnyAddress = "allowAnyAddress";
    private const int MostProbed = 8;
    private const int AddressesProbed = 2;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("load-balancer");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(LoadBalancerCheck), nameof(LoadBalancerCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new TextParameter(Path, Texts["Parameter.path"], Default: "/", Pattern: """^/[!"$-\[\]-~]{0,1023}$"""),
            new BooleanParameter(AcceptIngress, Texts["Parameter.acceptIngress"], Default: false),
            new BooleanParameter(AllowAnyAddress, Texts["Parameter.allowAnyAddress"], Default: false),
        ],
        [
            new DeclaredRead.Kubernetes(Service.Type),
            new DeclaredRead.Kubernetes(Pod.Type),
            new DeclaredRead.Kubernetes(EndpointSlice.Type),
            new DeclaredRead.Kubernetes(Ingress.Type),
            new DeclaredRead.Kubernetes(Node.Type),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeLoadBalancers"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTags"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTargetGroups"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTargetHealth"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeInstanceHealth"),
            .. NodeWitness.Reads,
        ]);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        // Asked for at the same moment; what AWS says, and what it is compared with, is waited for only where it is needed.
        var loadBalancers = cluster.Aws is { } aws ? OptionalRead.Of(aws.ListLoadBalancersAsync(cancellationToken)) : null;
        var described = cluster.Aws is { } its ? OptionalRead.Of(its.DescribeClusterAsync(cancellationToken)) : null;
        var nodes = cluster.Aws is null ? Task.FromResult(new OptionalRead<ObjectList<Node>>(null, null)) : List<Node>();
        var (services, pods, slices, ingresses) = (List<Service>(), List<Pod>(), List<EndpointSlice>(), List<Ingress>());
        await Task.WhenAll(services, pods, slices, ingresses);

        var lists = new ExposureLists(await services, await pods, await slices, await ingresses);
        var by = new ExposureRules(parameters.Rules, parameters.Flag(AcceptIngress), parameters.Flag(AllowAnyAddress));
        IEnumerable<Ingress> accepted = by.AcceptIngress ? lists.Ingresses.Answer?.Items ?? [] : [];
        var submitted = await SubmittedAddress.FindAsync(
            cluster, (lists.Services.Answer?.Items ?? []).Select(s => s.Status.LoadBalancer).Concat(accepted.Select(i => i.Status.LoadBalancer)), cancellationToken);
        var facts = new ExposureFacts(lists, by, cluster, submitted);
        var found = facts.Exposures.Select(facts.FirstFacts).ToList();
        var look = new ExposureProbe(cluster, parameters.Word(Path), loadBalancers, nodes, facts);
        var looked = await Task.WhenAll(found.Where(f => f.IsWorthProbing).Take(MostProbed).Select(f => FindAsync(look, f, cancellationToken)));

        List<Finding> findings = [.. looked, .. found.Where(f => !f.IsWorthProbing).Select(f => f.Finding)];
        return LoadBalancerVerdict.Of(findings, facts, found.Count(f => f.IsWorthProbing) - looked.Length, cluster, described is null ? null : (await described).Fault);

        Task<OptionalRead<ObjectList<T>>> List<T>()
            where T : class, IKubernetesObject<T> =>
            OptionalRead.Of(cluster.Kubernetes.ListAsync<T>(cancellationToken: cancellationToken));
    }

    // Of several addresses the best counts, as of several Services.
    private static async Task<Finding> FindAsync(ExposureProbe look, FirstFacts first, CancellationToken cancellationToken)
    {
        var findings = await Task.WhenAll(first.GoodAddresses.Take(AddressesProbed).Select(a => look.AtAsync(first.Finding.Exposure, a, cancellationToken)));
        return findings.OrderByDescending(f => f.Facts).ThenByDescending(f => f.IsConfirmed).ThenByDescending(f => f.FactsAtMost).First();
    }
}
