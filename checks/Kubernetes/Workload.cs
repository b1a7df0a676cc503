using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>What a Deployment, StatefulSet or ReplicaSet should be.</summary>
public sealed record WorkloadSpec
{
    /// <summary>How many pods; the API defaults it to 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>The labels of its pods.</summary>
    public LabelSelector Selector { get; init => field = value ?? new(); } = new();

    /// <summary>What its pods are made from.</summary>
    public PodTemplate Template { get; init => field = value ?? new(); } = new();
}

/// <summary>What pods are made from, cut to their labels, which tell the services that select pods that do not exist yet, and to agents.</summary>
public sealed record PodTemplate
{
    /// <summary>The labels of the pods to come.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The pods to come; null unless an agent that may send Container Insights runs in them.</summary>
    [JsonConverter(typeof(AgentTemplateConverter))]
    public PodTemplateSpec? Spec { get; init; }
}

/// <summary>What a Deployment, StatefulSet or ReplicaSet is.</summary>
public sealed record WorkloadStatus
{
    /// <summary>The generation that its controller has seen.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Pods that exist.</summary>
    public int Replicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int ReadyReplicas { get; init; }

    /// <summary>Pods of the current revision.</summary>
    public int UpdatedReplicas { get; init; }

    /// <summary>Pods that are available.</summary>
    public int AvailableReplicas { get; init; }

    /// <summary>The revision that a StatefulSet goes to.</summary>
    public string UpdateRevision { get; init => field = value ?? ""; } = "";

    /// <summary>Its conditions.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>Picks objects by labels.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must be equal.</summary>
    public IReadOnlyDictionary<string, string> MatchLabels { get; init => field = value ?? ObjectMeta.NoText; } = ObjectMeta.NoText;

    /// <summary>Further requirements.</summary>
    public IReadOnlyList<LabelRequirement> MatchExpressions { get; init => field = value ?? []; } = [];
}

/// <summary>A requirement of a selector.</summary>
public sealed record LabelRequirement
{
    /// <summary>The label.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    /// <summary>The values of <c>In</c> and <c>NotIn</c>.</summary>
    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];
}
