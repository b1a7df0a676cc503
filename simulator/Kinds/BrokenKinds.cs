using EksGrader.Checks;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters and accesses that cannot be looked at, and those that mean harm.</summary>
internal static class BrokenKinds
{
    private static readonly ClusterPlan Classic = GoodKinds.Classic;
    private static readonly ClusterPlan ByKubeconfig = GoodKinds.ByKubeconfig;
    private static readonly ClusterPlan ByRole = GoodKinds.ByRole;

    public static IEnumerable<ClusterKind> All => [.. Accesses, .. Servers, .. Names];

    private static IEnumerable<ClusterKind> Accesses =>
    [
        new("aws-denied", 2, "The role does not allow to describe load balancers.", Classic with { DeniedActions = ["elasticloadbalancing:*"] },
            new() { LoadBalancer = Unknown(Fault.Student) }),
        new("witness-denied", 0, "The role does not allow to ask EC2 about machines.", Classic with { DeniedActions = ["ec2:*"] }, new()),
        new("aws-throttled", 0, "AWS throttles every call about load balancers.", Classic with { ThrottledActions = ["elasticloadbalancing:*"] },
            new() { LoadBalancer = Unknown(Fault.Aws) }),
        new("expired-token", 2, "The kubeconfig's token has expired.", ByKubeconfig with { Access = new() { Form = AccessForm.Kubeconfig, Expired = true } },
            ExpectedGrading.Unreadable(Fault.Student)),
        new("wrong-external-id", 1, "The role's trust policy asks for another external id.", ByRole with { Access = new() { Form = AccessForm.Role, WrongExternalId = true } },
            ExpectedGrading.All(Unknown(Fault.Student))),
        new("deleted-cluster", 1, "Deleted the cluster before handing in.", ByRole with { EksStatus = null }, ExpectedGrading.All(Unknown(Fault.Student))),
        new("not-eks", 1, "A cluster of his own machine, not EKS.", ByKubeconfig with { GitVersion = "v1.33.5+k3s1" },
            ExpectedGrading.All(Failed) with { ClusterDeletion = Failed }),
    ];

    private static IEnumerable<ClusterKind> Servers =>
    [
        Server("hanging-server", 1, "The API server accepts requests and never answers.", ServerManner.Hang),
        Server("flooding-server", 1, "The API server answers without end.", ServerManner.Flood),
        Server("garbage-server", 1, "The API server answers with a web page.", ServerManner.Garbage),
        Server("dropping-server", 0, "The API server closes connections in the middle of an answer.", ServerManner.Drop, Fault.Network),
        Server("redirecting-server", 0, "The API server redirects to another host.", ServerManner.Redirect),
    ];

    private static IEnumerable<ClusterKind> Names =>
    [
        new("silent-resolver", 0, "The resolver does not answer for the load balancer's name.", Classic with { Balancer = new() { Name = NameManner.Unanswered } },
            new() { LoadBalancer = Unknown(Fault.Network) }),
    ];

    private static ClusterKind Server(string id, int weight, string story, ServerManner manner, Fault fault = Fault.Cluster) =>
        new(id, weight, story, ByKubeconfig with { Manner = manner }, ExpectedGrading.Unreadable(fault));
}
