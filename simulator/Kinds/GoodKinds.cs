using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.AccessForm;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters where everything is as the assignment asks.</summary>
internal static class GoodKinds
{
    private static readonly ExpectedGrading Good = new();
    private static readonly AgentPlan AddOn = new() { AddOn = true };
    private static readonly BalancerPlan Network = new() { Maker = BalancerMaker.LoadBalancerController };

    public static readonly ClusterPlan Classic = new();

    public static readonly ClusterPlan ByRole = new() { Balancer = Network, Agent = AddOn, Access = new() { Form = Role } };

    public static readonly ClusterPlan ByKubeconfig = new() { Access = new() { Form = Kubeconfig } };

    public static IEnumerable<ClusterKind> All =>
    [
        new("good-classic", 14, "Followed the lecture: eksctl, a Classic Load Balancer, the agent's manifests.", Classic, Good),
        new("good-network", 10, "AWS Load Balancer Controller, the observability add-on, graded through a role alone.", ByRole, Good),
        new("good-kubeconfig", 6, "Handed in a kubeconfig and nothing else.", ByKubeconfig, Good),
        new("good-auto-mode", 6, "EKS Auto Mode.", ByRole with
        {
            Nodes = [new(Compute: Compute.AutoMode), new(Compute: Compute.AutoMode)],
            Balancer = new() { Maker = BalancerMaker.AutoMode },
        }, Good),
        new("good-keys", 3, "Handed in temporary access keys.", Classic with { Access = new() { Form = Keys } }, Good),
        new("good-certificate", 2, "A kubeconfig with a client certificate.", Classic with { Access = new() { Form = Kubeconfig, ClientCertificate = true } }, Good),
        new("good-admin", 3, "Handed in their own administrator's kubeconfig: more than needed.", Classic with { Access = new() { Admin = true } }, Good),
        new("redirecting", 3, "The web application sends visitors to another host.", Classic with { Balancer = new() { Answer = WebBehaviour.Redirect } }, Good),
    ];
}
