using System.Text.Json.Serialization;

namespace EksGrader.Checks.Kubernetes;

/// <summary>What a Deployment, StatefulSet or ReplicaSet should be.</summary>
public sealed record WorkloadSpec
{
    /// <summary>How many pods; the API defaults it to 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>What its pods are made from.</summary>
    public PodTemplate Template { get; init => field = value ?? new(); } = new();
}

/// <summary>What pods are made from, cut to their labels, by which services select them, and to agents.</summary>
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

    /// <summary>Its conditions.</summary>
    public IReadOnlyList<Condition> Conditions { get; init => field = value ?? []; } = [];
}
