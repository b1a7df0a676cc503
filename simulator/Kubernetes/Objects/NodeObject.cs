using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>A node as EKS shows it (EKS user guide, managed node groups and Auto Mode).</summary>
internal sealed class NodeObject(Meta meta, NodePlan plan, string address, string providerId, string kubeletVersion, DateTimeOffset changed, Func<DateTimeOffset> heartbeat)
    : KubeObject(ResourceKinds.Nodes, meta)
{
    private const string OsImage = "Amazon Linux 2023.9.20251027";
    private const string Kernel = "6.12.46-66.121.amzn2023.x86_64";
    private const string Runtime = "containerd://2.1.4";

    public NodePlan Plan { get; } = plan;

    public string Address { get; } = address;

    /// <summary>The EC2 instance.</summary>
    public string InstanceId { get; } = providerId[(providerId.LastIndexOf('/') + 1)..];

    public override string? Field(string path) =>
        path == "spec.unschedulable" ? (Plan.Cordoned ? "true" : "false") : base.Field(path);

    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, (Plan.Ready ? "Ready" : "NotReady") + (Plan.Cordoned ? ",SchedulingDisabled" : ""), "<none>");
        cells.Age(Meta.Created);
        cells.Texts(kubeletVersion, Address, "<none>", OsImage, Kernel, Runtime);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.WriteString("providerID"u8, providerId);
        if (Plan.Cordoned)
        {
            json.WriteBoolean("unschedulable"u8, true);
            json.Raw("taints"u8, """[{"key":"node.kubernetes.io/unschedulable","effect":"NoSchedule"}]"""u8);
        }

        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.Raw("capacity"u8, """{"cpu":"2","ephemeral-storage":"83873772Ki","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"3931732Ki","pods":"17"}"""u8);
        json.Raw("allocatable"u8, """{"cpu":"1930m","ephemeral-storage":"76224326324","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"3376724Ki","pods":"17"}"""u8);
        WriteConditions(json);
        json.WriteStartArray("addresses"u8);
        Pair(json, "InternalIP", Address);
        Pair(json, "InternalDNS", Meta.Name);
        Pair(json, "Hostname", Meta.Name);
        json.WriteEndArray();
        json.Raw("daemonEndpoints"u8, """{"kubeletEndpoint":{"Port":10250}}"""u8);
        json.WriteStartObject("nodeInfo"u8);
        json.WriteString("machineID"u8, Meta.Uid.Replace("-", "", StringComparison.Ordinal));
        json.WriteString("systemUUID"u8, Meta.Uid);
        json.WriteString("bootID"u8, Meta.Uid);
        json.WriteString("kernelVersion"u8, Kernel);
        json.WriteString("osImage"u8, OsImage);
        json.WriteString("containerRuntimeVersion"u8, Runtime);
        json.WriteString("kubeletVersion"u8, kubeletVersion);
        json.WriteString("kubeProxyVersion"u8, ""u8);
        json.WriteString("operatingSystem"u8, "linux"u8);
        json.WriteString("architecture"u8, "amd64"u8);
        json.WriteEndObject();
        json.Raw("images"u8, Images);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Images =>
        """[{"names":["602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/amazon-k8s-cni:v1.20.4-eksbuild.1"],"sizeBytes":52428800},{"names":["602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/kube-proxy:v1.33.5-minimal-eksbuild.2"],"sizeBytes":31457280},{"names":["602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/coredns:v1.12.4-eksbuild.1"],"sizeBytes":24117248},{"names":["public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300060.0b1248"],"sizeBytes":146800640},{"names":["public.ecr.aws/nginx/nginx:1.29"],"sizeBytes":73400320},{"names":["602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/pause:3.10"],"sizeBytes":319000}]"""u8;

    private void WriteConditions(Utf8JsonWriter json)
    {
        json.WriteStartArray("conditions"u8);
        Pressure(json, "MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available");
        Pressure(json, "DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
        Pressure(json, "PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available");
        if (Plan.Ready)
        {
            One(json, "Ready", true, "KubeletReady", "kubelet is posting ready status");
        }
        else
        {
            One(json, "Ready", null, "NodeStatusUnknown", "Kubelet stopped posting node status.");
        }

        json.WriteEndArray();
    }

    private void Pressure(Utf8JsonWriter json, string type, string reason, string message)
    {
        if (Plan.Ready)
        {
            One(json, type, false, reason, message);
        }
        else
        {
            One(json, type, null, "NodeStatusUnknown", "Kubelet stopped posting node status.");
        }
    }

    private void One(Utf8JsonWriter json, string type, bool? holds, string reason, string message)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("status"u8, holds switch { true => "True", false => "False", null => "Unknown" });
        json.Time("lastHeartbeatTime"u8, heartbeat());
        json.Time("lastTransitionTime"u8, changed);
        json.WriteString("reason"u8, reason);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }

    private static void Pair(Utf8JsonWriter json, string type, string address)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("address"u8, address);
        json.WriteEndObject();
    }
}

/// <summary>A node.</summary>
internal sealed record NodePlan(bool Ready = true, Compute Compute = Compute.NodeGroup, bool Cordoned = false);

/// <summary>Where a node's compute comes from.</summary>
internal enum Compute
{
    /// <summary>A managed node group on EC2.</summary>
    NodeGroup,

    /// <summary>EKS Auto Mode.</summary>
    AutoMode,

    /// <summary>Fargate.</summary>
    Fargate,
}
