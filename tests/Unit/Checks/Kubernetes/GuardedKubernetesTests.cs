using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>
/// What the package's client does by itself with a stranger's server, and ours must not: on real sockets, for each way in which it is called
/// (a table that is read while it comes, a typed GET, a typed POST).
/// </summary>
public sealed class GuardedKubernetesTests
{
    private const string Secret = FakeApi.Token;

    public enum Call
    {
        List,
        Version,
        CanI,
    }

    public static TheoryData<Call> Calls => [.. Enum.GetValues<Call>()];

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    /// <summary>The package's own TLS callback takes any name under the right CA, and sends the token.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AnotherHostName_IsRefusedBeforeTheTokenIsSent(Call call)
    {
        await using var api = await FakeApi.StartAsync(FailAsync, host: "other.test");

        var fault = await FaultOfAsync(api, call);

        Assert.Equal((ReadFailure.Tls, FaultDomain.Student, 0), (fault.Failure, fault.Fault, api.Requests));
        Assert.Contains("not for", fault.Summary.En, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AnotherAuthority_IsRefusedBeforeTheTokenIsSent(Call call)
    {
        using var other = new TestAuthority("another authority");
        await using var api = await FakeApi.StartAsync(FailAsync, otherAuthority: other.Pem);

        var fault = await FaultOfAsync(api, call);

        Assert.Equal((ReadFailure.Tls, FaultDomain.Student, 0), (fault.Failure, fault.Fault, api.Requests));
        Assert.Contains("not issued by", fault.Summary.En, StringComparison.Ordinal);
    }

    /// <summary>The package's own handler follows redirects.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Redirect_IsNotFollowed(Call call)
    {
        await using var elsewhere = await LoopbackServer.StartAsync(certificate: null, _ => Task.CompletedTask);
        await using var api = await FakeApi.StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"http://127.0.0.1:{elsewhere.Port}/";
            return Task.CompletedTask;
        });

        Assert.Equal(ReadFailure.Malformed, (await FaultOfAsync(api, call)).Failure);
        Assert.Equal((1, 0), (api.Requests, elsewhere.Connections));
    }

    /// <summary>The package's own handler asks the process's proxy, which would resolve and connect past the guard.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Proxy_IsNotAsked(Call call)
    {
        await using var proxy = await LoopbackServer.StartAsync(certificate: null, _ => Task.CompletedTask);
        ProxyForOneHost.Install("proxied.test", proxy.Port);
        using var plain = new HttpClient();
        using var asked = await plain.GetAsync(new Uri("http://proxied.test/"), Ends);
        Assert.Equal(1, proxy.Requests); // asking the process's proxy leads here

        using var authority = new TestAuthority();
        using var target = new KubernetesTarget(new Uri("https://proxied.test"), authority.Pem, _ => ValueTask.FromResult(Secret));
        using var budget = new ResponseBudget(new ProcessResponseBudget());
        using var client = new KubernetesClient(target, FakeApi.Connector(TimeProvider.System), budget, TimeProvider.System);

        Assert.Equal(ReadFailure.NameNotFound, (await KubernetesClientTests.FaultOfAsync(AskAsync(client, call))).Failure);
        Assert.Equal(1, proxy.Connections);
    }

    /// <summary>The package itself reads bodies synchronously: 64 stalled answers held 65 threads.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AnswerThatStalls_IsTimedOutAndHoldsNoThread(Call call)
    {
        var reads = new SynchronousReads();
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.StallAsync(context), new FastTime(10), protocols: HttpProtocols.Http1, dial: reads.DialAsync);

        var fault = await FaultOfAsync(api, call);

        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Cluster, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Contains("did not finish", fault.Summary.En, StringComparison.Ordinal);
        Assert.Equal(0, reads.Count);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task ErrorThatStalls_IsTimedOut(Call call)
    {
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.StallAsync(context, 503), new FastTime(10));

        Assert.Equal(ReadFailure.TimedOut, (await FaultOfAsync(api, call)).Failure);
    }

    /// <summary>The package itself reads to the end, wherever that is.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task AnswerWithoutEnd_StopsAtItsBound(Call call)
    {
        using var budget = new ResponseBudget(new ProcessResponseBudget(), limit: 2 << 20);
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.EndlessAsync(context, 200), budget: budget);

        var fault = await FaultOfAsync(api, call);

        Assert.Equal((ReadFailure.TooLarge, FaultDomain.Cluster, 1), (fault.Failure, fault.Fault, api.Requests));
    }

    /// <summary>The package itself puts the whole body into the message.</summary>
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task ErrorWithoutEnd_IsCut(Call call)
    {
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.EndlessAsync(context, 400));

        Assert.Equal(ReadFailure.Malformed, (await FaultOfAsync(api, call)).Failure);
        Assert.InRange(api.Budget.Taken, 1, 128 << 10);
    }

    /// <summary>The package's own exception holds the request, with its token, and the whole body.</summary>
    [Theory]
    [InlineData(101)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(410)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task AnswerWithoutSuccess_IsToldWithoutTheTokenAndTheBody(int status)
    {
        foreach (var call in Enum.GetValues<Call>())
        {
            await using var api = await FakeApi.StartAsync(
                context => FakeApi.WriteAsync(context, status, $"salaries of all, and {context.Request.Headers.Authorization}"), new FastTime(50), protocols: HttpProtocols.Http1);

            var thrown = await Assert.ThrowsAsync<ReadException>(() => AskAsync(api.Client, call));

            for (Exception? e = thrown; e is not null; e = e.InnerException)
            {
                Assert.DoesNotContain("k8s", e.GetType().FullName, StringComparison.Ordinal);
                Assert.DoesNotContain("salaries", e.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task CallerGivesUp_IsCancelled(Call call)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = await FakeApi.StartAsync(context =>
        {
            arrived.TrySetResult();
            return HostileAnswers.StallAsync(context);
        });
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ends);
        var asking = AskAsync(api.Client, call, caller.Token);
        await arrived.Task.WaitAsync(Ends);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task DisposedClient_SaysThatItIs(Call call)
    {
        await using var api = await FakeApi.StartAsync(FailAsync);
        api.Client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => AskAsync(api.Client, call));
    }

    private static Task<ReadError> FaultOfAsync(FakeApi api, Call call) => KubernetesClientTests.FaultOfAsync(AskAsync(api.Client, call));

    private static Task AskAsync(KubernetesClient client, Call call, CancellationToken? ends = null) => call switch
    {
        Call.List => client.ListAsync<Node>(null, ends ?? Ends),
        Call.Version => client.GetVersionAsync(ends ?? Ends),
        _ => client.CanIAsync("*", "*", "*", ends ?? Ends),
    };

    private static Task FailAsync(HttpContext context) => FakeApi.WriteAsync(context, 500, "");
}
