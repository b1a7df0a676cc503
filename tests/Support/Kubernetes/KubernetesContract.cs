using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace EksGrader.Tests.Support.Kubernetes;

/// <summary>A Kubernetes API to try, with the credentials of two users.</summary>
/// <param name="Server">Its address.</param>
/// <param name="AuthorityPem">Its CA.</param>
/// <param name="AdminToken">The token of a user who may do everything.</param>
/// <param name="LimitedToken">The token of a user who may read nothing but <c>nodes</c> and namespaces, or less.</param>
/// <param name="LimitedUser">That user's name.</param>
public sealed record ContractServer(Uri Server, string AuthorityPem, string AdminToken, string LimitedToken, string LimitedUser);

/// <summary>
/// What every Kubernetes API must answer, simulated or real: the same tests run against both, so that the simulator cannot drift from
/// the real one. Needs nothing but the namespaces that every cluster has.
/// </summary>
public abstract class KubernetesContract
{
    private const string AsTable = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The API to try.</summary>
    protected abstract Task<ContractServer> StartAsync();

    [Theory]
    [InlineData("/version")]
    [InlineData("/version/")]
    public async Task Version_AskedByAnyone_IsAnEksBuild(string path)
    {
        using var answer = await SendAsAsync(path, token: null);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("-eks-", answer.Text("gitVersion"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_OfNamespaces_HoldsThemSorted()
    {
        using var answer = await SendAsync("/api/v1/namespaces");

        Assert.Equal(("NamespaceList", "v1"), (answer.Text("kind"), answer.Text("apiVersion")));
        var names = answer.Items.Select(i => i.GetProperty("metadata").GetProperty("name").GetString()).ToList();
        Assert.All((string[])["default", "kube-node-lease", "kube-public", "kube-system"], name => Assert.Contains(name, names));
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(answer.Items, i => Assert.False(i.TryGetProperty("kind", out _)));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("False")]
    [InlineData("0")]
    public async Task List_ThatIsNotToBeWatched_IsAList(string watch)
    {
        using var answer = await SendAsync($"/api/v1/namespaces?watch={watch}");

        Assert.Equal((HttpStatusCode.OK, "NamespaceList"), (answer.Status, answer.Text("kind")));
    }

    [Theory]
    [InlineData("/api/v1/nodes", "Name,Status,Roles,Age,Version,Internal-IP*,External-IP*,OS-Image*,Kernel-Version*,Container-Runtime*")]
    [InlineData("/api/v1/pods", "Name,Ready,Status,Restarts,Age,IP*,Node*,Nominated Node*,Readiness Gates*")]
    [InlineData("/api/v1/services", "Name,Type,Cluster-IP,External-IP,Port(s),Age,Selector*")]
    [InlineData("/api/v1/configmaps", "Name,Data,Age")]
    [InlineData("/api/v1/namespaces", "Name,Status,Age")]
    [InlineData("/apis/apps/v1/deployments", "Name,Ready,Up-to-date,Available,Age,Containers*,Images*,Selector*")]
    [InlineData("/apis/apps/v1/replicasets", "Name,Desired,Current,Ready,Age,Containers*,Images*,Selector*")]
    [InlineData("/apis/apps/v1/statefulsets", "Name,Ready,Age,Containers*,Images*")]
    [InlineData("/apis/apps/v1/daemonsets", "Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age,Containers*,Images*,Selector*")]
    [InlineData("/apis/networking.k8s.io/v1/ingresses", "Name,Class,Hosts,Address,Ports,Age")]
    public async Task Table_OfAResource_HasItsColumns(string path, string columns)
    {
        using var answer = await SendAsync(path + "?includeObject=Object", accept: AsTable);

        Assert.Equal(("Table", "meta.k8s.io/v1"), (answer.Text("kind"), answer.Text("apiVersion")));
        var found = answer.Root.GetProperty("columnDefinitions").EnumerateArray()
            .Select(c => c.GetProperty("name").GetString() + (c.GetProperty("priority").GetInt32() > 0 ? "*" : ""));
        Assert.Equal(columns, string.Join(',', found));
        Assert.All(answer.Rows, r => Assert.Equal(columns.Split(',').Length, r.GetProperty("cells").GetArrayLength()));
    }

    [Theory]
    [InlineData("Object", "Namespace", true)]
    [InlineData("Metadata", "PartialObjectMetadata", false)]
    [InlineData("", "PartialObjectMetadata", false)]
    public async Task Table_Including_HoldsWhatWasAsked(string include, string kind, bool whole)
    {
        using var answer = await SendAsync($"/api/v1/namespaces?includeObject={include}", accept: AsTable);

        Assert.NotEmpty(answer.Rows);
        Assert.All(answer.Rows, row =>
        {
            var held = row.GetProperty("object");
            Assert.Equal(kind, held.GetProperty("kind").GetString());
            Assert.Equal(row.GetProperty("cells")[0].GetString(), held.GetProperty("metadata").GetProperty("name").GetString());
            Assert.Equal(whole, held.TryGetProperty("status", out _));
        });
    }

    [Fact]
    public async Task Table_IncludingNothing_HoldsNull()
    {
        using var answer = await SendAsync("/api/v1/namespaces?includeObject=None", accept: AsTable);

        Assert.All(answer.Rows, r => Assert.Equal(JsonValueKind.Null, r.GetProperty("object").ValueKind));
    }

    [Fact]
    public async Task Table_OfOneObject_HasOneRow()
    {
        using var answer = await SendAsync("/api/v1/namespaces/kube-system?includeObject=Object", accept: AsTable);

        Assert.Equal("kube-system", Assert.Single(answer.Rows).GetProperty("cells")[0].GetString());
    }

    [Fact]
    public async Task Table_IncludingAnUnknownWord_IsBadRequest()
    {
        using var answer = await SendAsync("/api/v1/namespaces?includeObject=Everything", accept: AsTable);

        answer.IsStatus(400, "BadRequest", "Unable to convert to Table as requested: includeObject: Invalid value: \"Everything\": must be 'Metadata', 'Object', 'None', or empty");
    }

    [Fact]
    public async Task Paging_OneByOne_WalksTheWholeListInOrder()
    {
        using var whole = await SendAsync("/api/v1/namespaces");
        var expected = whole.Items.Select(i => i.GetProperty("metadata").GetProperty("name").GetString()).ToList();
        var walked = new List<string?>();
        string? next = "";
        while (next is not null)
        {
            using var page = await SendAsync("/api/v1/namespaces?limit=1" + (next.Length == 0 ? "" : "&continue=" + next));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            walked.Add(Assert.Single(page.Items).GetProperty("metadata").GetProperty("name").GetString());
            var metadata = page.Root.GetProperty("metadata");
            next = metadata.TryGetProperty("continue", out var token) ? token.GetString() : null;
            Assert.Equal(next is null ? 0 : expected.Count - walked.Count, metadata.TryGetProperty("remainingItemCount", out var left) ? left.GetInt32() : 0);
        }

        Assert.Equal(expected, walked);
    }

    [Fact]
    public async Task Paging_WithNonsenseForAToken_IsBadRequest()
    {
        using var answer = await SendAsync("/api/v1/namespaces?limit=1&continue=xyz");

        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (answer.Status, answer.Text("reason")));
        Assert.Contains("continue key is not valid", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldSelector_ByName_FindsOne()
    {
        using var answer = await SendAsync("/api/v1/namespaces?fieldSelector=metadata.name%3Dkube-public");

        Assert.Equal("kube-public", Assert.Single(answer.Items).GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task FieldSelector_ByAnUnknownField_IsBadRequest()
    {
        using var answer = await SendAsync("/api/v1/pods?fieldSelector=spec.colour%3Dred");

        answer.IsStatus(400, "BadRequest", "field label not supported: spec.colour");
    }

    [Fact]
    public async Task LabelSelector_ThatNothingHas_IsEmpty()
    {
        using var answer = await SendAsync("/api/v1/namespaces?labelSelector=nobody%3Dhas-this");

        Assert.Empty(answer.Items);
    }

    [Fact]
    public async Task Get_OfWhatIsNotThere_IsNotFound()
    {
        using var node = await SendAsync("/api/v1/nodes/nobody");
        using var deployment = await SendAsync("/apis/apps/v1/namespaces/default/deployments/nobody");

        node.IsStatus(404, "NotFound", "nodes \"nobody\" not found");
        deployment.IsStatus(404, "NotFound", "deployments.apps \"nobody\" not found");
        Assert.Equal("nobody", node.Root.GetProperty("details").GetProperty("name").GetString());
    }

    [Fact]
    public async Task List_InANamespaceThatIsNotThere_IsEmpty()
    {
        using var answer = await SendAsync("/api/v1/namespaces/nobody/pods");

        Assert.Empty(answer.Items);
    }

    [Theory]
    [InlineData("/apis/apps/v1/nothings")]
    [InlineData("/apis/apps/v9/deployments")]
    [InlineData("/api/v1/nothings")]
    public async Task List_OfAResourceThatIsNotServed_IsNotFound(string path)
    {
        using var answer = await SendAsync(path);

        answer.IsStatus(404, "NotFound", "the server could not find the requested resource");
    }

    [Fact]
    public async Task List_OfAGroupThatIsNotServed_IsAPlainPage()
    {
        using var answer = await SendAsync("/apis/nobody.example.com/v1/nothings");

        Assert.Equal((HttpStatusCode.NotFound, "404 page not found\n"), (answer.Status, answer.Body));
        Assert.Equal("text/plain", answer.MediaType);
    }

    [Fact]
    public async Task List_Forbidden_SaysWhoMayNotDoWhat()
    {
        var server = await StartAsync();
        using var secrets = await SendAsAsync("/api/v1/secrets", server.LimitedToken);
        using var inNamespace = await SendAsAsync("/apis/batch/v1/namespaces/default/jobs", server.LimitedToken);

        secrets.IsStatus(403, "Forbidden", $"secrets is forbidden: User \"{server.LimitedUser}\" cannot list resource \"secrets\" in API group \"\" at the cluster scope");
        inNamespace.IsStatus(403, "Forbidden", $"jobs.batch is forbidden: User \"{server.LimitedUser}\" cannot list resource \"jobs\" in API group \"batch\" in the namespace \"default\"");
    }

    [Fact]
    public async Task List_WithoutCredentials_IsForbiddenToTheAnonymous()
    {
        using var answer = await SendAsAsync("/api/v1/nodes", token: null);

        answer.IsStatus(403, "Forbidden", "nodes is forbidden: User \"system:anonymous\" cannot list resource \"nodes\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public async Task List_WithAWrongToken_IsUnauthorized()
    {
        using var answer = await SendAsAsync("/api/v1/nodes", token: "nobody-has-this");

        answer.IsStatus(401, "Unauthorized", "Unauthorized");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task AccessReview_OfEverything_TellsAdminsFromOthers(bool admin, bool allowed)
    {
        var server = await StartAsync();
        const string Review = """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"*","group":"*","resource":"*"}}}""";
        using var answer = await SendAsAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", admin ? server.AdminToken : server.LimitedToken, body: Review);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(allowed, answer.Root.GetProperty("status").GetProperty("allowed").GetBoolean());
    }

    private Task<Answer> SendAsync(string path, string accept = "application/json") => SendAsAsync(path, "", accept);

    /// <summary>Asks the server.</summary>
    /// <param name="path">Path and query.</param>
    /// <param name="token">The token; empty for the admin's, null for none.</param>
    /// <param name="accept">The type that is asked for.</param>
    /// <param name="body">What is posted; null for a GET.</param>
    private async Task<Answer> SendAsAsync(string path, string? token, string accept = "application/json", string? body = null)
    {
        var server = await StartAsync();
        using var client = Connect(server);
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(server.Server, path))
        {
            Version = HttpVersion.Version20,
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Length == 0 ? server.AdminToken : token);
        }

        using var response = await client.SendAsync(request, Token);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>A client that trusts that server's CA and no other.</summary>
    private static HttpClient Connect(ContractServer server)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(server.AuthorityPem);
        return new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
    }

    private sealed class Answer(HttpStatusCode status, string? mediaType, string body) : IDisposable
    {
        private readonly JsonDocument? json = string.Equals(mediaType, "application/json", StringComparison.Ordinal) ? JsonDocument.Parse(body) : null;

        public HttpStatusCode Status { get; } = status;

        public string? MediaType { get; } = mediaType;

        public string Body { get; } = body;

        public JsonElement Root => json?.RootElement ?? throw new InvalidOperationException(Body);

        public IEnumerable<JsonElement> Items => Root.GetProperty("items").EnumerateArray();

        public IEnumerable<JsonElement> Rows => Root.GetProperty("rows").EnumerateArray();

        public string? Text(string name) => Root.GetProperty(name).GetString();

        public void IsStatus(int code, string reason, string message)
        {
            Assert.Equal((code, code, reason, message), ((int)Status, Root.GetProperty("code").GetInt32(), Text("reason"), Text("message")));
            Assert.Equal(("Status", "v1", "Failure"), (Text("kind"), Text("apiVersion"), Text("status")));
        }

        public void Dispose() => json?.Dispose();
    }
}
