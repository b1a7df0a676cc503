using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>A condition of a node, pod or workload.</summary>
public sealed record Condition
{
    /// <summary>What it is about, such as <c>Ready</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>One word why.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>A sentence why.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>When it was last written, where it is written again and again: a kubelet does, every 5 minutes at least.</summary>
    public DateTimeOffset? LastHeartbeatTime { get; init; }

    /// <summary>Whether the condition is <c>True</c>.</summary>
    [JsonIgnore]
    public bool IsTrue => string.Equals(Status, "True", StringComparison.Ordinal);
}
