namespace EksGrader.Checks.Checks.Finders;

/// <summary>Programs that are installed into clusters and that checks know.</summary>
internal enum Tool
{
    ArgoCd,
    Flux,
    Spinnaker,
    Concourse,
    PrometheusOperator,
    Prometheus,
    KubeStateMetrics,
    NodeExporter,
    Grafana,
    Datadog,
    NewRelic,
    NewRelicLogging,
    NewRelicOpenTelemetry,
    OpenTelemetryCollector,
    CloudWatchAgent,
    FluentBit,
    Fluentd,
    SealedSecrets,
    ExternalSecrets,
    SecretsStoreDriver,
    Falco,
    Falcosidekick,
    GuardDuty,
    TrivyOperator,
    ClusterAutoscaler,
    Calico,
    Cilium,
}

/// <summary>A part of a tool: how its workload is told from others.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Name">What the part is called, such as <c>repo-server</c>.</param>
/// <param name="Kinds">The kinds of workload that it may be.</param>
internal sealed record ToolPart(Tool Tool, string Name, WorkloadKinds Kinds)
{
    /// <summary>Sets of labels, each such as <c>app=prometheus,component=server</c>; one set is enough. A <c>*</c> in a value stands for any text.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Names that count where no labels fit; a <c>*</c> stands for any text, since charts put their release before names.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The last parts of its images' paths, one of which a container must have: registries are mirrored, the last part stays.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Whether the tool does nothing without it.</summary>
    public bool IsNeeded { get; init; } = true;
}

/// <summary>Kinds of workload.</summary>
[Flags]
internal enum WorkloadKinds
{
    None = 0,
    Deployment = 1,
    StatefulSet = 2,
    DaemonSet = 4,
    Controller = Deployment | StatefulSet,
    Any = Deployment | StatefulSet | DaemonSet,
}
