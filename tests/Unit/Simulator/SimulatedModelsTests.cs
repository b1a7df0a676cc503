using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EksGrader.Simulator.Kinds;
using EksGrader.Simulator.Kubernetes;
using EksGrader.Simulator.Plans;
using k8s;
using k8s.Models;

namespace EksGrader.Tests.Unit.Simulator;

/// <summary>
/// The package's models check the simulator: whatever it serves, of every kind of practice cluster, is an object that Kubernetes defines, without a
/// field that Kubernetes does not know.
/// </summary>
public sealed class SimulatedModelsTests
{
    private static readonly JsonSerializerOptions Strict =
        new(new KubernetesClientConfiguration().JsonSerializerOptions) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly Dictionary<string, Type> Models = typeof(V1Pod).Assembly.GetTypes()
        .Select(t => (Type: t, Entity: t.GetCustomAttribute<KubernetesEntityAttribute>()))
        .Where(m => m.Entity is not null)
        .ToDictionary(m => $"{m.Entity?.Group}/{m.Entity?.ApiVersion}/{m.Entity?.Kind}", m => m.Type, StringComparer.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The kinds of practice cluster whose server is there and keeps to the protocol.</summary>
    public static TheoryData<string> WellBehaved => [.. ClusterKinds.All.Where(k => k.Plan is { Behaviour: ServerBehaviour.Normal, EksStatus: not null }).Select(k => k.Id)];

    [Fact]
    public void FieldThatKubernetesDoesNotKnow_IsRefused() =>
        Assert.Throws<JsonException>(() => Parsed<V1Pod>("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},"spec":{"colour":"red"}}"""));

    [Theory]
    [MemberData(nameof(WellBehaved))]
    public async Task EveryObject_IsOneOfItsModel(string kind)
    {
        await using var practice = await Practice.StartAsync(time: null, kind);
        var cluster = practice.Clusters[0];
        using var client = Practice.Kubernetes(cluster, cluster.OwnerToken);
        var read = await ReadAllAsync(client);
        cluster.Settle();
        Assert.True(read + await ReadAllAsync(client) > 20);
    }

    [Fact]
    public async Task EveryDocumentBesideObjects_IsOneOfItsModel()
    {
        await using var practice = await Practice.StartAsync(time: null, "good-kubeconfig");
        using var client = Practice.Kubernetes(practice.Clusters[0]);

        Assert.Contains("-eks-", (await GetAsync<VersionInfo>(client, "/version")).GitVersion, StringComparison.Ordinal);
        Assert.Equal(["v1"], (await GetAsync<V1APIVersions>(client, "/api")).Versions);
        Assert.Contains((await GetAsync<V1APIGroupList>(client, "/apis")).Groups, g => g.Name == "apps");
        Assert.Equal("apps/v1", (await GetAsync<V1APIGroup>(client, "/apis/apps")).PreferredVersion.GroupVersion);
        Assert.Contains((await GetAsync<V1APIResourceList>(client, "/api/v1")).Resources, r => r.Name == "pods");
        Assert.Equal((403, "Forbidden"), await GetAsync<V1Status>(client, "/api/v1/secrets") is var refused ? (refused.Code, refused.Reason) : default);
        Assert.Equal("NotFound", (await GetAsync<V1Status>(client, "/api/v1/nodes/none")).Reason);
        var review = new V1SelfSubjectAccessReview { Spec = new() { ResourceAttributes = new() { Verb = "list", Group = "", Resource = "nodes" } } };
        using var posted = await client.PostAsJsonAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, Token);
        Assert.True(Parsed<V1SelfSubjectAccessReview>(await posted.Content.ReadAsStringAsync(Token)).Status.Allowed);
    }

    private static async Task<int> ReadAllAsync(HttpClient client)
    {
        var read = 0;
        foreach (var kind in ResourceKinds.BuiltIn)
        {
            var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.GroupVersion}";
            var list = JsonNode.Parse(await client.GetStringAsync($"{root}/{kind.Plural}", Token))?.AsObject() ?? throw new InvalidOperationException("No list.");
            var model = Models[$"{kind.Group}/{kind.Version}/{kind.Kind}"];
            Parse(list, Models.GetValueOrDefault($"{kind.Group}/{kind.Version}/{kind.Kind}List") ?? throw new InvalidOperationException($"There is no model of a list of {kind}."));
            foreach (var item in list["items"]?.AsArray().OfType<JsonObject>() ?? [])
            {
                var (name, space) = ((string?)item["metadata"]?["name"], (string?)item["metadata"]?["namespace"]);
                var alone = await client.GetStringAsync(space is null ? $"{root}/{kind.Plural}/{name}" : $"{root}/namespaces/{space}/{kind.Plural}/{name}", Token);
                Parse(JsonNode.Parse(alone), model);
                read++;
            }
        }

        return read;
    }

    private static void Parse(JsonNode? document, Type model)
    {
        var parsed = document.Deserialize(model, Strict) as IKubernetesObject;
        Assert.Equal(((string?)document?["kind"], (string?)document?["apiVersion"]), (parsed?.Kind, parsed?.ApiVersion));
    }

    private static async Task<T> GetAsync<T>(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        return Parsed<T>(await answer.Content.ReadAsStringAsync(Token));
    }

    private static T Parsed<T>(string json) => JsonSerializer.Deserialize<T>(json, Strict) ?? throw new InvalidOperationException("The document is null.");
}
