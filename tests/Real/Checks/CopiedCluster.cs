using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Simulator;
using EksGrader.Tests.Support.Testbed;
using k8s.Models;

namespace EksGrader.Tests.Real.Checks;

/// <summary>
/// Puts everything that a practice cluster holds into a real API server: what the simulator says is taken only as Kubernetes itself takes
/// it, and read as Kubernetes itself serves it.
/// </summary>
internal sealed class CopiedCluster(ControlPlane plane, PracticeCluster cluster) : IAsyncDisposable
{
    // Owners before what they own.
    private static readonly Kind[] First = [Kind.Namespace, Kind.Node, Kind.Deployment, Kind.StatefulSet, Kind.DaemonSet, Kind.ReplicaSet, Kind.Service, Kind.ConfigMap];

    private static readonly string[] Cores = ["admissionregistration.k8s.io", "apps", "autoscaling", "discovery.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "apiregistration.k8s.io"];

    private readonly List<(Kind Kind, CopiedObject Made)> made = [];
    private readonly Dictionary<string, string> uids = new(StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Copies the objects of every kind that some check reads.</summary>
    public async Task CopyAsync()
    {
        using var client = ClientOf(cluster);
        var read = Catalogue.Default.Infos.SelectMany(i => i.Reads).OfType<DeclaredRead.Kubernetes>().Select(r => r.Type).Distinct()
            .Select(t => (Type: t, Kind: OnTheServer(t)))
            .OrderBy(t => Array.FindIndex(First, k => k.Plural == t.Kind.Plural) is var at and >= 0 ? at : First.Length);
        foreach (var (type, kind) in read.Where(t => t.Type.Group != "apiregistration.k8s.io"))
        {
            await CopyAsync(client, type, kind);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var together in made.ToLookup(o => o.Kind == Kind.CustomResourceDefinition).OrderBy(k => k.Key))
        {
            await Task.WhenAll(together.Where(o => o.Kind != Kind.Namespace).Select(o => plane.Admin.RemoveAsync(o.Kind, o.Made, CancellationToken.None)));
        }
    }

    private async Task CopyAsync(HttpClient client, ResourceType type, Kind kind)
    {
        var path = type.Group.Length == 0 ? $"/api/{type.Version}/{type.Plural}" : $"/apis/{type.Group}/{type.Version}/{type.Plural}";
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        if (!answer.IsSuccessStatusCode)
        {
            return; // a kind that this cluster does not serve
        }

        var items = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))?["items"]?.AsArray().OfType<JsonObject>().ToList() ?? [];
        if (items.Count > 0 && !Cores.Contains(type.Group) && type.Group.Length > 0)
        {
            await DefineAsync(type, kind);
        }

        foreach (var item in items)
        {
            await PutAsync(kind, item);
        }
    }

    // A definition that keeps what it is given: the fields are checked where the tool that brings the kind is at home.
    private async Task DefineAsync(ResourceType type, Kind kind)
    {
        var definition = new V1CustomResourceDefinition
        {
            ApiVersion = Kind.CustomResourceDefinition.ApiVersion,
            Kind = Kind.CustomResourceDefinition.Name,
            Metadata = new V1ObjectMeta { Name = $"{type.Plural}.{type.Group}", Annotations = type.Group.EndsWith(".k8s.io", StringComparison.Ordinal) ? new Dictionary<string, string> { ["api-approved.kubernetes.io"] = "unapproved, of a test" } : null },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = type.Group,
                Scope = type.Namespaced ? "Namespaced" : "Cluster",
                Names = new V1CustomResourceDefinitionNames { Kind = type.Kind, ListKind = $"{type.Kind}List", Plural = type.Plural, Singular = type.Kind.ToLowerInvariant() },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = type.Version,
                        Served = true,
                        Storage = true,
                        Subresources = new V1CustomResourceSubresources { Status = new object() },
                        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true } },
                    },
                ],
            },
        };
        await plane.Admin.CreateAsync(Kind.CustomResourceDefinition, definition, Token);
        made.Add((Kind.CustomResourceDefinition, new CopiedObject { Metadata = definition.Metadata }));
        await Until.TrueAsync($"{kind.Name} is served", t => plane.Admin.IsServedAsync(kind, t), Token);
    }

    private async Task PutAsync(Kind kind, JsonObject item)
    {
        var metadata = item["metadata"]?.AsObject() ?? throw new InvalidOperationException("An object has metadata.");
        var (name, space, uid) = ($"{metadata["name"]}", metadata["namespace"]?.ToString(), $"{metadata["uid"]}");
        if (await plane.Admin.FindAsync<CopiedObject>(kind, space, name, Token) is { } there)
        {
            uids[uid] = there.Metadata.Uid; // what every server has of its own
            return;
        }

        foreach (var field in (string[])["uid", "resourceVersion", "creationTimestamp", "managedFields"])
        {
            metadata.Remove(field);
        }

        foreach (var owner in metadata["ownerReferences"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            owner["uid"] = uids.GetValueOrDefault($"{owner["uid"]}") ?? $"{owner["uid"]}";
        }

        if (kind.Name == Kind.Service.Name && item["spec"] is JsonObject spec)
        {
            spec.Remove("clusterIP");
            spec.Remove("clusterIPs");
        }

        if (kind.Name == "EndpointSlice")
        {
            // The older version knows no zone of an endpoint.
            foreach (var endpoint in item["endpoints"]?.AsArray().OfType<JsonObject>() ?? [])
            {
                endpoint.Remove("zone");
                endpoint.Remove("nodeName");
            }
        }

        var created = await plane.Admin.CreateAsync(kind, CopiedObject.Of(item), Token);
        uids[uid] = created.Metadata.Uid;
        made.Add((kind, created));
    }

    // Kubernetes 1.20 lacks the newer versions of some kinds.
    private static Kind OnTheServer(ResourceType type)
    {
        var older = type is { OlderVersion: not null } && (Cores.Contains(type.Group) || type.Group == "discovery.k8s.io");
        var version = older ? type.OlderVersion : type.Version;
        return new Kind(type.Group.Length == 0 ? type.Version : $"{type.Group}/{version}", type.Kind, type.Plural, type.Namespaced);
    }

    private static HttpClient ClientOf(PracticeCluster cluster)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(cluster.CertificateAuthorityPem);
#pragma warning disable RS0030 // for a server of our own, on loopback
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } }) { BaseAddress = cluster.Server };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.OwnerToken);
        return client;
    }
}

/// <summary>An object of any kind.</summary>
internal sealed class CopiedObject : k8s.IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public JsonNode? Status { get; set; }

    [System.Text.Json.Serialization.JsonExtensionData]
    public Dictionary<string, object>? Rest { get; set; }

    public static CopiedObject Of(JsonObject document) => k8s.KubernetesJson.Deserialize<CopiedObject>(document.ToJsonString());
}
