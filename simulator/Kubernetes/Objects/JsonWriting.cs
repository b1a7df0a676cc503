using System.Buffers.Text;
using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>What objects write again and again.</summary>
internal static class JsonWriting
{
    /// <summary>A time in RFC 3339, whole seconds, UTC.</summary>
    public static void Time(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out _, 'O');
        text[19] = (byte)'Z';
        json.WriteString(name, text[..20]);
    }

    /// <summary>Labels; nothing where there are none.</summary>
    public static void Labels(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Labels labels)
    {
        if (labels.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in labels)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>A selector with <c>matchLabels</c>.</summary>
    public static void Selector(this Utf8JsonWriter json, Labels labels)
    {
        json.WriteStartObject("selector"u8);
        json.Labels("matchLabels"u8, labels);
        json.WriteEndObject();
    }

    /// <summary>A fixed piece of JSON.</summary>
    public static void Raw(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    /// <summary>One condition of a status.</summary>
    public static void Condition(this Utf8JsonWriter json, string type, bool? holds, DateTimeOffset since, string? reason = null, string? message = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("status"u8, holds switch { true => "True", false => "False", null => "Unknown" });
        json.Time("lastTransitionTime"u8, since);
        if (reason is not null)
        {
            json.WriteString("reason"u8, reason);
        }

        if (message is not null)
        {
            json.WriteString("message"u8, message);
        }

        json.WriteEndObject();
    }
}

/// <summary>Writes the cells of one row.</summary>
/// <param name="Json">Where to.</param>
/// <param name="Now">What ages are counted to.</param>
internal readonly record struct CellWriter(Utf8JsonWriter Json, DateTimeOffset Now)
{
    public void Text(string value) => Json.WriteStringValue(value);

    public void Texts(params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            Json.WriteStringValue(value);
        }
    }

    public void Number(int value) => Json.WriteNumberValue(value);

    public void Age(DateTimeOffset since) => Json.WriteStringValue(HumanAge.Format(Now - since));

    /// <summary><c>0</c>, or <c>4 (32s ago)</c>.</summary>
    public void Restarts(int count, DateTimeOffset last) =>
        Json.WriteStringValue(count == 0 ? "0" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} ({HumanAge.Format(Now - last)} ago)"));
}

/// <summary>The <c>managedFields</c> of objects as real servers send them. Nothing reads them here; they have the size that they have on EKS.</summary>
internal static class ManagedFields
{
    public static ReadOnlySpan<byte> Small =>
        """[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{}},"f:labels":{".":{}}}}}]"""u8;

    public static ReadOnlySpan<byte> Pod =>
        """[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"00000000-0000-4000-8000-000000000000\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}},"f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}},{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},"k:{\"type\":\"Initialized\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},"k:{\"type\":\"Ready\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},"f:containerStatuses":{},"f:hostIP":{},"f:hostIPs":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"192.168.0.1\"}":{".":{},"f:ip":{}}},"f:startTime":{}}},"subresource":"status"}]"""u8;

    public static ReadOnlySpan<byte> Workload =>
        """[{"manager":"kubectl-client-side-apply","operation":"Update","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:kubectl.kubernetes.io/last-applied-configuration":{}},"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},"f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{},"f:resources":{}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}}},{"manager":"kube-controller-manager","operation":"Update","apiVersion":"apps/v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{"f:deployment.kubernetes.io/revision":{}}},"f:status":{"f:availableReplicas":{},"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},"f:lastTransitionTime":{},"f:lastUpdateTime":{},"f:message":{},"f:reason":{},"f:status":{},"f:type":{}}},"f:observedGeneration":{},"f:readyReplicas":{},"f:replicas":{},"f:updatedReplicas":{}}},"subresource":"status"}]"""u8;
}
