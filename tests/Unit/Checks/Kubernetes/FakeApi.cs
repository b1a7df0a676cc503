using System.Globalization;
using System.Net;
using System.Text;
using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>A Kubernetes API on loopback that answers as a test says, and a client for it.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    public const string Token = "secret-token";

    private readonly TestAuthority authority;
    private readonly LoopbackServer server;
    private readonly KubernetesTarget target;
    private readonly ProcessResponseBudget process = new();
    private readonly TimeProvider time;
    private readonly Dial? dial;

    private FakeApi(TestAuthority authority, LoopbackServer server, TimeProvider time, ResponseBudget? budget, string? otherAuthority, string host, string path, Dial? dial)
    {
        this.authority = authority;
        this.server = server;
        (this.time, this.dial) = (time, dial);
        Budget = budget ?? new ResponseBudget(process);
        target = new KubernetesTarget(new Uri($"https://{host}:{server.Port}{path}"), otherAuthority ?? authority.Pem, _ => ValueTask.FromResult(Token));
        Client = new KubernetesClient(target, Connector(time, dial), Budget, time);
    }

    public KubernetesClient Client { get; }

    public ResponseBudget Budget { get; }

    public int Requests => server.Requests;

    public int Connections => server.Connections;

    /// <summary>Deletes by the same target, connector and budget; the caller's to dispose of.</summary>
    public KubernetesDeleter Deleter() => new(target, Connector(time, dial), Budget, time);

    public static GuardedConnector Connector(TimeProvider time, Dial? dial = null) =>
        new(new FakeResolver().With("localhost", "127.0.0.1").With("other.test", "127.0.0.1"), new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), time, dial);

    public static async Task<FakeApi> StartAsync(
        RequestDelegate answer,
        TimeProvider? time = null,
        ResponseBudget? budget = null,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        string? otherAuthority = null,
        string host = "localhost",
        string path = "",
        Dial? dial = null)
    {
        var issuer = new TestAuthority();
        var listening = await LoopbackServer.StartAsync(issuer.ForServer("localhost", "127.0.0.1"), answer, protocols);
        return new FakeApi(issuer, listening, time ?? TimeProvider.System, budget, otherAuthority, host, path, dial);
    }

    public static Task<FakeApi> StartAsync(string json, TimeProvider? time = null, ResponseBudget? budget = null) =>
        StartAsync(context => WriteAsync(context, 200, json), time, budget);

    public static async Task WriteAsync(HttpContext context, int status, string body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    }

    public static Task FailAsync(HttpContext context, int status, string reason, string message) =>
        WriteAsync(context, status, $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{status.ToString(CultureInfo.InvariantCulture)}}}""");

    public static string Table(string next, params string[] rows) =>
        $$"""
        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"1","continue":"{{next}}"},
         "columnDefinitions":[{"name":"Name","type":"string","format":"name","description":"…","priority":0},{"name":"Age","type":"string","priority":0},{"name":"Selector","type":"string","priority":1}],
         "rows":[{{string.Join(',', rows)}}]}
        """;

    public static string Row(string name, string rest = "") =>
        $$$$"""{"cells":["{{{{name}}}}","5m",null],"object":{"kind":"Service","apiVersion":"v1","metadata":{"name":"{{{{name}}}}","namespace":"default","managedFields":[{"f:x":{"f:y":{}}}]}{{{{rest}}}} } }""";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        target.Dispose();
        Budget.Dispose();
        await server.DisposeAsync();
        authority.Dispose();
    }
}
