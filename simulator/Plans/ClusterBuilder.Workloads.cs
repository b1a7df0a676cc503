using EksGrader.Simulator.Kubernetes;
using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Plans;

/// <content>What runs in a cluster: EKS's own parts, the student's web application, Container Insights.</content>
internal sealed partial class ClusterBuilder
{
    private const string System = "kube-system";
    private const string Insights = "amazon-cloudwatch";

    private void AddSystem()
    {
        objects.Add(new ServiceObject(NewMeta(ResourceKinds.Services, "default", "kubernetes", identity.CreatedAt.AddMinutes(7)), "ClusterIP", "10.100.0.1", 443, 443, Labels.None));
        var images = $"602401143452.dkr.ecr.{identity.Region}.amazonaws.com";
        var dns = AddDeployment(System, "coredns", new ContainerSpec("coredns", $"{images}/eks/coredns:v1.12.4-eksbuild.1", 53), 2, 2, At(1));
        AddService(System, "kube-dns", "ClusterIP", "10.100.0.10", 53, 53, new(("app", "coredns")), dns, At(1));
        objects.Add(new ConfigMapObject(NewMeta(ResourceKinds.ConfigMaps, System, "coredns", At(1)), new(("Corefile", ".:53 {\n    errors\n    health\n    kubernetes cluster.local in-addr.arpa ip6.arpa\n}\n"))));
        if (plan.Nodes.Any(n => n.Compute == Compute.NodeGroup))
        {
            AddDaemonSet(System, "aws-node", "k8s-app", new ContainerSpec("aws-node", $"{images}/amazon-k8s-cni:v1.20.4-eksbuild.1", 61678), At(1));
            AddDaemonSet(System, "kube-proxy", "k8s-app", new ContainerSpec("kube-proxy", $"{images}/eks/kube-proxy:v1.33.5-minimal-eksbuild.2", 0), At(1));
        }

        if (plan.Balancer.Maker == BalancerMaker.LoadBalancerController)
        {
            AddDeployment(System, "aws-load-balancer-controller", new ContainerSpec("aws-load-balancer-controller", "public.ecr.aws/eks/aws-load-balancer-controller:v2.14.1", 9443), 2, 2, At(6));
        }
    }

    private void AddWeb()
    {
        var container = new ContainerSpec("web", "public.ecr.aws/nginx/nginx:1.29", 80);
        List<PodObject> pods;
        if (plan.Web.Bare)
        {
            pods = [];
            for (var i = 0; i < plan.Web.Replicas; i++)
            {
                pods.Add(AddPod("default", $"web-{i + 1}", new(("app", "web")), null, container, nodes[i % nodes.Count], PodState.Ready, At(15)));
            }
        }
        else
        {
            pods = AddDeployment("default", "web", container, plan.Web.Replicas, plan.Web.Ready, At(15), plan.Web.OneNode);
        }

        var host = plan.Balancer.Provisioned ? balancer.Host : null;
        AddService(BalancerFacts.ServiceNamespace, BalancerFacts.ServiceName, "LoadBalancer", "10.100.87.12", identity.WebPort, 80, new(("app", "web")), pods, At(18), host);
    }

    private void AddService(string inNamespace, string name, string type, string clusterIp, int port, int targetPort, Labels selector, List<PodObject> pods, DateTimeOffset created, string? host = null)
    {
        var meta = NewMeta(ResourceKinds.Services, inNamespace, name, created);
        string? balancerClass = null;
        if (type == "LoadBalancer" && plan.Balancer.Maker != BalancerMaker.CloudController)
        {
            balancerClass = plan.Balancer.Maker == BalancerMaker.AutoMode ? "eks.amazonaws.com/nlb" : "service.k8s.aws/nlb";
            meta = meta with { Annotations = new(("service.beta.kubernetes.io/aws-load-balancer-scheme", plan.Balancer.Internal ? "internal" : "internet-facing")) };
        }
        else if (type == "LoadBalancer" && plan.Balancer.Internal)
        {
            meta = meta with { Annotations = new(("service.beta.kubernetes.io/aws-load-balancer-internal", "true")) };
        }

        objects.Add(new ServiceObject(meta, type, clusterIp, port, targetPort, selector) { Host = host, LoadBalancerClass = balancerClass });
        var owner = new Owner(ResourceKinds.Services, name, meta.Uid);
        objects.Add(new EndpointsObject(ResourceKinds.Endpoints, NewMeta(ResourceKinds.Endpoints, inNamespace, name, created), [.. pods], targetPort));
        var slice = NewMeta(
            ResourceKinds.EndpointSlices,
            inNamespace,
            $"{name}-{identity.Ids.Suffix($"slice/{name}", 5)}",
            created,
            new(("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io"), ("kubernetes.io/service-name", name))) with
        { Owner = owner, Generation = 1 };
        objects.Add(new EndpointsObject(ResourceKinds.EndpointSlices, slice, [.. pods], targetPort));
    }

    private void AddAgent(AgentPlan agent)
    {
        var created = At(25);
        var image = "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300060.0b1248";
        var cluster = agent.ClusterName ?? identity.ClusterName;
        AddNamespace(Insights, created);
        objects.Add(new ServiceAccountObject(NewMeta(ResourceKinds.ServiceAccounts, Insights, "cloudwatch-agent", created)));
        AddDaemonSet(Insights, "cloudwatch-agent", "name", new ContainerSpec("cloudwatch-agent", image, 0), created, agent.ReadyOn);
        AddDaemonSet(Insights, "fluent-bit", "k8s-app", new ContainerSpec("fluent-bit", "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.34.0", 0), created);
        if (agent.AddOn)
        {
            var config = $$$"""{"agent":{"region":"{{{identity.Region}}}"},"logs":{"metrics_collected":{"application_signals":{"hosted_in":"{{{cluster}}}"},"kubernetes":{"cluster_name":"{{{cluster}}}","enhanced_container_insights":true} } } }""";
            objects.Add(new ConfigMapObject(NewMeta(ResourceKinds.ConfigMaps, Insights, "cloudwatch-agent", created), new(("cwagentconfig.json", config))));
            objects.Add(new CloudWatchAgentObject(NewMeta(ResourceKinds.CloudWatchAgents, Insights, "cloudwatch-agent", created) with { Generation = 1 }, config));
            AddDeployment(Insights, "amazon-cloudwatch-observability-controller-manager", new ContainerSpec("manager", "public.ecr.aws/cloudwatch-agent/cloudwatch-agent-operator:3.3.0", 9443), 1, 1, created);
        }
        else
        {
            var config = $$$"""{"logs":{"metrics_collected":{"kubernetes":{"cluster_name":"{{{cluster}}}","metrics_collection_interval":60} },"force_flush_interval":5}}""";
            objects.Add(new ConfigMapObject(NewMeta(ResourceKinds.ConfigMaps, Insights, "cwagentconfig", created), new(("cwagentconfig.json", config))));
            objects.Add(new ConfigMapObject(NewMeta(ResourceKinds.ConfigMaps, Insights, "fluent-bit-cluster-info", created), new(("cluster.name", cluster), ("logs.region", identity.Region))));
        }
    }
}
