using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>A namespace.</summary>
internal sealed class NamespaceObject(Meta meta) : KubeObject(ResourceKinds.Namespaces, meta)
{
    public override string? Field(string path) => path == "status.phase" ? "Active" : base.Field(path);

    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, "Active");
        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.Raw("spec"u8, """{"finalizers":["kubernetes"]}"""u8);
        json.Raw("status"u8, """{"phase":"Active"}"""u8);
    }
}

/// <summary>A ConfigMap.</summary>
internal sealed class ConfigMapObject(Meta meta, Labels data) : KubeObject(ResourceKinds.ConfigMaps, meta)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Text(Meta.Name);
        cells.Number(data.Count);
        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json) => json.Labels("data"u8, data);
}

/// <summary>A ServiceAccount.</summary>
internal sealed class ServiceAccountObject(Meta meta) : KubeObject(ResourceKinds.ServiceAccounts, meta)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Text(Meta.Name);
        cells.Number(0);
        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        // A ServiceAccount without secrets has no other field.
    }
}

/// <summary>The lease that a node renews.</summary>
internal sealed class LeaseObject(Meta meta, DateTimeOffset renewed) : KubeObject(ResourceKinds.Leases, meta)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, Meta.Name);
        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.WriteString("holderIdentity"u8, Meta.Name);
        json.WriteNumber("leaseDurationSeconds"u8, 40);
        json.WriteString("renewTime"u8, renewed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}

/// <summary>The custom resource that the CloudWatch operator makes its DaemonSet from.</summary>
internal sealed class CloudWatchAgentObject(Meta meta, string config) : KubeObject(ResourceKinds.CloudWatchAgents, meta)
{
    private const string Image = "602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/observability/cloudwatch-agent:1.300060.0b1248";

    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, "daemonset", "0.0.0", "");
        cells.Age(Meta.Created);
        cells.Texts(Image, "managed");
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.WriteString("mode"u8, "daemonset"u8);
        json.WriteString("image"u8, Image);
        json.WriteString("serviceAccount"u8, "cloudwatch-agent"u8);
        json.WriteString("managementState"u8, "managed"u8);
        json.WriteString("config"u8, config);
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteString("version"u8, "0.0.0"u8);
        json.WriteEndObject();
    }
}

/// <summary>Who serves a version of an API group.</summary>
internal sealed class ApiServiceObject(Meta meta, string group, string version, string? service) : KubeObject(ResourceKinds.ApiServices, meta)
{
    private const string Namespace = "kube-system";

    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, service is null ? "Local" : $"{Namespace}/{service}", "True");
        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        if (group.Length > 0)
        {
            json.WriteString("group"u8, group);
        }

        json.WriteString("version"u8, version);
        json.WriteNumber("groupPriorityMinimum"u8, 17800);
        json.WriteNumber("versionPriority"u8, 15);
        if (service is not null)
        {
            json.WriteStartObject("service"u8);
            json.WriteString("namespace"u8, Namespace);
            json.WriteString("name"u8, service);
            json.WriteNumber("port"u8, 443);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteStartArray("conditions"u8);
        json.Condition("Available", holds: true, Meta.Created, service is null ? "Local" : "Passed");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
