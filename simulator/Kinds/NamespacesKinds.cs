using System.Collections.Immutable;
using EksGrader.Checks.Checks.Namespaces;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters of the lab about namespaces; the web application of every practice cluster is in default.</summary>
internal static class NamespacesKinds
{
    public static IEnumerable<ClusterKind> All =>
    [
        new("namespaces-partial", 0, "Split the work and left the web application in default.", Plan(withQuota: true), new() { [NamespacesCheck.Id] = Partial(0.8m) }),
        new("namespaces-failed", 0, "Runs everything in default.", GoodKinds.ByRole, new() { [NamespacesCheck.Id] = Failed }),
    ];

    private static ClusterPlan Plan(bool withQuota) => GoodKinds.ByRole with
    {
        Workloads = [new("Deployment", "shop", "front", "public.ecr.aws/nginx/nginx:1.29"), new("Deployment", "orders", "api", "public.ecr.aws/nginx/nginx:1.29")],
        Objects = withQuota ? [Quota("shop"), Quota("orders"), Limits("shop"), Limits("orders")] : ImmutableArray<string>.Empty,
    };

    private static string Quota(string ns) =>
        $$$$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"quota","namespace":"{{{{ns}}}}"},"spec":{"hard":{"pods":"10"}},"status":{"hard":{"pods":"10"},"used":{"pods":"1"}}}""";

    private static string Limits(string ns) =>
        $$$$"""{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"limits","namespace":"{{{{ns}}}}"},"spec":{"limits":[{"type":"Container","default":{"memory":"256Mi"}}]}}""";
}
