using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

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
            new() { [LoadBalancerCheck.Id] = Unknown(FaultDomain.Student) }),
        new("witness-denied", 0, "The role does not allow to ask EC2 about machines.", Classic with { DeniedActions = ["ec2:*"] }, new()),
        new("aws-throttled", 0, "AWS throttles every call about load balancers.", Classic with { ThrottledActions = ["elasticloadbalancing:*"] },
            new() { [LoadBalancerCheck.Id] = Unknown(FaultDomain.Aws) }),
        new("expired-token", 2, "The kubeconfig's token has expired.", ByKubeconfig with { Access = new() { Form = AccessForm.Kubeconfig, Expired = true } },
            ExpectedGrading.Unreadable(FaultDomain.Student)),
        new("wrong-external-id", 1, "The role's trust policy asks for another external id.", ByRole with { Access = new() { Form = AccessForm.Role, WrongExternalId = true } },
            ExpectedGrading.All(Unknown(FaultDomain.Student))),
        new("deleted-cluster", 1, "Deleted the cluster before handing in.", ByRole with { EksStatus = null }, ExpectedGrading.All(Unknown(FaultDomain.Student))),
        new("not-eks", 1, "A cluster of his own machine, not EKS.", ByKubeconfig with { GitVersion = "v1.33.5+k3s1" },
            new() { Live = Failed, AfterDeadline = Failed }),
    ];

    private static IEnumerable<ClusterKind> Servers =>
    [
        Server("hanging-server", 1, "The API server accepts requests and never answers.", ServerBehaviour.Hang),
        Server("flooding-server", 1, "The API server answers without end.", ServerBehaviour.Flood),
        Server("garbage-server", 1, "The API server answers with a web page.", ServerBehaviour.Garbage),
        Server("dropping-server", 0, "The API server closes connections in the middle of an answer.", ServerBehaviour.Drop, FaultDomain.Network),
        Server("redirecting-server", 0, "The API server redirects to another host.", ServerBehaviour.Redirect),
    ];

    private static IEnumerable<ClusterKind> Names =>
    [
        new("silent-resolver", 0, "The resolver does not answer for the load balancer's name.", Classic with { Balancer = new() { Name = DnsBehaviour.Unanswered } },
            new() { [LoadBalancerCheck.Id] = Unknown(FaultDomain.Network) }),
    ];

    private static ClusterKind Server(string id, int weight, string story, ServerBehaviour behaviour, FaultDomain fault = FaultDomain.Cluster) =>
        new(id, weight, story, ByKubeconfig with { Behaviour = behaviour }, ExpectedGrading.Unreadable(fault));
}
