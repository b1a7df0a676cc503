using System.Text.Json.Nodes;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

public sealed class KubernetesClientTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_Table_GivesObjectsAndCells()
    {
        string? accept = null, authorization = null, query = null;
        await using var api = await FakeApi.StartAsync(context =>
        {
            (accept, authorization, query) = (context.Request.Headers.Accept, context.Request.Headers.Authorization, context.Request.QueryString.Value);
            return FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row("web", ""","spec":{"type":"LoadBalancer","ports":[{"port":80}]}"""), FakeApi.Row("db")));
        });

        var (list, bytes) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal(["web", "db"], list.Items.Select(s => s.Metadata.Name));
        Assert.Equal("LoadBalancer", list.Items[0].Spec.Type);
        Assert.Equal(80, Assert.Single(list.Items[0].Spec.Ports).Port);
        Assert.Equal("NAME   AGE\nweb    5m\ndb     5m\n", TablePrinter.Print(list));
        Assert.Equal("NAME   AGE   SELECTOR\nweb    5m    \ndb     5m    \n", TablePrinter.Print(list, wide: true));
        Assert.Equal("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", accept);
        Assert.Equal("Bearer secret-token", authorization);
        Assert.Equal("?includeObject=Object&limit=500", query);
        Assert.True(bytes > 500);
        Assert.True(api.Budget.Taken >= bytes);
    }

    [Fact]
    public async Task Find_AsksByName_WithinTheNamespace()
    {
        string? asked = null;
        await using var api = await FakeApi.StartAsync(context =>
        {
            asked = context.Request.Path + context.Request.QueryString;
            return FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row("web")));
        });

        var (list, _) = await api.Client.FindAsync<Service>("shop", "web", Ends);

        Assert.Equal("/api/v1/namespaces/shop/services?includeObject=Object&limit=500&fieldSelector=metadata.name%3Dweb", asked);
        Assert.Single(list.Items);
    }

    [Fact]
    public async Task List_ManyAtOnce_ShareOneHttp2Connection()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row(context.Request.Protocol))));

        var lists = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.Client.ListAsync<Service>(null, Ends)));

        Assert.All(lists, l => Assert.Equal("HTTP/2", l.Answer.Items[0].Metadata.Name));
        Assert.Equal(1, api.Connections);
    }

    [Fact]
    public async Task List_ServerKnowsOnlyHttp1_Works()
    {
        await using var api = await FakeApi.StartAsync(
            context => FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row(context.Request.Protocol))),
            protocols: HttpProtocols.Http1);

        var (list, _) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal("HTTP/1.1", list.Items[0].Metadata.Name);
    }

    [Theory]
    [InlineData("404 page not found\n", "text/plain")]
    [InlineData("""{"kind":"Status","status":"Failure","reason":"NotFound","message":"the server could not find the requested resource","code":404}""", "application/json")]
    public async Task List_KindUnknownToServer_IsAbsent(string body, string type)
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 404, body, type));

        var (list, _) = await api.Client.ListAsync<AmazonCloudWatchAgent>(null, Ends);

        Assert.True(list.Absent);
        Assert.Empty(list.Items);
    }

    [Fact]
    public async Task List_OnlyOlderVersionKnown_ReadsThat()
    {
        await using var api = await FakeApi.StartAsync(context => context.Request.Path.StartsWithSegments("/apis/discovery.k8s.io/v1beta1", StringComparison.Ordinal)
            ? FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row("web-abc", ",\"addressType\":\"IPv4\"")))
            : FakeApi.WriteAsync(context, 404, "404 page not found\n", "text/plain"));

        var (list, _) = await api.Client.ListAsync<EndpointSlice>("shop", Ends);

        Assert.False(list.Absent);
        Assert.Equal("IPv4", Assert.Single(list.Items).AddressType);
    }

    [Theory]
    [InlineData(404, "<html>not here</html>")]
    [InlineData(200, "<html>welcome</html>")]
    [InlineData(200, """{"kind":"Status","status":"Success"}""")]
    [InlineData(200, "[]")]
    [InlineData(200, "")]
    [InlineData(200, """{"kind":"Table","rows":[{"cells":[]}]}""")]
    [InlineData(200, """{"kind":"Table","rows":[null]}""")]
    [InlineData(200, """{"kind":"Table","rows":[{"object":null}]}""")]
    [InlineData(200, """{"kind":"Table","rows":[{"object":{"spec":{"ports":[null]}}}]}""")]
    [InlineData(200, """{"kind":"Table","rows":[{"object":{"spec":{"ports":"none"}}}]}""")]
    [InlineData(200, """{"kind":"Table","rows":[""")]
    [InlineData(200, """{"kind":"Table","rows":[]} and more""")]
    [InlineData(301, "")]
    [InlineData(403, "<html>firewall</html>")]
    [InlineData(418, "teapot")]
    public async Task List_AnswerMakesNoSense_IsMalformed(int status, string body)
    {
        await using var api = await FakeApi.StartAsync(context =>
        {
            context.Response.Headers.Location = "https://localhost/elsewhere";
            return FakeApi.WriteAsync(context, status, body);
        });

        var fault = await FaultOfAsync(api.Client.ListAsync<Service>(null, Ends));

        Assert.Equal((ReadFailure.Malformed, FaultDomain.Cluster), (fault.Failure, fault.Fault));
        Assert.Equal(1, api.Requests);
    }

    [Fact]
    public async Task List_CoreKindUnknown_IsNoKubernetes()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 404, "404 page not found\n", "text/plain"));

        Assert.Equal(ReadFailure.Malformed, (await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends))).Failure);
    }

    [Fact]
    public async Task List_NestedTooDeeply_IsMalformed()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 200)) + "1" + new string('}', 200);
        await using var api = await FakeApi.StartAsync(FakeApi.Table("", FakeApi.Row("web", $",\"spec\":{deep}")));

        Assert.Equal(ReadFailure.Malformed, (await FaultOfAsync(api.Client.ListAsync<Service>(null, Ends))).Failure);
    }

    [Fact]
    public async Task List_PlainListOfServerWithoutTables_GivesObjects()
    {
        await using var api = await FakeApi.StartAsync("""{"kind":"ServiceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"web"}}]}""");

        var (list, _) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal("NAME\nweb\n", TablePrinter.Print(list));
    }

    [Fact]
    public async Task List_CellsOfAnyScalar_BecomeText()
    {
        await using var api = await FakeApi.StartAsync("""{"kind":"Table","rows":[{"cells":["web",2,-1.50,true,false,null,{"a":1},["x"]],"object":{"metadata":{"name":"web"}}}]}""");

        var (list, _) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal(["web", "2", "-1.50", "true", "false", "", "", ""], Assert.Single(list.Table.Rows));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","spec":null,"status":null""")]
    [InlineData(""","spec":{"selector":null,"ports":null,"type":null},"status":{"loadBalancer":{"ingress":null}}""")]
    public async Task List_FieldsMissingOrNull_AreEmpty(string rest)
    {
        await using var api = await FakeApi.StartAsync(FakeApi.Table("", FakeApi.Row("web", rest)));

        var service = Assert.Single((await api.Client.ListAsync<Service>(null, Ends)).Answer.Items);

        Assert.Equal("", service.Spec.Type);
        Assert.Empty(service.Spec.Selector);
        Assert.Empty(service.Spec.Ports);
        Assert.Empty(service.Status.LoadBalancer.Ingress);
        Assert.Empty(service.Metadata.Labels);
        Assert.Null(service.Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task List_InNamespace_AsksThere()
    {
        string? path = null;
        await using var api = await FakeApi.StartAsync(context =>
        {
            path = context.Request.Path;
            return FakeApi.WriteAsync(context, 200, FakeApi.Table(""));
        });

        var (list, _) = await api.Client.ListAsync<DaemonSet>("amazon-cloudwatch", Ends);

        Assert.Equal("/apis/apps/v1/namespaces/amazon-cloudwatch/daemonsets", path);
        Assert.Empty(list.Items);
        Assert.False(list.Absent);
    }

    [Fact]
    public async Task List_SentByteByByte_IsRead()
    {
        await using var api = await FakeApi.StartAsync(async context =>
        {
            foreach (var b in System.Text.Encoding.UTF8.GetBytes(FakeApi.Table("", FakeApi.Row("웹"), FakeApi.Row("db"))))
            {
                await context.Response.Body.WriteAsync(new[] { b }, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });

        Assert.Equal(["웹", "db"], (await api.Client.ListAsync<Service>(null, Ends)).Answer.Items.Select(s => s.Metadata.Name));
    }

    /// <summary>A role that grants <c>/version</c> alone, as our instructions' does, refuses <c>/version/</c>.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/k8s/clusters/c-1")]
    public async Task GetVersion_OfEks_IsToldAndAskedForWithoutASlash(string below)
    {
        const string Json = """{"major":"1","minor":"33","gitVersion":"v1.33.1-eks-595af52"}""";
        string? path = null, agent = null;
        await using var api = await FakeApi.StartAsync(
            context =>
            {
                (path, agent) = (context.Request.Path + context.Request.QueryString, context.Request.Headers.UserAgent);
                return FakeApi.WriteAsync(context, 200, Json);
            },
            path: below);

        var (version, bytes) = await api.Client.GetVersionAsync(Ends);

        Assert.Equal(("v1.33.1-eks-595af52", (long)Json.Length), (version.GitVersion, bytes));
        Assert.Equal((below + "/version", "EksGrader/1.0"), (path, agent));
        Assert.True(api.Budget.Taken >= bytes);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""null""")]
    [InlineData("""[]""")]
    [InlineData("""{"gitVersion":7}""")]
    [InlineData("""hello""")]
    [InlineData("")]
    public async Task GetVersion_NoVersion_IsMalformed(string json)
    {
        await using var api = await FakeApi.StartAsync(json);

        Assert.Equal(ReadFailure.Malformed, (await FaultOfAsync(api.Client.GetVersionAsync(Ends))).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CanI_IsAskedAndAnswered(bool allowed)
    {
        string? request = null, asked = null;
        await using var api = await FakeApi.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            (request, asked) = ($"{context.Request.Method} {context.Request.Path}", await reader.ReadToEndAsync(context.RequestAborted));
            await FakeApi.WriteAsync(context, 201, $$"""{"kind":"SelfSubjectAccessReview","status":{"allowed":{{(allowed ? "true" : "false")}} } }""");
        });

        Assert.Equal(allowed, (await api.Client.CanIAsync("*", "*", "*", Ends)).Answer.Allowed);
        Assert.Equal("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", request);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"*","group":"*","resource":"*"}}}"""),
            JsonNode.Parse(asked ?? "")));
    }

    [Theory]
    [InlineData("""{"kind":"SelfSubjectAccessReview"}""")]
    [InlineData("""{"status":{"allowed":"perhaps"}}""")]
    [InlineData("""{"metadata":{"creationTimestamp":"salaries of all"},"status":{"allowed":true}}""")]
    [InlineData("null")]
    public async Task CanI_AnswerMakesNoSense_IsMalformedAndNotShown(string json)
    {
        await using var api = await FakeApi.StartAsync(json);

        var thrown = await Assert.ThrowsAsync<ReadException>(() => api.Client.CanIAsync("*", "*", "*", Ends));

        Assert.Equal(ReadFailure.Malformed, thrown.Fault.Failure);
        Assert.DoesNotContain("salaries", $"{thrown} {thrown.Fault.Detail}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithClientCertificate_ShowsIt()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.ForClient("student");
        await using var server = await LoopbackServer.StartAsync(
            authority.ForServer("127.0.0.1"),
            context => FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row(context.Connection.ClientCertificate?.Subject ?? "nobody"))));
        using var target = KubernetesTarget.From(new()
        {
            Server = new Uri($"https://127.0.0.1:{server.Port}"),
            CertificateAuthorityPem = authority.Pem,
            ClientCertificatePem = certificate,
            ClientKeyPem = key,
        });
        using var budget = new ResponseBudget(new ProcessResponseBudget());
        using var client = new KubernetesClient(target, FakeApi.Connector(TimeProvider.System), budget, TimeProvider.System);

        Assert.Equal("CN=student", Assert.Single((await client.ListAsync<Service>(null, Ends)).Answer.Items).Metadata.Name);
    }

    [Fact]
    public async Task List_CallerGivesUp_IsCancelled()
    {
        var arrived = new TaskCompletionSource();
        await using var api = await FakeApi.StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ends);
        var reading = api.Client.ListAsync<Service>(null, caller.Token);
        await arrived.Task.WaitAsync(Ends);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    internal static async Task<ReadError> FaultOfAsync(Task read) => (await Assert.ThrowsAsync<ReadException>(() => read)).Fault;
}
