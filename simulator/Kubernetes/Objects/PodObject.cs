using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>What a container of a pod is made from.</summary>
internal sealed record ContainerSpec(string Name, string Image, int Port);

/// <summary>How a pod is doing.</summary>
internal enum PodState
{
    /// <summary>Running and ready.</summary>
    Ready,

    /// <summary>Its container crashes and is started again, with pauses.</summary>
    Crashing,

    /// <summary>Not scheduled.</summary>
    Pending,

    /// <summary>Running when its node was last heard of; not ready.</summary>
    Lost,
}

/// <summary>A pod with one container.</summary>
internal sealed class PodObject(Meta meta, ContainerSpec container, NodeObject? node, string address, PodState state) : KubeObject(ResourceKinds.Pods, meta)
{
    private const int CrashRestarts = 9;
    private readonly DateTimeOffset started = meta.Created.AddSeconds(1);
    private readonly DateTimeOffset ready = meta.Created.AddSeconds(8);
    private readonly DateTimeOffset crashed = meta.Created.AddMinutes(21);

    public PodState State { get; } = state;

    public string Address { get; } = address;

    public NodeObject? Node { get; } = node;

    private bool IsReady => State == PodState.Ready;

    private string Phase => State == PodState.Pending ? "Pending" : "Running";

    protected override ReadOnlySpan<byte> ManagedFields => Objects.ManagedFields.Pod;

    public override string? Field(string path) => path switch
    {
        "spec.nodeName" => Node?.Meta.Name ?? "",
        "status.phase" => Phase,
        "status.podIP" => Address,
        "spec.restartPolicy" => "Always",
        "spec.schedulerName" => "default-scheduler",
        _ => base.Field(path),
    };

    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, IsReady ? "1/1" : "0/1", State == PodState.Crashing ? "CrashLoopBackOff" : Phase);
        cells.Restarts(State == PodState.Crashing ? CrashRestarts : 0, crashed);
        cells.Age(Meta.Created);
        cells.Texts(Address.Length == 0 ? "<none>" : Address, Node?.Meta.Name ?? "<none>", "<none>", "<none>");
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.Raw("volumes"u8, """[{"name":"kube-api-access","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}}]"""u8);
        WriteContainers(json, container);
        if (Node is not null)
        {
            json.WriteString("nodeName"u8, Node.Meta.Name);
        }

        json.Raw("securityContext"u8, "{}"u8);
        json.WriteString("restartPolicy"u8, "Always"u8);
        json.WriteNumber("terminationGracePeriodSeconds"u8, 30);
        json.WriteString("dnsPolicy"u8, "ClusterFirst"u8);
        json.WriteString("serviceAccountName"u8, "default"u8);
        json.WriteString("schedulerName"u8, "default-scheduler"u8);
        json.Raw("tolerations"u8, """[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]"""u8);
        json.WriteNumber("priority"u8, 0);
        json.WriteBoolean("enableServiceLinks"u8, true);
        json.WriteEndObject();
        WriteStatus(json);
    }

    /// <summary>The containers of a pod or of a template.</summary>
    public static void WriteContainers(Utf8JsonWriter json, ContainerSpec container)
    {
        json.WriteStartArray("containers"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, container.Name);
        json.WriteString("image"u8, container.Image);
        if (container.Port > 0)
        {
            json.WriteStartArray("ports"u8);
            json.WriteStartObject();
            json.WriteNumber("containerPort"u8, container.Port);
            json.WriteString("protocol"u8, "TCP"u8);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.Raw("resources"u8, """{"limits":{"memory":"256Mi"},"requests":{"cpu":"50m","memory":"64Mi"}}"""u8);
        json.WriteString("terminationMessagePath"u8, "/dev/termination-log"u8);
        json.WriteString("terminationMessagePolicy"u8, "File"u8);
        json.WriteString("imagePullPolicy"u8, "IfNotPresent"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteStatus(Utf8JsonWriter json)
    {
        json.WriteStartObject("status"u8);
        json.WriteString("phase"u8, Phase);
        json.WriteStartArray("conditions"u8);
        if (Node is null)
        {
            json.Condition("PodScheduled", false, Meta.Created, "Unschedulable", "0/0 nodes are available.");
        }
        else
        {
            json.Condition("Initialized", true, started);
            json.Condition("Ready", IsReady, ready, IsReady ? null : "ContainersNotReady", IsReady ? null : $"containers with unready status: [{container.Name}]");
            json.Condition("ContainersReady", IsReady, ready, IsReady ? null : "ContainersNotReady");
            json.Condition("PodScheduled", true, Meta.Created);
        }

        json.WriteEndArray();
        if (Node is not null)
        {
            json.WriteString("hostIP"u8, Node.Address);
            json.WriteString("podIP"u8, Address);
            json.WriteStartArray("podIPs"u8);
            json.WriteStartObject();
            json.WriteString("ip"u8, Address);
            json.WriteEndObject();
            json.WriteEndArray();
            json.Time("startTime"u8, Meta.Created);
            WriteContainerStatus(json);
        }

        json.WriteString("qosClass"u8, "Burstable"u8);
        json.WriteEndObject();
    }

    private void WriteContainerStatus(Utf8JsonWriter json)
    {
        json.WriteStartArray("containerStatuses"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, container.Name);
        json.WriteStartObject("state"u8);
        if (State == PodState.Crashing)
        {
            json.Raw("waiting"u8, """{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container"}"""u8);
        }
        else
        {
            json.WriteStartObject("running"u8);
            json.Time("startedAt"u8, ready);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("lastState"u8);
        if (State == PodState.Crashing)
        {
            json.WriteStartObject("terminated"u8);
            json.WriteNumber("exitCode"u8, 1);
            json.WriteString("reason"u8, "Error"u8);
            json.Time("startedAt"u8, crashed);
            json.Time("finishedAt"u8, crashed);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("ready"u8, IsReady);
        json.WriteNumber("restartCount"u8, State == PodState.Crashing ? CrashRestarts : 0);
        json.WriteString("image"u8, container.Image);
        json.WriteString("imageID"u8, container.Image);
        json.WriteString("containerID"u8, "containerd://" + Meta.Uid);
        json.WriteBoolean("started"u8, State != PodState.Crashing);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
