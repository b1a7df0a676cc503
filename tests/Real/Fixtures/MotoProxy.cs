using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// What tests give the grader as AWS: passes everything on to moto, but a cluster's endpoint and CA are those that a test says, and a role
/// asks for its external id.
/// </summary>
public sealed class MotoProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (Uri Endpoint, string CertificateAuthorityPem)> endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> creations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> externalIds = new(StringComparer.Ordinal);
    private readonly List<Func<MotoCall, Task<bool>>> interferences = [];
    private readonly ConcurrentQueue<Action<MotoCall>> followers = [];
    private readonly HttpClient moto = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly WebApplication server;

    private MotoProxy(WebApplication server, Uri address)
    {
        this.server = server;
        Moto = address;
    }

    /// <summary>moto itself: where tests make what they need, without a proxy's rules.</summary>
    public Uri Moto { get; }

    /// <summary>What the grader is told is AWS.</summary>
    public Uri Address => new(server.Urls.First());

    /// <summary>Starts the proxy.</summary>
    public static async Task<MotoProxy> StartAsync(Uri moto, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new MotoProxy(app, moto);
        app.Run(proxy.PassOnAsync);
        await app.StartAsync(cancellationToken);
        return proxy;
    }

    /// <summary>Lets DescribeCluster name another endpoint and CA.</summary>
    public void Serve(string clusterName, Uri endpoint, string certificateAuthorityPem) => endpoints[clusterName] = (endpoint, certificateAuthorityPem);

    /// <summary>Lets DescribeCluster name another creation: moto cuts it to whole seconds, and two clusters of a name made within one would be one.</summary>
    public void Create(string clusterName, DateTimeOffset at) => creations[clusterName] = at;

    /// <summary>
    /// Lets a role ask for an external id, as its trust policy would; a role without one takes any caller. A <c>*</c> in it stands for
    /// any text, as in <c>StringLike</c> (IAM user guide, "String condition operators").
    /// </summary>
    public void RequireExternalId(string roleArn, string externalId) => externalIds[roleArn] = externalId;

    /// <summary>Lets a test answer calls in moto's place: false passes the call on. The one added last is asked first.</summary>
    public void Interfere(Func<MotoCall, Task<bool>> answer)
    {
        lock (interferences)
        {
            interferences.Insert(0, answer);
        }
    }

    /// <summary>Tells a test of each call that moto has done, before its answer goes out.</summary>
    public void Follow(Action<MotoCall> done) => followers.Enqueue(done);

    /// <summary>Forgets endpoints, creations, external ids, interferences and who follows.</summary>
    public void Forget()
    {
        followers.Clear();
        lock (interferences)
        {
            interferences.Clear();
        }

        endpoints.Clear();
        creations.Clear();
        externalIds.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        moto.Dispose();
    }

    private async Task PassOnAsync(HttpContext http)
    {
        var cancellation = http.RequestAborted;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellation);
        if (IsRefusedRole(http.Request, body.ToArray()))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync(
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>", cancellation);
            return;
        }

        var call = MotoCall.Of(http, body.ToArray());
        if (await IsInterferedAsync(call))
        {
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(Moto, http.Request.Path + http.Request.QueryString));
        request.Content = body.Length > 0 ? new ByteArrayContent(body.ToArray()) : null;
        foreach (var header in http.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
            }
        }

        // Also where the caller has gone: AWS does what has arrived, and tests count what went through.
        using var response = await moto.SendAsync(request, CancellationToken.None);
        foreach (var done in followers)
        {
            done(call);
        }

        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        foreach (var header in response.Headers.Where(h => h.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)))
        {
            http.Response.Headers.Append(header.Key, header.Value.ToArray());
        }

        var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        await http.Response.Body.WriteAsync(response.StatusCode == HttpStatusCode.OK ? Rewritten(http.Request, answer) : answer, cancellation);
    }

    private async Task<bool> IsInterferedAsync(MotoCall call)
    {
        Func<MotoCall, Task<bool>>[] all;
        lock (interferences)
        {
            all = [.. interferences];
        }

        foreach (var answer in all)
        {
            if (await answer(call))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRefusedRole(HttpRequest request, byte[] body)
    {
        if (request.ContentType?.Contains("x-www-form-urlencoded", StringComparison.Ordinal) != true)
        {
            return false;
        }

        var form = QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body));
        return form.GetValueOrDefault("Action") == "AssumeRole"
            && externalIds.TryGetValue(form.GetValueOrDefault("RoleArn").ToString(), out var asked)
            && !(form.TryGetValue("ExternalId", out var given) && FileSystemName.MatchesSimpleExpression(asked, given.ToString(), ignoreCase: false));
    }

    private byte[] Rewritten(HttpRequest request, byte[] answer)
    {
        var parts = request.Path.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (request.Method != HttpMethods.Get || parts is not ["clusters", var name] || !(endpoints.ContainsKey(name) || creations.ContainsKey(name)))
        {
            return answer;
        }

        var json = JsonNode.Parse(answer) ?? throw new InvalidOperationException("moto answered nothing.");
        var cluster = json["cluster"] ?? throw new InvalidOperationException("moto answered no cluster.");
        if (creations.TryGetValue(name, out var at))
        {
            cluster["createdAt"] = at.ToUnixTimeMilliseconds() / 1000.0;
        }

        if (endpoints.TryGetValue(name, out var served))
        {
            cluster["endpoint"] = served.Endpoint.AbsoluteUri;
            cluster["certificateAuthority"] = new JsonObject { ["data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(served.CertificateAuthorityPem)) };
        }

        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
