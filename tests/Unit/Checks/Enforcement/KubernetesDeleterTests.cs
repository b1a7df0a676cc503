using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using EksGrader.Tests.Unit.Checks.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EksGrader.Tests.Unit.Checks.Enforcement;

/// <summary>A typed DELETE on real sockets, at servers that are hostile: as <see cref="GuardedKubernetesTests"/>, where every failure is a reply.</summary>
public sealed class KubernetesDeleterTests
{
    private const string Secret = FakeApi.Token;

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_OfTheObjectOrOfAStatus_IsAccepted()
    {
        foreach (var body in (string[])["""{"kind":"Service","apiVersion":"v1","metadata":{"name":"web"}}""", """{"kind":"Status","apiVersion":"v1","status":"Success"}"""])
        {
            var asked = "";
            await using var api = await FakeApi.StartAsync(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                asked = $"{context.Request.Method} {context.Request.Path} {await reader.ReadToEndAsync(context.RequestAborted)}";
                await FakeApi.WriteAsync(context, 200, body);
            });

            Assert.Equal(DeletionReplyKind.Accepted, (await DeleteAsync(api)).Kind);
            Assert.StartsWith("DELETE /api/v1/namespaces/default/services/web ", asked, StringComparison.Ordinal);
            Assert.Contains("\"uid\":\"uid-of-web\"", asked, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnotherHostName_IsRefusedBeforeAnythingIsSent()
    {
        await using var api = await FakeApi.StartAsync(FailAsync, host: "other.test");

        var reply = await DeleteAsync(api);

        Assert.Equal((DeletionReplyKind.Unclear, 0), (reply.Kind, api.Requests));
        Assert.Contains("not for", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherAuthority_IsRefusedBeforeAnythingIsSent()
    {
        using var other = new TestAuthority("another authority");
        await using var api = await FakeApi.StartAsync(FailAsync, otherAuthority: other.Pem);

        var reply = await DeleteAsync(api);

        Assert.Equal((DeletionReplyKind.Unclear, 0), (reply.Kind, api.Requests));
        Assert.Contains("not issued by", reply.Text, StringComparison.Ordinal);
    }

    /// <summary>307 and 308 keep the method: followed, the DELETE and its token would go elsewhere.</summary>
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_IsNotFollowed(int status)
    {
        await using var elsewhere = await LoopbackServer.StartAsync(certificate: null, _ => Task.CompletedTask);
        await using var api = await FakeApi.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"http://127.0.0.1:{elsewhere.Port}/";
            return Task.CompletedTask;
        });

        Assert.Equal(DeletionReplyKind.Unclear, (await DeleteAsync(api)).Kind);
        Assert.Equal((1, 0), (api.Requests, elsewhere.Connections));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    public async Task AnswerThatStalls_EndsInTime_AndHoldsNoThread(int status)
    {
        var reads = new SynchronousReads();
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.StallAsync(context, status), new FastTime(10), protocols: HttpProtocols.Http1, dial: reads.DialAsync);

        var reply = await DeleteAsync(api);

        Assert.Equal(DeletionReplyKind.Unclear, reply.Kind);
        Assert.Contains("did not finish", reply.Text, StringComparison.Ordinal);
        Assert.Equal(0, reads.Count);
    }

    /// <summary>The status tells that it was taken; what follows is not needed, and not read to its end.</summary>
    [Fact]
    public async Task AnswerWithoutEnd_StopsAtItsBound()
    {
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.EndlessAsync(context, 200));

        Assert.Equal(DeletionReplyKind.Accepted, (await DeleteAsync(api)).Kind);
        Assert.Equal(1, api.Requests);
        Assert.InRange(api.Budget.Taken, 1, 128 << 10);
    }

    [Fact]
    public async Task ErrorWithoutEnd_StopsAtItsBound()
    {
        await using var api = await FakeApi.StartAsync(context => HostileAnswers.EndlessAsync(context, 400));

        Assert.Equal(DeletionReplyKind.Unclear, (await DeleteAsync(api)).Kind);
        Assert.Equal(1, api.Requests);
        Assert.InRange(api.Budget.Taken, 1, 128 << 10);
    }

    [Theory]
    [InlineData(101, DeletionReplyKind.Unclear)]
    [InlineData(200, DeletionReplyKind.Accepted)]
    [InlineData(302, DeletionReplyKind.Unclear)]
    [InlineData(400, DeletionReplyKind.Unclear)]
    [InlineData(401, DeletionReplyKind.Denied)]
    [InlineData(403, DeletionReplyKind.Unclear)] // not the API server: it would send a Status, as with 404
    [InlineData(404, DeletionReplyKind.Unclear)]
    [InlineData(409, DeletionReplyKind.NotThere)]
    [InlineData(410, DeletionReplyKind.NotThere)]
    [InlineData(422, DeletionReplyKind.Unclear)]
    [InlineData(429, DeletionReplyKind.Throttled)]
    [InlineData(500, DeletionReplyKind.Unclear)]
    [InlineData(503, DeletionReplyKind.Unclear)]
    public async Task Words_HoldNeitherTheTokenNorTheBody(int status, DeletionReplyKind kind)
    {
        await using var api = await FakeApi.StartAsync(
            context => FakeApi.WriteAsync(context, status, $"salaries of all, and {context.Request.Headers.Authorization}"), new FastTime(50), protocols: HttpProtocols.Http1);

        var reply = await DeleteAsync(api);

        Assert.Equal(kind, reply.Kind);
        Assert.DoesNotContain("salaries", reply.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, reply.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Forbidden", DeletionReplyKind.Denied)]
    [InlineData(404, "NotFound", DeletionReplyKind.NotThere)]
    [InlineData(422, "Invalid", DeletionReplyKind.Unclear)]
    [InlineData(500, "InternalError", DeletionReplyKind.Unclear)]
    public async Task WordsOfAStatus_HoldNoToken(int status, string reason, DeletionReplyKind kind)
    {
        await using var api = await FakeApi.StartAsync(
            context => FakeApi.FailAsync(context, status, reason, $"you sent {context.Request.Headers.Authorization}"), new FastTime(50));

        var reply = await DeleteAsync(api);

        Assert.Equal(kind, reply.Kind);
        Assert.DoesNotContain(Secret, reply.ToString(), StringComparison.Ordinal);
    }

    private static async Task<DeletionReply> DeleteAsync(FakeApi api)
    {
        using var deleter = api.Deleter();
        return await deleter.DeleteAsync(Service.Type, "default", "web", "uid-of-web", Ends);
    }

    private static Task FailAsync(HttpContext context) => FakeApi.WriteAsync(context, 500, "");
}
