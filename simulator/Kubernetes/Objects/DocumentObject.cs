using System.Text.Json;
using System.Text.Json.Nodes;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>An object that a plan holds as the document that the API server would send.</summary>
internal sealed class DocumentObject(ResourceKind kind, Meta meta, JsonObject document) : KubeObject(kind, meta)
{
    public override void WriteCells(CellWriter cells)
    {
        cells.Text(Meta.Name);
        cells.Age(Meta.Created);
    }

    protected override void WriteBody(Utf8JsonWriter json)
    {
        foreach (var (name, value) in document.Where(m => m.Key is not ("apiVersion" or "kind" or "metadata")))
        {
            json.WritePropertyName(name);
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                value.WriteTo(json);
            }
        }
    }
}

/// <summary>An object with some of its fields changed by a JSON merge patch.</summary>
internal sealed class PatchedObject(KubeObject inner, JsonObject patch) : KubeObject(inner.Kind, PatchOf(inner.Meta, patch))
{
    /// <summary>The object as it was.</summary>
    public KubeObject Inner { get; } = inner;

    public override string? Field(string path) => Inner.Field(path);

    public override void WriteCells(CellWriter cells) => Inner.WriteCells(cells);

    public override void Write(Utf8JsonWriter json, bool typed)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Inner.Write(writer, typed);
        }

        var document = JsonNode.Parse(buffer.ToArray())?.AsObject() ?? throw new InvalidOperationException("An object is a JSON object.");
        MergePatch.Apply(document, patch);
        document.WriteTo(json);
    }

    protected override void WriteBody(Utf8JsonWriter json) => throw new InvalidOperationException("A patched object is written whole.");

    private static Meta PatchOf(Meta meta, JsonObject patch)
    {
        Labels Changed(string name, Labels before)
        {
            if (patch["metadata"]?[name] is not JsonObject changes)
            {
                return before;
            }

            var kept = before.Where(l => !changes.ContainsKey(l.Key));
            return new Labels([.. kept, .. changes.Where(c => c.Value is not null).Select(c => (c.Key, c.Value?.ToString() ?? ""))]);
        }

        return meta with { Labels = Changed("labels", meta.Labels), Annotations = Changed("annotations", meta.Annotations) };
    }
}

/// <summary>JSON merge patch (RFC 7396).</summary>
internal static class MergePatch
{
    /// <summary>Changes an object.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject changes when target[name] is JsonObject inner:
                    Apply(inner, changes);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
