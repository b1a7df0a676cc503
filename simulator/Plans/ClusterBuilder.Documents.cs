using System.IO.Enumeration;
using System.Text.Json.Nodes;
using EksGrader.Simulator.Kubernetes;
using EksGrader.Simulator.Kubernetes.Objects;

namespace EksGrader.Simulator.Plans;

/// <content>What a plan adds as workloads and documents, and changes by patches.</content>
internal sealed partial class ClusterBuilder
{
    private const string App = "app";

    private void AddWorkloads()
    {
        foreach (var workload in plan.Workloads)
        {
            AddMissingNamespace(workload.Namespace);
            var container = new ContainerSpec(workload.Name, Placeholders.Fill(workload.Image, identity, now), 0);
            if (workload.Kind == ResourceKinds.DaemonSets.Kind)
            {
                AddDaemonSet(workload.Namespace, workload.Name, App, container, At(22), workload.Ready, workload.Labels);
            }
            else
            {
                AddDeployment(workload.Namespace, workload.Name, container, workload.Replicas, workload.Ready ?? workload.Replicas, At(22), further: workload.Labels);
            }
        }
    }

    private void AddDocuments()
    {
        foreach (var text in FreshDocuments.All.Concat(plan.Objects))
        {
            var document = Parse(text);
            var kind = ResourceKinds.Named($"{document["apiVersion"]}", $"{document["kind"]}");
            var written = document["metadata"]?.AsObject() ?? throw new InvalidOperationException("A document needs metadata.");
            var space = written["namespace"]?.ToString();
            if (space is not null)
            {
                AddMissingNamespace(space);
            }

            var meta = NewMeta(kind, space, $"{written["name"]}", At(20), LabelsOf(written["labels"]));
            meta = meta with
            {
                Uid = written["uid"]?.ToString() ?? meta.Uid,
                Created = written["creationTimestamp"]?.GetValue<DateTimeOffset>() ?? meta.Created,
                Generation = written["generation"]?.GetValue<int>() ?? 1,
                Annotations = LabelsOf(written["annotations"]),
                Owner = written["ownerReferences"]?[0] is { } owner ? OwnerOf(owner, space) : null,
            };
            objects.Add(kind == ResourceKinds.ConfigMaps ? new ConfigMapObject(meta with { Generation = 0 }, LabelsOf(document["data"])) : new DocumentObject(kind, meta, document));
        }
    }

    private List<KubeObject> Patched()
    {
        var patches = plan.Patches.Select(p => (p.Object, Patch: Parse(p.Patch))).ToList();
        return patches.Count == 0 ? objects : [.. objects.Select(o => patches.Find(p => FileSystemName.MatchesSimpleExpression(p.Object, $"{o.Kind.Kind} {o.Key}", ignoreCase: false)) is { Patch: { } patch } ? new PatchedObject(o, patch) : o)];
    }

    private void AddMissingNamespace(string name)
    {
        if (!objects.Exists(o => o.Kind == ResourceKinds.Namespaces && o.Meta.Name == name))
        {
            AddNamespace(name, At(14));
        }
    }

    private Owner OwnerOf(JsonNode owner, string? inNamespace)
    {
        var kind = ResourceKinds.Named($"{owner["apiVersion"]}", $"{owner["kind"]}");
        var space = kind.Namespaced ? inNamespace : null;
        return new Owner(kind, $"{owner["name"]}", owner["uid"]?.ToString() ?? identity.Uid($"{kind.Plural}/{space}/{owner["name"]}"));
    }

    private JsonObject Parse(string text) => JsonNode.Parse(Placeholders.Fill(text, identity, now))?.AsObject() ?? throw new ArgumentException("A document is a JSON object.", nameof(text));

    private static Labels LabelsOf(JsonNode? labels) => new([.. (labels?.AsObject() ?? []).Select(l => (l.Key, l.Value?.ToString() ?? ""))]);
}
