using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

public sealed class KubernetesClientFailureTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_Forbidden_NamesTheRightAndTheCommandThatGrantsIt()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.FailAsync(context, 403, "Forbidden", """deployments.apps is forbidden: User \"eve\" cannot list resource \"deployments\" in API group \"apps\" at the cluster scope"""));

        var fault = await FaultOfAsync(api.Client.ListAsync<Deployment>(null, Ends));

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Contains("list deployments.apps", fault.Summary.En, StringComparison.Ordinal);
        Assert.Contains(
            "kubectl create clusterrole eksgrader-deployments.apps --verb=get,list --resource=deployments.apps && kubectl create clusterrolebinding eksgrader-deployments.apps --clusterrole=eksgrader-deployments.apps --user=eve",
            Assert.Single(fault.Feedback).Ko,
            StringComparison.Ordinal);
        Assert.Equal(1, api.Requests);
    }

    [Theory]
    [InlineData("system:serviceaccount:exam:grader", "--serviceaccount=exam:grader")]
    [InlineData("$(rm -rf /)", "--group=YOUR-GROUP")]
    [InlineData("a; rm", "--group=YOUR-GROUP")]
    public async Task List_Forbidden_CopiesNothingDangerousIntoTheCommand(string user, string subject)
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.FailAsync(context, 403, "Forbidden", $"nodes is forbidden: User \\\"{user}\\\" cannot list resource"));

        var help = Assert.Single((await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends))).Feedback).En;

        Assert.Contains($" {subject}`", help, StringComparison.Ordinal);
        Assert.DoesNotContain("rm", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"Status","message":"Unauthorized","code":401}""")]
    [InlineData("go away")]
    public async Task List_Unauthorized_IsTheStudents(string body)
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 401, body));

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((ReadFailure.Unauthenticated, FaultDomain.Student, true), (fault.Failure, fault.Fault, fault.MayPass));
    }

    /// <summary>Where private clusters are allowed, a kubeconfig can name a web server of the inside: its page is no one's evidence.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(418)]
    public async Task List_PageOfAnotherServer_IsNotShown(int status)
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, status, "<html>salaries of everybody</html>"));

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.DoesNotContain("salaries", $"{fault.Summary.En} {fault.Summary.Ko} {fault.Detail} {string.Join(' ', fault.Feedback.Select(f => f.En))}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ServerSaysTheTokenBack_IsNotKept()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.FailAsync(context, 403, "Forbidden", $"you sent {context.Request.Headers.Authorization} \\u001b[31m"));

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal("you sent Bearer … \uFFFD[31m", fault.Detail);
    }

    [Theory]
    [InlineData(429, ReadFailure.Throttled)]
    [InlineData(500, ReadFailure.ServerError)]
    [InlineData(503, ReadFailure.ServerError)]
    public async Task List_ServerFailsThreeTimes_IsTheClusters(int status, ReadFailure failure)
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.FailAsync(context, status, "Failed", "etcd"), new FastTime(10));

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((failure, FaultDomain.Cluster, true, "etcd"), (fault.Failure, fault.Fault, fault.MayPass, fault.Detail));
        Assert.Equal(3, api.Requests);
    }

    [Fact]
    public async Task List_ServerFailsTwice_IsReadInTheEnd()
    {
        var requests = 0;
        await using var api = await FakeApi.StartAsync(
            context => requests++ < 2 ? FakeApi.FailAsync(context, 503, "Unavailable", "soon") : FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row("web"))),
            new FastTime(10));

        Assert.Single((await api.Client.ListAsync<Service>(null, Ends)).Answer.Items);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(60, 1)]
    public async Task List_RetryAfter_IsWaitedForUpToABound(int seconds, int requests)
    {
        var time = new FastTime(10);
        var times = new List<DateTimeOffset>();
        await using var api = await FakeApi.StartAsync(
            context =>
            {
                times.Add(time.GetUtcNow());
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return times.Count == 1 ? FakeApi.FailAsync(context, 429, "TooManyRequests", "later") : FakeApi.WriteAsync(context, 200, FakeApi.Table(""));
            },
            time);

        if (requests == 1)
        {
            Assert.Equal(ReadFailure.Throttled, (await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends))).Failure);
        }
        else
        {
            await api.Client.ListAsync<Node>(null, Ends);
            Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(1.9));
        }

        Assert.Equal(requests, times.Count);
    }

    [Fact]
    public async Task List_ServerHangs_EndsWithinTheTimeOfOneRead()
    {
        var time = new FastTime(10);
        await using var api = await FakeApi.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted), time);
        var began = time.GetUtcNow();

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Cluster, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromSeconds(20));
        Assert.InRange(api.Requests, 2, 3);
    }

    [Fact]
    public async Task List_AnswerTrickles_IsTimedOut()
    {
        await using var api = await FakeApi.StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("""{"kind":"Table","rows":[""", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            },
            new FastTime(10));

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Cluster), (fault.Failure, fault.Fault));
        Assert.Contains("did not finish", fault.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ConnectionDropsInTheMiddle_IsTriedAgain()
    {
        await using var api = await FakeApi.StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("""{"kind":"Table","rows":[""", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
            },
            new FastTime(10));

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((ReadFailure.Unreachable, FaultDomain.Network, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Equal(3, api.Requests);
    }

    [Fact]
    public async Task List_OtherAuthority_IsTlsOfTheStudents()
    {
        using var other = new TestAuthority("another authority");
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, FakeApi.Table("")), otherAuthority: other.Pem);

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((ReadFailure.Tls, FaultDomain.Student, 0), (fault.Failure, fault.Fault, api.Requests));
        Assert.Contains("not issued by", fault.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_SameNameOfAuthorityAndAnotherKey_IsTls()
    {
        using var other = new TestAuthority();
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, FakeApi.Table("")), otherAuthority: other.Pem);

        Assert.Equal(ReadFailure.Tls, (await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends))).Failure);
    }

    [Fact]
    public async Task List_WrongHostName_IsTlsOfTheStudents()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, FakeApi.Table("")), host: "other.test");

        var fault = await FaultOfAsync(api.Client.ListAsync<Node>(null, Ends));

        Assert.Equal((ReadFailure.Tls, FaultDomain.Student, 0), (fault.Failure, fault.Fault, api.Requests));
        Assert.Contains("other.test", fault.Summary.En, StringComparison.Ordinal);
        Assert.Contains("not for", fault.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ServerWithoutTls_IsTls()
    {
        using var authority = new TestAuthority();
        await using var server = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("plain", context.RequestAborted));

        Assert.Equal(ReadFailure.Tls, (await FaultOfAsync($"https://127.0.0.1:{server.Port}", authority.Pem)).Failure);
    }

    [Theory]
    [InlineData("https://gone.test", ReadFailure.NameNotFound, FaultDomain.Student)]
    [InlineData("https://10.0.0.1", ReadFailure.Blocked, FaultDomain.Student)]
    [InlineData("https://[fd00:ec2::254]", ReadFailure.Blocked, FaultDomain.Student)]
    [InlineData("https://127.0.0.1:1", ReadFailure.Unreachable, FaultDomain.Student)]
    public async Task List_EndpointThatIsNone_IsTheStudents(string server, ReadFailure failure, FaultDomain whose)
    {
        using var authority = new TestAuthority();

        var fault = await FaultOfAsync(server, authority.Pem);

        Assert.Equal((failure, whose), (fault.Failure, fault.Fault));
        Assert.NotEmpty(fault.Feedback);
    }

    [Fact]
    public async Task List_ManyAtOnceOfASilentHost_EndTogetherWithTheSameReason()
    {
        using var authority = new TestAuthority();
        using var target = new KubernetesTarget(new Uri("https://8.8.8.8"), authority.Pem, token: null);
        using var budget = new ResponseBudget(new ProcessResponseBudget());
        var time = new FastTime(10);
        var dialled = 0;
        var connector = new GuardedConnector(new FakeResolver(), AddressGuard.PublicOnly, time, async (_, token) =>
        {
            dialled++;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return Stream.Null;
        });
        using var client = new KubernetesClient(target, connector, budget, time);

        var faults = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => FaultOfAsync(client.ListAsync<Node>(null, Ends))));

        Assert.All(faults, f => Assert.Equal((ReadFailure.TimedOut, FaultDomain.Network), (f.Failure, f.Fault)));
        Assert.InRange(dialled, 2, 8);
    }

    [Fact]
    public async Task List_ManyAtOnceOfAnotherAuthority_ShakeHandsFewTimes()
    {
        using var other = new TestAuthority("another authority");
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, FakeApi.Table("")), otherAuthority: other.Pem);

        var faults = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => FaultOfAsync(api.Client.ListAsync<Node>(null, Ends))));

        Assert.All(faults, f => Assert.Equal(ReadFailure.Tls, f.Failure));
        Assert.InRange(api.Connections, 1, 4);
    }

    [Fact]
    public async Task List_TokenIsRefused_TellsThat()
    {
        var refusal = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = LocalizedText.Same("no role") };
        await using var server = await LoopbackServer.StartAsync(certificate: null, _ => Task.CompletedTask);
        using var authority = new TestAuthority();
        using var target = new KubernetesTarget(new Uri($"https://127.0.0.1:{server.Port}"), authority.Pem, _ => throw new ReadException(refusal));

        Assert.Same(refusal, await FaultOfAsync(target));
    }

    [Fact]
    public async Task List_Http1ServerThatDrops_IsTriedAgain()
    {
        var requests = 0;
        await using var api = await FakeApi.StartAsync(
            context =>
            {
                if (requests++ == 0)
                {
                    context.Abort();
                    return Task.CompletedTask;
                }

                return FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row("web")));
            },
            new FastTime(10),
            protocols: HttpProtocols.Http1);

        Assert.Single((await api.Client.ListAsync<Service>(null, Ends)).Answer.Items);
    }

    private static Task<ReadError> FaultOfAsync(Task read) => KubernetesClientTests.FaultOfAsync(read);

    private static async Task<ReadError> FaultOfAsync(string server, string authorityPem)
    {
        using var target = new KubernetesTarget(new Uri(server), authorityPem, token: null);
        return await FaultOfAsync(target);
    }

    private static async Task<ReadError> FaultOfAsync(KubernetesTarget target)
    {
        using var budget = new ResponseBudget(new ProcessResponseBudget());
        using var client = new KubernetesClient(target, FakeApi.Connector(TimeProvider.System), budget, TimeProvider.System);
        return await FaultOfAsync(client.ListAsync<Node>(null, Ends));
    }
}
