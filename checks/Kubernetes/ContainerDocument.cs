using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>What is read of the API's document of a container, and what is recorded of it.</summary>
internal sealed record ContainerDocument
{
    private const string NodeAgent = "aws-eks-nodeagent";
    private const string NetworkPolicyArgument = "--enable-network-policy=";

    public string? Name { get; init; }

    public string? Image { get; init; }

    public SecurityContext? SecurityContext { get; init; }

    public IReadOnlyList<PortDocument?>? Ports { get; init; }

    public IReadOnlyList<MountDocument?>? VolumeMounts { get; init; }

    public IReadOnlyList<VariableDocument?>? Env { get; init; }

    public IReadOnlyList<VariablesDocument?>? EnvFrom { get; init; }

    public ResourcesDocument? Resources { get; init; }

    public IReadOnlyList<string?>? Args { get; init; }

    public ProbeDocument? ReadinessProbe { get; init; }

    public ProbeDocument? LivenessProbe { get; init; }

    public ProbeDocument? StartupProbe { get; init; }

    public HooksDocument? Lifecycle { get; init; }

    /// <summary>Recorded in place of variables.</summary>
    public IReadOnlyList<string>? SecretNames { get; init; }

    /// <summary>Recorded in place of the settings of probes and hooks.</summary>
    public bool CallsOtherHosts { get; init; }

    public PodContainer ToContainer(IReadOnlyList<PodVolume> volumes) => new()
    {
        Name = Name ?? "",
        Image = Image ?? "",
        SecurityContext = Known(SecurityContext),
        HostPorts = Ports is { Count: > 0 } ? [.. Ports.Select(p => p?.HostPort ?? 0).Where(p => p != 0)] : [],
        Mounts = volumes.Count > 0 && VolumeMounts is { Count: > 0 }
            ? [.. VolumeMounts.OfType<MountDocument>().Where(m => volumes.Any(v => v.Name == m.Name)).Select(m => new PodMount(m.Name ?? "", m.ReadOnly))]
            : [],
        SecretNames = Secrets(),
        Requests = Resources?.Requests ?? [],
        HasReadinessProbe = ReadinessProbe is not null,
        CallsOtherHosts = CallsOtherHosts || new[] { ReadinessProbe, LivenessProbe, StartupProbe, Lifecycle?.PostStart, Lifecycle?.PreStop }.Any(p => p?.HasHost == true),
        Args = Name == NodeAgent && Args is not null ? [.. Args.OfType<string>().Where(a => a.StartsWith(NetworkPolicyArgument, StringComparison.Ordinal))] : [],
    };

    public static ContainerDocument Of(PodContainer container) => new()
    {
        Name = container.Name,
        Image = container.Image,
        SecurityContext = container.SecurityContext,
        Ports = container.HostPorts.Count == 0 ? null : [.. container.HostPorts.Select(p => new PortDocument { HostPort = p })],
        VolumeMounts = container.Mounts.Count == 0 ? null : [.. container.Mounts.Select(m => new MountDocument { Name = m.Name, ReadOnly = m.ReadOnly })],
        SecretNames = container.SecretNames.Count == 0 ? null : container.SecretNames,
        Resources = container.Requests.Count == 0 ? null : new ResourcesDocument { Requests = container.Requests },
        ReadinessProbe = container.HasReadinessProbe ? new ProbeDocument() : null,
        CallsOtherHosts = container.CallsOtherHosts,
        Args = container.Args.Count == 0 ? null : container.Args,
    };

    /// <summary>A security context; null where it sets nothing that is read.</summary>
    public static SecurityContext? Known(SecurityContext? context) => context == new SecurityContext() ? null : context;

    private IReadOnlyList<string> Secrets()
    {
        if (Env is null && EnvFrom is null)
        {
            return SecretNames ?? [];
        }

        var names = (Env ?? []).Select(v => v?.ValueFrom?.SecretKeyRef?.Name).Concat((EnvFrom ?? []).Select(v => v?.SecretRef?.Name)).Concat(SecretNames ?? []);
        return [.. names.OfType<string>().Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)];
    }
}

/// <summary>A port of a container.</summary>
internal sealed record PortDocument
{
    public int HostPort { get; init; }
}

/// <summary>A mount of a container.</summary>
internal sealed record MountDocument
{
    public string? Name { get; init; }

    public bool ReadOnly { get; init; }
}

/// <summary>A variable; of its value only the Secret's name is read.</summary>
internal sealed record VariableDocument
{
    public VariableSource? ValueFrom { get; init; }
}

/// <summary>Where a variable comes from.</summary>
internal sealed record VariableSource
{
    public NameDocument? SecretKeyRef { get; init; }
}

/// <summary>Several variables that come from one object.</summary>
internal sealed record VariablesDocument
{
    public NameDocument? SecretRef { get; init; }
}

/// <summary>What a container requests, by name.</summary>
internal sealed record ResourcesDocument
{
    [JsonConverter(typeof(KeysConverter))]
    public IReadOnlyList<string>? Requests { get; init; }
}

/// <summary>A probe or a hook; only whether it names a host is read.</summary>
internal sealed record ProbeDocument
{
    public HostDocument? HttpGet { get; init; }

    public HostDocument? TcpSocket { get; init; }

    [JsonIgnore]
    public bool HasHost => HttpGet?.Host is { Length: > 0 } || TcpSocket?.Host is { Length: > 0 };
}

/// <summary>The host that a probe calls.</summary>
internal sealed record HostDocument
{
    public string? Host { get; init; }
}

/// <summary>What a container does when it starts and stops.</summary>
internal sealed record HooksDocument
{
    public ProbeDocument? PostStart { get; init; }

    public ProbeDocument? PreStop { get; init; }
}

/// <summary>How the documents are read and recorded.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(PodVolumeConverter)])]
[JsonSerializable(typeof(PodDocument))]
[JsonSerializable(typeof(VolumeDocument))]
internal sealed partial class PodDocuments : JsonSerializerContext;
