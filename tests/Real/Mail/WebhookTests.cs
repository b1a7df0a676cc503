using System.Net;
using System.Text.Json;
using EksGrader.Checks.Web;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Testbed;
using EksGrader.Tests.Support.Time;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Real.Mail;

/// <summary>How messages go to a real web server, in every weather.</summary>
public sealed class WebhookTests
{
    private static readonly IPNetwork Loopback = IPNetwork.Parse("127.0.0.1/32");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_IsJsonForSlackAndDiscord_AndCallsNoOne()
    {
        var seen = default(JsonElement);
        var key = "";
        await using var server = await LoopbackServer.StartAsync(certificate: null, async context =>
        {
            seen = (await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement;
            key = context.Request.Headers["Idempotency-Key"].ToString();
        });
        using var post = Post(allowed: true);
        var id = Id.New<ReminderId>(TimeProvider.System);
        Assert.Equal(DeliveryResult.Taken, await post.PostAsync(At(server), id, "<!channel> & @everyone 김민준\nline", Token));
        Assert.Equal("&lt;!channel&gt; &amp; @everyone 김민준\nline", seen.GetProperty("text").GetString());
        Assert.Equal("<!channel> & @everyone 김민준\nline", seen.GetProperty("content").GetString());
        Assert.Equal(0, seen.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength());
        Assert.Equal(id.ToString(), key);

        await post.PostAsync(At(server), id, string.Concat(Enumerable.Repeat("학생 김민준 🎓\n", 500)), Token);
        Assert.InRange(seen.GetProperty("content").GetString()?.Length ?? 0, 1500, 2000); // what Discord takes
    }

    [Theory]
    [InlineData(204, DeliveryOutcome.Taken)]
    [InlineData(404, DeliveryOutcome.Refused)]
    [InlineData(410, DeliveryOutcome.Refused)]
    [InlineData(500, DeliveryOutcome.Later)]
    [InlineData(503, DeliveryOutcome.Later)]
    public async Task Status_SaysWhatBecameOfIt(int status, DeliveryOutcome outcome)
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, async context =>
        {
            context.Response.StatusCode = status;
            if (status != 204)
                await context.Response.WriteAsync("no_service\u0007", context.RequestAborted);
        });
        using var post = Post(allowed: true);
        var answer = await post.PostAsync(At(server), default, "text", Token);
        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(status == 204 ? "" : FormattableString.Invariant($"HTTP {status} no_service\uFFFD"), answer.Said);
    }

    [Fact]
    public async Task ServerThatRepeatsTheAddress_GivesNoSecretAway()
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, async context =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync($"Cannot POST {context.Request.Path}{context.Request.QueryString}", context.RequestAborted);
        });
        using var post = Post(allowed: true);
        var address = new Uri(At(server), "/services/T00000000/B00000000/XXsecretOfTheHookXX?token=another-secret");
        var answer = await post.PostAsync(address, default, "text", Token);
        Assert.Equal((DeliveryOutcome.Refused, "HTTP 404 Cannot POST /services/…/…/…?token=…"), (answer.Outcome, answer.Said));
    }

    [Fact]
    public async Task TooMany_IsAskedAgainWhenTheServerSays()
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "120");
            return Task.CompletedTask;
        });
        using var post = Post(allowed: true);
        var answer = await post.PostAsync(At(server), default, "text", Token);
        Assert.Equal((DeliveryOutcome.Later, TimeSpan.FromMinutes(2)), (answer.Outcome, answer.After));
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var inside = await LoopbackServer.StartAsync(certificate: null, _ => Task.CompletedTask);
        await using var server = await LoopbackServer.StartAsync(certificate: null, context =>
        {
            context.Response.Redirect(At(inside).ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var post = Post(allowed: true);
        Assert.Equal(DeliveryOutcome.Refused, (await post.PostAsync(At(server), default, "text", Token)).Outcome);
        Assert.Equal(0, inside.Requests);
    }

    [Fact]
    public async Task AddressOfTheInside_IsNotContacted()
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, _ => Task.CompletedTask);
        using var post = Post(allowed: false);
        var answer = await post.PostAsync(At(server), default, "text", Token);
        Assert.Equal(DeliveryOutcome.Refused, answer.Outcome);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task ServerThatHangs_IsLeftAfterItsTime_AndNoOneKnowsWhatItTook()
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var time = new FastTime(4);
        using var post = new WebhookSender(Connector(allowed: true), time);
        var answer = await post.PostAsync(At(server), default, "text", Token);
        Assert.Equal(DeliveryOutcome.Unsure, answer.Outcome);
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsTriedLater()
    {
        using var post = Post(allowed: true);
        var answer = await post.PostAsync(new Uri($"http://127.0.0.1:{Ports.Free(1)[0]}/"), default, "text", Token);
        Assert.Equal(DeliveryOutcome.Later, answer.Outcome);
    }

    private static Uri At(LoopbackServer server) => new(FormattableString.Invariant($"http://127.0.0.1:{server.Port}/services/T/B/secret"));

    private static WebhookSender Post(bool allowed) => new(Connector(allowed), TimeProvider.System);

    private static GuardedConnector Connector(bool allowed) =>
        new(new SystemHostResolver(TimeProvider.System), new AddressGuard(allowed ? [Loopback] : []), TimeProvider.System);
}
