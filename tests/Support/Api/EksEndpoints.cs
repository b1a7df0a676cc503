using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Api;

/// <summary>Servers with the names of EKS endpoints: some answer from loopback, some are dead in one of the ways in which servers are.</summary>
public sealed class EksEndpoints : IAsyncDisposable
{
    private const string PublicAddress = "52.78.0.1";
    private readonly TestAuthority authority = new();
    private readonly FakeResolver resolver = new();
    private readonly Dictionary<string, Func<CancellationToken, ValueTask<Stream>>> ports = new(StringComparer.Ordinal);
    private readonly List<LoopbackServer> servers = [];
    private int made;

    /// <summary>What a service needs in order to reach them.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IHostResolver>(resolver);
        services.AddSingleton<Dial>((endPoint, token) => ports[endPoint.Address.ToString()](token));
    }

    /// <summary>A name that does not exist.</summary>
    public string Missing() => NewName();

    /// <summary>A name that the resolver does not answer for.</summary>
    public string Unresolved()
    {
        var name = NewName();
        resolver.With(name, () => throw NetworkErrors.NameUnanswered(name, detail: null));
        return name;
    }

    /// <summary>A name that leads to a private address, as of a cluster with a private endpoint alone.</summary>
    public string Private() => With("10.0.12.7", _ => throw new InvalidOperationException("A private address was contacted."));

    /// <summary>Nothing listens.</summary>
    public string Closed() => With(NewAddress(), _ => throw new SocketException((int)SocketError.ConnectionRefused));

    /// <summary>Nothing comes back.</summary>
    public string Silent(Action? dialled = null) => With(NewAddress(), async token =>
    {
        dialled?.Invoke();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        throw new InvalidOperationException("Silence has no end.");
    });

    /// <summary>A server that answers as the test says, with a certificate of <see cref="Kubeconfig"/>'s authority.</summary>
    public async Task<string> AnsweringAsync(RequestDelegate answer)
    {
        var name = NewName();
        var server = await LoopbackServer.StartAsync(authority.ForServer(name), answer);
        servers.Add(server);
        var address = NewAddress();
        resolver.With(name, address);
        ports[address] = token => GuardedConnector.DialAsync(new IPEndPoint(IPAddress.Loopback, server.Port), token);
        return name;
    }

    /// <summary>An API server that lets everything be read.</summary>
    public Task<string> OpenAsync(Action? asked = null) => AnsweringAsync(context =>
    {
        asked?.Invoke();
        return Json(context, 200, context.Request.Path == "/version"
            ? """{"major":"1","minor":"33","gitVersion":"v1.33.1-eks-1"}"""
            : """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","status":{"allowed":true}}""");
    });

    /// <summary>An API server that answers everything with one status.</summary>
    public Task<string> RefusingAsync(int status) => AnsweringAsync(context => Json(context, status, $$"""
        {"apiVersion":"v1","kind":"Status","status":"Failure","code":{{status}},"message":"no"}
        """));

    /// <summary>A kubeconfig for one of them.</summary>
    public string Kubeconfig(string host, string token = "some-token", bool ofAnotherAuthority = false, string name = "lab")
    {
        using var other = new TestAuthority("another");
        var pem = ofAnotherAuthority ? other.Pem : authority.Pem;
        return $"""
            apiVersion: v1
            kind: Config
            current-context: {name}
            clusters:
            - name: {name}
              cluster:
                server: https://{host}
                certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}
            contexts:
            - name: {name}
              context:
                cluster: {name}
                user: me
            users:
            - name: me
              user:
                token: {token}
            """;
    }

    /// <summary>A JSON Web Token that no one signed.</summary>
    public static string Jwt(DateTimeOffset expires) =>
        $"{Part("""{"alg":"RS256"}""")}.{Part($$"""{"sub":"system:serviceaccount:kube-system:eks-grader","exp":{{expires.ToUnixTimeSeconds()}}}""")}.c2lnbmF0dXJl";

    /// <summary>A hand-in that asks for a trial.</summary>
    public static string TryFirst(string kubeconfig) => JsonSerializer.Serialize(new { access = new { kind = "kubeconfig", kubeconfig }, tryFirst = true });

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
            await server.DisposeAsync();
        authority.Dispose();
    }

    private static string Part(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static Task Json(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private string With(string address, Func<CancellationToken, ValueTask<Stream>> dial)
    {
        var name = NewName();
        resolver.With(name, address);
        ports[address] = dial;
        return name;
    }

    private string NewName() => FormattableString.Invariant($"{Interlocked.Increment(ref made):d8}abcdef0123456789abcdef01.gr7.ap-northeast-2.eks.amazonaws.com");

    private string NewAddress() => PublicAddress[..^1] + FormattableString.Invariant($"{Interlocked.Increment(ref made)}");
}
