using System.Collections.Immutable;
using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>A Service with one port.</summary>
internal sealed class ServiceObject(Meta meta, string type, string clusterIp, int port, int targetPort, Labels selector)
    : KubeObject(ResourceKinds.Services, meta)
{
    private readonly int nodePort = 30000 + (port + targetPort) % 2767;

    public string? Host { get; init; }

    public string? LoadBalancerClass { get; init; }

    private bool IsBalanced => type == "LoadBalancer";

    public override string? Field(string path) => path switch
    {
        "spec.type" => type,
        "spec.clusterIP" => clusterIp,
        _ => base.Field(path),
    };

    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, type, clusterIp, IsBalanced ? Host ?? "<pending>" : "<none>", IsBalanced ? $"{port}:{nodePort}/TCP" : $"{port}/TCP");
        cells.Age(Meta.Created);
        cells.Text(selector.ToString());
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.WriteStartArray("ports"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, "http"u8);
        json.WriteString("protocol"u8, "TCP"u8);
        json.WriteNumber("port"u8, port);
        json.WriteNumber("targetPort"u8, targetPort);
        if (IsBalanced)
        {
            json.WriteNumber("nodePort"u8, nodePort);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.Labels("selector"u8, selector);
        json.WriteString("clusterIP"u8, clusterIp);
        json.WriteStartArray("clusterIPs"u8);
        json.WriteStringValue(clusterIp);
        json.WriteEndArray();
        json.WriteString("type"u8, type);
        json.WriteString("sessionAffinity"u8, "None"u8);
        json.Raw("ipFamilies"u8, """["IPv4"]"""u8);
        json.WriteString("ipFamilyPolicy"u8, "SingleStack"u8);
        json.WriteString("internalTrafficPolicy"u8, "Cluster"u8);
        if (IsBalanced)
        {
            json.WriteString("externalTrafficPolicy"u8, "Cluster"u8);
            json.WriteBoolean("allocateLoadBalancerNodePorts"u8, true);
            if (LoadBalancerClass is not null)
            {
                json.WriteString("loadBalancerClass"u8, LoadBalancerClass);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteStartObject("loadBalancer"u8);
        if (Host is not null)
        {
            json.WriteStartArray("ingress"u8);
            json.WriteStartObject();
            json.WriteString("hostname"u8, Host);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>The pods behind a Service: as Endpoints, or as an EndpointSlice.</summary>
internal sealed class EndpointsObject(ResourceKind kind, Meta meta, ImmutableArray<PodObject> pods, int port) : KubeObject(kind, meta)
{
    private bool IsSlice => Kind == ResourceKinds.EndpointSlices;

    public override void WriteCells(CellWriter cells)
    {
        var ready = pods.Where(p => IsSlice || p.State == PodState.Ready).Select(p => IsSlice ? p.Address : $"{p.Address}:{port}").ToList();
        var shown = ready.Count switch
        {
            0 => IsSlice ? "<unset>" : "<none>",
            <= 3 => string.Join(',', ready),
            _ => $"{string.Join(',', ready.Take(3))} + {ready.Count - 3} more...",
        };
        if (IsSlice)
        {
            cells.Texts(Meta.Name, "IPv4", $"{port}", shown);
        }
        else
        {
            cells.Texts(Meta.Name, shown);
        }

        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        if (IsSlice)
        {
            WriteSlice(json);
            return;
        }

        if (pods.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("subsets"u8);
        json.WriteStartObject();
        Addresses(json, "addresses"u8, ready: true);
        Addresses(json, "notReadyAddresses"u8, ready: false);
        WritePorts(json);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteSlice(Utf8JsonWriter json)
    {
        json.WriteString("addressType"u8, "IPv4"u8);
        json.WriteStartArray("endpoints"u8);
        foreach (var pod in pods)
        {
            var ready = pod.State == PodState.Ready;
            json.WriteStartObject();
            json.WriteStartArray("addresses"u8);
            json.WriteStringValue(pod.Address);
            json.WriteEndArray();
            json.WriteStartObject("conditions"u8);
            json.WriteBoolean("ready"u8, ready);
            json.WriteBoolean("serving"u8, ready);
            json.WriteBoolean("terminating"u8, false);
            json.WriteEndObject();
            WriteTarget(json, pod);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WritePorts(json);
    }

    private void Addresses(Utf8JsonWriter json, ReadOnlySpan<byte> name, bool ready)
    {
        if (!pods.Any(p => p.State == PodState.Ready == ready))
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var pod in pods.Where(p => p.State == PodState.Ready == ready))
        {
            json.WriteStartObject();
            json.WriteString("ip"u8, pod.Address);
            WriteTarget(json, pod);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTarget(Utf8JsonWriter json, PodObject pod)
    {
        if (pod.Node is { } node)
        {
            json.WriteString("nodeName"u8, node.Meta.Name);
        }

        json.WriteStartObject("targetRef"u8);
        json.WriteString("kind"u8, "Pod"u8);
        json.WriteString("namespace"u8, pod.Meta.Namespace);
        json.WriteString("name"u8, pod.Meta.Name);
        json.WriteString("uid"u8, pod.Meta.Uid);
        json.WriteEndObject();
    }

    private void WritePorts(Utf8JsonWriter json)
    {
        json.WriteStartArray("ports"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, "http"u8);
        json.WriteNumber("port"u8, port);
        json.WriteString("protocol"u8, "TCP"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
