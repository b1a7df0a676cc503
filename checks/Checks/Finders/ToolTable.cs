using static EksGrader.Checks.Checks.Finders.WorkloadKinds;

namespace EksGrader.Checks.Checks.Finders;

/// <summary>
/// How well-known tools are found, by the labels, names and images of their manifests and charts. Charts cut object names at 26, 53 or 63
/// characters and put the release before them, so labels come first.
/// </summary>
internal static class ToolTable
{
    /// <summary>Every part of every tool.</summary>
    public static IReadOnlyList<ToolPart> Parts { get; } =
    [
        // argo-cd manifests and chart; Bitnami's chart.
        .. ArgoCd("server", Deployment), .. ArgoCd("repo-server", Deployment), .. ArgoCd("application-controller", Controller, "controller"),

        // flux2 manifests and community chart; Bitnami's chart. Only what the course's way uses is needed: helm-controller may be left out.
        Flux("source-controller"), Flux("kustomize-controller"), Flux("helm-controller") with { IsNeeded = false },

        // Halyard and the operator call them spin-…; highly available ones have an ending more.
        Spinnaker("clouddriver"), Spinnaker("orca"), Spinnaker("front50"), Spinnaker("gate"),
        Spinnaker("deck") with { IsNeeded = false }, Spinnaker("echo") with { IsNeeded = false }, Spinnaker("igor") with { IsNeeded = false }, Spinnaker("rosco") with { IsNeeded = false },

        Of(Tool.Concourse, "web", Controller, ["app=*-web", "app.kubernetes.io/name=concourse,app.kubernetes.io/component=web"], ["*-web"], ["concourse"]),
        Of(Tool.Concourse, "worker", Controller, ["app=*-worker", "app.kubernetes.io/name=concourse,app.kubernetes.io/component=worker"], ["*-worker"], ["concourse"]),

        Of(Tool.PrometheusOperator, "operator", Deployment,
            ["app.kubernetes.io/name=prometheus-operator", "app.kubernetes.io/part-of=kube-prometheus-stack,app.kubernetes.io/component=prometheus-operator", "app=kube-prometheus-stack-operator"],
            ["*prometheus-operator", "*kube-prometheus-stack-operator", "*-kube-p*-operator"], ["prometheus-operator"]),
        Of(Tool.Prometheus, "server", Controller,
            ["app.kubernetes.io/name=prometheus,app.kubernetes.io/component=server", "app=prometheus,component=server", "app.kubernetes.io/name=prometheus,operator.prometheus.io/name=*", "operator.prometheus.io/mode=server"],
            ["*prometheus-server", "prometheus-*", "prometheus"], ["prometheus"]),
        Of(Tool.KubeStateMetrics, "kube-state-metrics", Controller, ["app.kubernetes.io/name=kube-state-metrics"], ["*kube-state-metrics"], ["kube-state-metrics"]),
        Of(Tool.NodeExporter, "node-exporter", DaemonSet,
            ["app.kubernetes.io/name=prometheus-node-exporter", "app.kubernetes.io/name=node-exporter", "app=prometheus,component=node-exporter", "app=prometheus-node-exporter"], ["*node-exporter"], ["node-exporter"]),
        Of(Tool.Grafana, "grafana", Controller, ["app.kubernetes.io/name=grafana", "app=grafana"], ["*grafana"], ["grafana", "grafana-oss", "grafana-enterprise"]),

        Of(Tool.Datadog, "agent", DaemonSet, ["app.kubernetes.io/component=agent", "agent.datadoghq.com/component=agent"], ["*datadog*", "*-agent"], ["agent"]),
        Of(Tool.Datadog, "cluster-agent", Deployment, ["app.kubernetes.io/component=cluster-agent", "agent.datadoghq.com/component=cluster-agent"], ["*cluster-agent"], ["cluster-agent"]),

        Of(Tool.NewRelic, "kubelet", DaemonSet, ["app.kubernetes.io/name=newrelic-infrastructure,app.kubernetes.io/component=kubelet"], ["*nrk8s-kubelet"], ["nri-kubernetes", "newrelic-infra", "infrastructure-bundle"]),
        Of(Tool.NewRelic, "ksm", Deployment, ["app.kubernetes.io/name=newrelic-infrastructure,app.kubernetes.io/component=ksm"], ["*nrk8s-ksm"], ["nri-kubernetes", "newrelic-infra", "infrastructure-bundle"]),
        Of(Tool.NewRelicLogging, "logging", DaemonSet, ["app=newrelic-logging", "app.kubernetes.io/name=newrelic-logging"], ["*newrelic-logging"], ["newrelic-fluentbit-output"]),
        Of(Tool.NewRelicOpenTelemetry, "daemonset", DaemonSet, ["app.kubernetes.io/name=nr-k8s-otel-collector"], ["*nr-k8s-otel-collector*"], ["nrdot-collector*", "opentelemetry-collector*"]),
        Of(Tool.NewRelicOpenTelemetry, "deployment", Deployment, ["app.kubernetes.io/name=nr-k8s-otel-collector"], ["*nr-k8s-otel-collector*"], ["nrdot-collector*", "opentelemetry-collector*"]),

        // The image alone tells: collectors are called by what they are for.
        Of(Tool.OpenTelemetryCollector, "collector", Any, [], ["*"], ["aws-otel-collector", "opentelemetry-collector*"]),
        Of(Tool.CloudWatchAgent, "agent", DaemonSet, ["app.kubernetes.io/name=cloudwatch-agent*", "app.kubernetes.io/managed-by=amazon-cloudwatch-agent-operator"], ["cloudwatch-agent*"], ["cloudwatch-agent", "amazon-cloudwatch-agent"]),
        Of(Tool.FluentBit, "fluent-bit", DaemonSet, ["k8s-app=fluent-bit", "app.kubernetes.io/name=aws-for-fluent-bit", "app.kubernetes.io/name=fluent-bit"], ["*fluent-bit*"], ["aws-for-fluent-bit", "fluent-bit"]),
        Of(Tool.Fluentd, "fluentd", DaemonSet, ["k8s-app=fluentd-cloudwatch", "k8s-app=fluentd-logging", "app.kubernetes.io/name=fluentd"], ["*fluentd*"], ["fluentd", "fluentd-kubernetes-daemonset"]),

        Of(Tool.SealedSecrets, "controller", Deployment, ["name=sealed-secrets-controller", "app.kubernetes.io/name=sealed-secrets"], ["*sealed-secrets*"], ["sealed-secrets-controller", "sealed-secrets"]),
        Of(Tool.ExternalSecrets, "controller", Deployment, ["app.kubernetes.io/name=external-secrets"], ["*external-secrets"], ["external-secrets"]),
        Of(Tool.SecretsStoreDriver, "driver", DaemonSet, ["app=secrets-store-csi-driver", "app.kubernetes.io/name=secrets-store-csi-driver"], ["*secrets-store-csi-driver", "csi-secrets-store"], ["driver", "secrets-store-csi-driver"]),
        Of(Tool.Falco, "falco", DaemonSet, ["app.kubernetes.io/name=falco"], ["*falco*"], ["falco", "falco-no-driver"]),
        Of(Tool.Falcosidekick, "falcosidekick", Deployment, ["app.kubernetes.io/name=falcosidekick"], ["*falcosidekick"], ["falcosidekick"]),
        Of(Tool.GuardDuty, "agent", DaemonSet, ["k8s-app=aws-guardduty-agent", "app.kubernetes.io/name=aws-guardduty-agent"], ["aws-guardduty-agent"], ["aws-guardduty-agent", "guardduty-agent"]),
        Of(Tool.TrivyOperator, "operator", Deployment, ["app.kubernetes.io/name=trivy-operator"], ["*trivy-operator"], ["trivy-operator"]),
        Of(Tool.ClusterAutoscaler, "autoscaler", Deployment, ["app.kubernetes.io/name=*cluster-autoscaler", "app=cluster-autoscaler", "k8s-app=cluster-autoscaler"], ["*cluster-autoscaler*"], ["cluster-autoscaler*"]),
        Of(Tool.Calico, "node", DaemonSet, ["k8s-app=calico-node"], ["calico-node"], ["node", "calico-node"]),
        Of(Tool.Cilium, "agent", DaemonSet, ["k8s-app=cilium", "app.kubernetes.io/name=cilium-agent"], ["cilium"], ["cilium"]),
    ];

    /// <summary>The parts of a tool.</summary>
    public static IEnumerable<ToolPart> PartsOf(Tool tool) => Parts.Where(p => p.Tool == tool);

    private static ToolPart Of(Tool tool, string name, WorkloadKinds kinds, IReadOnlyList<string> labels, IReadOnlyList<string> names, IReadOnlyList<string> images) =>
        new(tool, name, kinds) { Labels = labels, Names = names, Images = images };

    private static IEnumerable<ToolPart> ArgoCd(string part, WorkloadKinds kinds, string? bitnami = null) =>
    [
        Of(Tool.ArgoCd, part, kinds, [$"app.kubernetes.io/part-of=argocd,app.kubernetes.io/component={part}", $"app.kubernetes.io/name=argo-cd,app.kubernetes.io/component={bitnami ?? part}"],
            [$"*argocd-{part}", $"*argo-cd-{part}"], ["argocd", "argo-cd"]),
    ];

    private static ToolPart Flux(string part) =>
        Of(Tool.Flux, part, Deployment, [$"app.kubernetes.io/part-of=flux,app.kubernetes.io/component={part}", $"app.kubernetes.io/part-of=flux,app={part}", $"app.kubernetes.io/part-of=flux,control-plane=controller"], [$"*{part}"], [$"*{part}"]);

    private static ToolPart Spinnaker(string part) =>
        Of(Tool.Spinnaker, part, Controller, ["app.kubernetes.io/name=spin", "app=spin", "app.kubernetes.io/part-of=spinnaker"], [$"spin-{part}*"], [part]);
}
