using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>What Deployments, ReplicaSets and DaemonSets have in common: a selector and a template of one container.</summary>
internal abstract class WorkloadObject(ResourceKind kind, Meta meta, Labels selector, ContainerSpec container) : KubeObject(kind, meta)
{
    protected override ReadOnlySpan<byte> ManagedFields => Objects.ManagedFields.Workload;

    protected void Template(Utf8JsonWriter json)
    {
        json.Selector(selector);
        json.WriteStartObject("template"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteNull("creationTimestamp"u8);
        json.Labels("labels"u8, selector);
        json.WriteEndObject();
        json.WriteStartObject("spec"u8);
        PodObject.WriteContainers(json, container);
        json.WriteString("restartPolicy"u8, "Always"u8);
        json.WriteNumber("terminationGracePeriodSeconds"u8, 30);
        json.WriteString("dnsPolicy"u8, "ClusterFirst"u8);
        json.Raw("securityContext"u8, "{}"u8);
        json.WriteString("schedulerName"u8, "default-scheduler"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    protected void TemplateCells(CellWriter cells) => cells.Texts(container.Name, container.Image, selector.ToString());
}

/// <summary>A Deployment whose rollout is finished.</summary>
internal sealed class DeploymentObject(Meta meta, Labels selector, ContainerSpec container, int replicas, int ready)
    : WorkloadObject(ResourceKinds.Deployments, meta, selector, container)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Texts(Meta.Name, $"{ready}/{replicas}");
        cells.Number(replicas);
        cells.Number(ready);
        cells.Age(Meta.Created);
        TemplateCells(cells);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.WriteNumber("replicas"u8, replicas);
        Template(json);
        json.Raw("strategy"u8, """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}"""u8);
        json.WriteNumber("revisionHistoryLimit"u8, 10);
        json.WriteNumber("progressDeadlineSeconds"u8, 600);
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteNumber("observedGeneration"u8, Meta.Generation);
        json.WriteNumber("replicas"u8, replicas);
        json.WriteNumber("updatedReplicas"u8, replicas);
        if (ready > 0)
        {
            json.WriteNumber("readyReplicas"u8, ready);
            json.WriteNumber("availableReplicas"u8, ready);
        }

        if (ready < replicas)
        {
            json.WriteNumber("unavailableReplicas"u8, replicas - ready);
        }

        json.WriteStartArray("conditions"u8);
        json.Condition("Progressing", true, Meta.Created, "NewReplicaSetAvailable", "The ReplicaSet has successfully progressed.");
        json.Condition("Available", ready == replicas, Meta.Created, ready == replicas ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>The ReplicaSet of a Deployment.</summary>
internal sealed class ReplicaSetObject(Meta meta, Labels selector, ContainerSpec container, int replicas, int ready)
    : WorkloadObject(ResourceKinds.ReplicaSets, meta, selector, container)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Text(Meta.Name);
        cells.Number(replicas);
        cells.Number(replicas);
        cells.Number(ready);
        cells.Age(Meta.Created);
        TemplateCells(cells);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        json.WriteNumber("replicas"u8, replicas);
        Template(json);
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteNumber("replicas"u8, replicas);
        json.WriteNumber("fullyLabeledReplicas"u8, replicas);
        json.WriteNumber("readyReplicas"u8, ready);
        json.WriteNumber("availableReplicas"u8, ready);
        json.WriteNumber("observedGeneration"u8, Meta.Generation);
        json.WriteEndObject();
    }
}

/// <summary>A DaemonSet.</summary>
internal sealed class DaemonSetObject(Meta meta, Labels selector, ContainerSpec container, int desired, int ready, Labels nodeSelector)
    : WorkloadObject(ResourceKinds.DaemonSets, meta, selector, container)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Text(Meta.Name);
        cells.Number(desired);
        cells.Number(desired);
        cells.Number(ready);
        cells.Number(desired);
        cells.Number(ready);
        cells.Text(nodeSelector.ToString());
        cells.Age(Meta.Created);
        TemplateCells(cells);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject("spec"u8);
        Template(json);
        json.Raw("updateStrategy"u8, """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}}"""u8);
        json.WriteNumber("revisionHistoryLimit"u8, 10);
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteNumber("currentNumberScheduled"u8, desired);
        json.WriteNumber("numberMisscheduled"u8, 0);
        json.WriteNumber("desiredNumberScheduled"u8, desired);
        json.WriteNumber("numberReady"u8, ready);
        json.WriteNumber("observedGeneration"u8, Meta.Generation);
        json.WriteNumber("updatedNumberScheduled"u8, desired);
        json.WriteNumber("numberAvailable"u8, ready);
        if (ready < desired)
        {
            json.WriteNumber("numberUnavailable"u8, desired - ready);
        }

        json.WriteEndObject();
    }
}
