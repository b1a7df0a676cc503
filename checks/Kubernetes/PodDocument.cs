namespace EksGrader.Checks.Kubernetes;

/// <summary>What is read of the API's document of a pod, and what is recorded of it.</summary>
internal sealed record PodDocument
{
    public string? NodeName { get; init; }

    public bool HostNetwork { get; init; }

    public bool HostPID { get; init; }

    public bool HostIPC { get; init; }

    public SecurityContext? SecurityContext { get; init; }

    public IReadOnlyList<ContainerDocument?>? Containers { get; init; }

    public IReadOnlyList<ContainerDocument?>? InitContainers { get; init; }

    public IReadOnlyList<ContainerDocument?>? EphemeralContainers { get; init; }

    public IReadOnlyList<PodVolume?>? Volumes { get; init; }

    public IReadOnlyList<NameDocument?>? ImagePullSecrets { get; init; }

    public PodSpec ToSpec()
    {
        IReadOnlyList<PodVolume> volumes = Volumes is { Count: > 0 } ? [.. Volumes.OfType<PodVolume>().Where(v => v.IsKept)] : [];
        return new PodSpec
        {
            NodeName = NodeName ?? "",
            HostNetwork = HostNetwork,
            HostPID = HostPID,
            HostIPC = HostIPC,
            SecurityContext = ContainerDocument.Known(SecurityContext),
            Containers = Of(Containers),
            InitContainers = Of(InitContainers),
            EphemeralContainers = Of(EphemeralContainers),
            Volumes = volumes,
            ImagePullSecrets = NameDocument.Of(ImagePullSecrets),
        };

        IReadOnlyList<PodContainer> Of(IReadOnlyList<ContainerDocument?>? containers) =>
            containers is null ? [] : [.. containers.OfType<ContainerDocument>().Select(c => c.ToContainer(volumes))];
    }

    public static PodDocument Of(PodSpec spec) => new()
    {
        NodeName = spec.NodeName,
        HostNetwork = spec.HostNetwork,
        HostPID = spec.HostPID,
        HostIPC = spec.HostIPC,
        SecurityContext = spec.SecurityContext,
        Containers = Of(spec.Containers),
        InitContainers = Of(spec.InitContainers),
        EphemeralContainers = Of(spec.EphemeralContainers),
        Volumes = spec.Volumes.Count == 0 ? null : spec.Volumes,
        ImagePullSecrets = NameDocument.Of(spec.ImagePullSecrets),
    };

    private static IReadOnlyList<ContainerDocument?>? Of(IReadOnlyList<PodContainer> containers) => containers.Count == 0 ? null : [.. containers.Select(ContainerDocument.Of)];
}

/// <summary>A name of an object.</summary>
internal sealed record NameDocument
{
    public string? Name { get; init; }

    public static IReadOnlyList<string> Of(IReadOnlyList<NameDocument?>? names) => names is null ? [] : [.. names.Select(n => n?.Name).OfType<string>().Where(n => n.Length > 0)];

    public static IReadOnlyList<NameDocument?>? Of(IReadOnlyList<string> names) => names.Count == 0 ? null : [.. names.Select(n => new NameDocument { Name = n })];
}
