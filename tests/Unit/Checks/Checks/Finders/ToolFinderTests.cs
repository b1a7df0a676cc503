using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.Finders;

public sealed class ToolFinderTests
{
    private static readonly (string Key, string Value)[] PartOfArgo = [("app.kubernetes.io/part-of", "argocd")];

    public static TheoryData<string, string, string, string, string> Installs => new()
    {
        // tool and part, kind, name, image, labels
        { "ArgoCd/repo-server", "Deployment", "argocd-repo-server", "quay.io/argoproj/argocd:v3.1.0", "" },
        { "ArgoCd/repo-server", "Deployment", "gitops-argo-cd-repo-ser", "mirror.example/x/argocd:v3@sha256:00", "app.kubernetes.io/part-of=argocd,app.kubernetes.io/component=repo-server" },
        { "ArgoCd/application-controller", "StatefulSet", "gitops", "argocd", "app.kubernetes.io/part-of=argocd,app.kubernetes.io/component=application-controller" },
        { "Flux/source-controller", "Deployment", "source-controller", "ghcr.io/fluxcd/source-controller:v1.6.2", "app.kubernetes.io/part-of=flux" },
        { "Spinnaker/orca", "Deployment", "spin-orca", "us-docker.pkg.dev/spinnaker-community/docker/orca:1", "" },
        { "Spinnaker/clouddriver", "Deployment", "spin-clouddriver-rw", "clouddriver:1", "app=spin" },
        { "Concourse/worker", "StatefulSet", "ci-worker", "concourse/concourse:7", "" },
        { "PrometheusOperator/operator", "Deployment", "kps-kube-prometheus-stack-operator", "quay.io/prometheus-operator/prometheus-operator:v0.84", "" },
        { "PrometheusOperator/operator", "Deployment", "x", "prometheus-operator", "app=kube-prometheus-stack-operator" },
        { "Prometheus/server", "Deployment", "mon-prometheus-server", "quay.io/prometheus/prometheus:v3", "app.kubernetes.io/name=prometheus,app.kubernetes.io/component=server" },
        { "Prometheus/server", "StatefulSet", "prometheus-kps-kube-prometheus-stack-prometheus", "prometheus", "" },
        { "Grafana/grafana", "Deployment", "kps-grafana", "docker.io/grafana/grafana:12", "app.kubernetes.io/name=grafana" },
        { "Datadog/agent", "DaemonSet", "datadog", "gcr.io/datadoghq/agent:7", "agent.datadoghq.com/component=agent" },
        { "Datadog/cluster-agent", "Deployment", "dd-cluster-agent", "public.ecr.aws/datadog/cluster-agent:7", "" },
        { "NewRelic/kubelet", "DaemonSet", "newrelic-bundle-nrk8s-kubelet", "newrelic/nri-kubernetes:3", "" },
        { "OpenTelemetryCollector/collector", "DaemonSet", "anything", "otel/opentelemetry-collector-contrib:0.130", "" },
        { "CloudWatchAgent/agent", "DaemonSet", "cloudwatch-agent", "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1", "" },
        { "FluentBit/fluent-bit", "DaemonSet", "x", "public.ecr.aws/aws-observability/aws-for-fluent-bit:2", "k8s-app=fluent-bit" },
        { "Fluentd/fluentd", "DaemonSet", "fluentd-cloudwatch", "fluent/fluentd-kubernetes-daemonset:v1", "" },
        { "SealedSecrets/controller", "Deployment", "sealed-secrets-controller", "docker.io/bitnami/sealed-secrets-controller:0.31", "" },
        { "SealedSecrets/controller", "Deployment", "ss", "sealed-secrets-controller", "app.kubernetes.io/name=sealed-secrets" },
        { "Falco/falco", "DaemonSet", "f", "docker.io/falcosecurity/falco:0.41", "app.kubernetes.io/name=falco" },
        { "GuardDuty/agent", "DaemonSet", "aws-guardduty-agent", "031903291036.dkr.ecr.ap-northeast-2.amazonaws.com/aws-guardduty-agent:v1", "" },
        { "TrivyOperator/operator", "Deployment", "t", "mirror.gcr.io/aquasec/trivy-operator:0.27", "app.kubernetes.io/name=trivy-operator" },
        { "ClusterAutoscaler/autoscaler", "Deployment", "ca", "registry.k8s.io/autoscaling/cluster-autoscaler:v1.33", "app.kubernetes.io/name=aws-cluster-autoscaler" },
    };

    [Theory]
    [MemberData(nameof(Installs))]
    public async Task WellKnownInstalls_AreFound(string part, string kind, string name, string image, string labels)
    {
        var found = (await FinderAsync(kind, name, image, labels)).Find(Enum.Parse<Tool>(part.Split('/')[0]), part.Split('/')[1]);

        var only = Assert.Single(found);
        Assert.Equal((kind, name, true, true), (only.Kind, only.Metadata.Name, only.IsConfirmed, only.IsReady));
    }

    [Theory]
    [MemberData(nameof(Installs))]
    public async Task AnyOtherImage_IsNotTheTool(string part, string kind, string name, string image, string labels)
    {
        Assert.NotEmpty(image);

        Assert.Empty((await FinderAsync(kind, name, "nginx:1.27", labels)).Find(Enum.Parse<Tool>(part.Split('/')[0])));
    }

    [Fact]
    public async Task TheImageAlone_IsNotTheTool() =>
        Assert.Empty((await FinderAsync("Deployment", "web", "quay.io/argoproj/argocd:v3", "")).Find(Tool.ArgoCd));

    [Fact]
    public async Task EveryNeededPart_MustBeReady()
    {
        var cluster = new FakeCluster()
            .Deployment("argocd-server", "argocd", "argocd", ready: true, PartOfArgo)
            .Deployment("argocd-repo-server", "argocd", "argocd", ready: true, PartOfArgo);

        Assert.Equal(["application-controller"], new ToolFinder(await cluster.ToolsAsync()).Missing(Tool.ArgoCd).Select(p => p.Name));
        Assert.False(new ToolFinder(await cluster.ToolsAsync()).IsReady(Tool.ArgoCd));
        Assert.True(new ToolFinder(await cluster.StatefulSet("argocd-application-controller", "argocd", "argocd").ToolsAsync()).IsReady(Tool.ArgoCd));
    }

    [Fact]
    public async Task WithoutPods_ItIsFoundButNotConfirmed()
    {
        var cluster = new FakeCluster().Deployment("argocd-server", "argocd", "argocd").Remove<Pod>();

        var found = Assert.Single(new ToolFinder(await cluster.ToolsAsync()).Find(Tool.ArgoCd));

        Assert.False(found.IsConfirmed || found.IsReady);
    }

    [Fact]
    public async Task WhatTheCloudWatchAddOnBrings_IsNoPrometheusStack()
    {
        var cluster = new FakeCluster()
            .DaemonSet("node-exporter", "amazon-cloudwatch", "node-exporter", ["n1"])
            .Deployment("kube-state-metrics", "monitoring2", "kube-state-metrics", ready: true, ("app.kubernetes.io/part-of", "amazon-cloudwatch-observability"));

        var finder = new ToolFinder(await cluster.ToolsAsync());

        Assert.Empty(finder.Find(Tool.NodeExporter).Concat(finder.Find(Tool.KubeStateMetrics)));
    }

    [Fact]
    public async Task ARefusedList_IsSaid() =>
        Assert.NotNull(new ToolFinder(await new FakeCluster().Without<DaemonSet>().ToolsAsync()).Fault);

    private static async Task<ToolFinder> FinderAsync(string kind, string name, string image, string labels)
    {
        var pairs = labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(l => (l.Split('=')[0], l.Split('=')[1])).ToArray();
        var cluster = kind switch
        {
            "Deployment" => new FakeCluster().Deployment(name, "tools", image, ready: true, pairs),
            "StatefulSet" => new FakeCluster().StatefulSet(name, "tools", image, pairs),
            _ => new FakeCluster().DaemonSet(name, "tools", image, ["n1"], pairs),
        };
        return new ToolFinder(await cluster.ToolsAsync());
    }
}
