using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// What a pod should be, cut to what checks judge. Never kept: values of variables, commands and arguments but one, volumes and mounts that
/// neither the Pod Security Standards nor a check asks about.
/// </summary>
public sealed record PodSpec
{
    /// <summary>The node that it was placed on; empty before that.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Whether it uses its node's network.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Whether it sees its node's processes.</summary>
    public bool HostPID { get; init; }

    /// <summary>Whether it shares its node's shared memory.</summary>
    public bool HostIPC { get; init; }

    /// <summary>What holds for all containers; null where nothing is set.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary>The containers.</summary>
    public IReadOnlyList<PodContainer> Containers { get; init; } = [];

    /// <summary>The containers that run before them, or beside them where they always restart.</summary>
    public IReadOnlyList<PodContainer> InitContainers { get; init; } = [];

    /// <summary>The containers of <c>kubectl debug</c>.</summary>
    public IReadOnlyList<PodContainer> EphemeralContainers { get; init; } = [];

    /// <summary>The volumes that show Secrets or files of the node, or that the restricted standard forbids; others are dropped.</summary>
    public IReadOnlyList<PodVolume> Volumes { get; init; } = [];

    /// <summary>The Secrets that images are pulled with.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];

    /// <summary>Containers of all three kinds: the security standards ask of each.</summary>
    [JsonIgnore]
    public IEnumerable<PodContainer> AllContainers => [.. InitContainers, .. Containers, .. EphemeralContainers];

    /// <summary>The Secrets that it uses: as variables, as files, and to pull images.</summary>
    [JsonIgnore]
    public IEnumerable<string> SecretNames => AllContainers.SelectMany(c => c.SecretNames).Concat(Volumes.SelectMany(v => v.SecretNames)).Concat(ImagePullSecrets).Distinct(StringComparer.Ordinal);
}

/// <summary>A container of a pod.</summary>
public sealed record PodContainer
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its image, as it was asked for.</summary>
    public string Image { get; init; } = "";

    /// <summary>What it may do; null where nothing is set.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary>The ports of its node that it takes.</summary>
    public IReadOnlyList<int> HostPorts { get; init; } = [];

    /// <summary>Where it mounts the volumes that are kept.</summary>
    public IReadOnlyList<PodMount> Mounts { get; init; } = [];

    /// <summary>The Secrets that variables are made from.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>What it requests by name, such as <c>cpu</c>; not how much.</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>Whether it has a readiness probe.</summary>
    public bool HasReadinessProbe { get; init; }

    /// <summary>Whether a probe or a hook calls another host than its own pod, which the baseline standard forbids from 1.34 on.</summary>
    public bool CallsOtherHosts { get; init; }

    /// <summary>The arguments <c>--enable-network-policy=…</c> of the container <c>aws-eks-nodeagent</c>; no others.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];
}

/// <summary>Where a container mounts a volume.</summary>
/// <param name="Name">The volume.</param>
/// <param name="ReadOnly">Whether it cannot write there.</param>
public sealed record PodMount(string Name, bool ReadOnly = false);

/// <summary>What a pod or a container may do, by the fields that the Pod Security Standards name. Null is what is not set.</summary>
public sealed record SecurityContext
{
    /// <summary>Whether it may do all that its node may.</summary>
    public bool? Privileged { get; init; }

    /// <summary>Whether it may gain more rights than its parent.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>Whether it must not run as root.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>The user's number; 0 is root.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>How <c>/proc</c> is mounted; <c>Default</c> or <c>Unmasked</c>.</summary>
    public string? ProcMount { get; init; }

    /// <summary>Which Linux capabilities it has.</summary>
    public Capabilities? Capabilities { get; init; }

    /// <summary>Which system calls it may make.</summary>
    public SecurityProfile? SeccompProfile { get; init; }

    /// <summary>Which AppArmor profile holds.</summary>
    public SecurityProfile? AppArmorProfile { get; init; }

    /// <summary>Which SELinux labels it has.</summary>
    public SeLinuxOptions? SeLinuxOptions { get; init; }

    /// <summary>What Windows is told.</summary>
    public WindowsOptions? WindowsOptions { get; init; }

    /// <summary>The kernel's parameters that it sets.</summary>
    public IReadOnlyList<Sysctl>? Sysctls { get; init; }
}

/// <summary>Linux capabilities.</summary>
/// <param name="Add">Those beyond the usual ones.</param>
/// <param name="Drop">Those of the usual ones that it lacks; <c>ALL</c> for all.</param>
public sealed record Capabilities(IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Drop = null);

/// <summary>A seccomp or AppArmor profile.</summary>
/// <param name="Type"><c>RuntimeDefault</c>, <c>Localhost</c> or <c>Unconfined</c>.</param>
public sealed record SecurityProfile(string Type = "");

/// <summary>SELinux labels.</summary>
/// <param name="Type">The type.</param>
/// <param name="User">The user.</param>
/// <param name="Role">The role.</param>
public sealed record SeLinuxOptions(string? Type = null, string? User = null, string? Role = null);

/// <summary>What Windows is told.</summary>
/// <param name="HostProcess">Whether it runs as a process of its node.</param>
public sealed record WindowsOptions(bool? HostProcess = null);

/// <summary>A parameter of the kernel.</summary>
/// <param name="Name">Such as <c>net.ipv4.ip_local_port_range</c>.</param>
public sealed record Sysctl(string Name = "");

/// <summary>Reads the API's document of a pod, cuts it, and records what is left in the API's own shape without what is empty.</summary>
public sealed class PodSpecConverter : JsonConverter<PodSpec>
{
    /// <inheritdoc/>
    public override PodSpec? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, PodDocuments.Default.PodDocument)?.ToSpec();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PodSpec value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, PodDocument.Of(value), PodDocuments.Default.PodDocument);
}
