using System.Net;
using System.Net.Sockets;
using System.Text;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace EksGrader.Tests.Unit.Checks.Web;

public sealed class WebProberTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resolve_SaysWhatTheGuardSaysOfEachAddress()
    {
        var resolver = new FakeResolver().With("lb.test", "8.8.8.8", "10.0.0.1");
        var prober = Prober(resolver, AddressGuard.PublicOnly);

        Assert.Equal([new("8.8.8.8", null), new("10.0.0.1", "private network")], (await prober.ResolveAsync("lb.test", Ends)).Answer.Addresses);
        Assert.False((await prober.ResolveAsync("gone.test", Ends)).Answer.Exists);
    }

    [Fact]
    public async Task Get_Answer_IsKeptWithoutCookies()
    {
        string? userAgent = null;
        var answer = await AnswerAsync(async context =>
        {
            userAgent = context.Request.Headers.UserAgent;
            context.Response.StatusCode = 404;
            context.Response.Headers.SetCookie = "session=secret";
            await context.Response.WriteAsync("안녕\u001b[31m\nhello", context.RequestAborted);
        });

        Assert.Equal((404, (WebFailure?)null, "127.0.0.1"), (answer.Status, answer.Failure, answer.Address));
        Assert.Equal("안녕\uFFFD[31m\nhello", answer.Body);
        Assert.DoesNotContain(answer.Headers, h => h.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("EksGrader/1.0", userAgent);
    }

    [Fact]
    public async Task Get_Redirect_IsNotFollowed()
    {
        var answer = await AnswerAsync(context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        });

        Assert.Equal(302, answer.Status);
        Assert.Contains("Location: http://169.254.169.254/latest/meta-data/", answer.Headers);
    }

    [Fact]
    public async Task Get_EndlessBody_IsReadFor4Kib()
    {
        var answer = await AnswerAsync(async context =>
        {
            var part = Encoding.UTF8.GetBytes(new string('가', 1000));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        });

        Assert.Equal(200, answer.Status);
        Assert.Equal(new string('가', WebProber.Kept / 3), answer.Body);
    }

    [Fact]
    public async Task Get_BodyThatHangs_IsStillAnAnswer()
    {
        var answer = await AnswerAsync(
            async context =>
            {
                await context.Response.WriteAsync("begun", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            },
            time: new FastTime(8));

        Assert.Equal((200, "begun"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Get_BodyThatBreaksOff_IsStillAnAnswer()
    {
        using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");

        var (answer, _) = await Loopback().GetAsync(server.Address, Ends);

        Assert.Equal((200, "begun"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Get_Silence_IsTimedOut()
    {
        var answer = await AnswerAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted), time: new FastTime(8));

        Assert.Equal((null, WebFailure.TimedOut, "127.0.0.1"), (answer.Status, answer.Failure, answer.Address));
    }

    [Fact]
    public async Task Get_CompressedBody_IsNotUnpacked()
    {
        var answer = await AnswerAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(new byte[] { 0x1f, 0x8b, 8, 0 }, context.RequestAborted);
        });

        Assert.Equal("(compressed: gzip)", answer.Body);
    }

    [Fact]
    public async Task Get_Https_JudgesNoCertificate()
    {
        using var authority = new TestAuthority();
        await using var server = await LoopbackServer.StartAsync(authority.ForServer("another.name"), context => context.Response.WriteAsync("ok", context.RequestAborted));

        Assert.Equal("ok", (await Loopback().GetAsync(new Uri($"https://127.0.0.1:{server.Port}/"), Ends)).Answer.Body);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: {0}\r\n\r\n", 100_000, WebFailure.NotHttp)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", 0, WebFailure.NotHttp)]
    [InlineData("", 0, WebFailure.Reset)]
    public async Task Get_WhatIsNotHttp_IsToldApart(string sent, int filling, WebFailure failure)
    {
        using var server = new RawServer(sent.Replace("{0}", new string('a', filling), StringComparison.Ordinal));

        var (answer, _) = await Loopback().GetAsync(server.Address, Ends);

        Assert.Equal((null, (WebFailure?)failure), (answer.Status, answer.Failure));
    }

    [Fact]
    public async Task Get_TlsFromAPlainServer_IsTls()
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("plain", context.RequestAborted));

        Assert.Equal(WebFailure.Tls, (await Loopback().GetAsync(new Uri($"https://127.0.0.1:{server.Port}/"), Ends)).Answer.Failure);
    }

    [Theory]
    [InlineData("http://10.0.0.1/", WebFailure.Blocked)]
    [InlineData("http://[::ffff:169.254.169.254]/", WebFailure.Blocked)]
    [InlineData("http://gone.test/", WebFailure.NameNotFound)]
    [InlineData("http://127.0.0.1:2/", WebFailure.Refused)]
    [InlineData("http://127.0.0.1:25/", WebFailure.Blocked)]
    [InlineData("http://127.0.0.1:6000/", WebFailure.Blocked)]
    [InlineData("file:///etc/passwd", WebFailure.NotHttp)]
    public async Task Get_WhatCannotBeContacted_IsToldApart(string address, WebFailure failure)
    {
        var (answer, _) = await Loopback().GetAsync(new Uri(address), Ends);

        Assert.Equal((failure, (string?)null), (answer.Failure, answer.Address));
    }

    [Theory]
    [InlineData(SocketError.NetworkUnreachable, ReadFailure.Unreachable)]
    [InlineData(SocketError.TryAgain, ReadFailure.NameUnanswered)]
    public async Task Get_GraderHasNoNetwork_IsNoFactAboutThePage(SocketError error, ReadFailure failure)
    {
        var resolver = new FakeResolver().With("web.test", () => error == SocketError.TryAgain ? throw NetworkErrors.NameUnanswered("web.test", null) : [IPAddress.Parse("8.8.8.8")]);
        var connector = new GuardedConnector(resolver, AddressGuard.PublicOnly, TimeProvider.System, (_, _) => throw new SocketException((int)error));
        var prober = new WebProber(resolver, AddressGuard.PublicOnly, connector, TimeProvider.System);

        Assert.Equal(failure, (await Assert.ThrowsAsync<ReadException>(() => prober.GetAsync(new Uri("http://web.test/"), Ends))).Fault.Failure);
    }

    [Fact]
    public async Task Get_Twice_UsesTwoConnections()
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, context => context.Response.WriteAsync("ok", context.RequestAborted));
        var prober = Loopback();
        await prober.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"), Ends);
        await prober.GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"), Ends);

        Assert.Equal(2, server.Connections);
    }

    private static async Task<EksGrader.Checks.Web.WebResponse> AnswerAsync(RequestDelegate answer, TimeProvider? time = null)
    {
        await using var server = await LoopbackServer.StartAsync(certificate: null, context =>
        {
            if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            return answer(context);
        });
        return (await Loopback(time).GetAsync(new Uri($"http://127.0.0.1:{server.Port}/"), Ends)).Answer;
    }

    private static WebProber Loopback(TimeProvider? time = null) => Prober(new FakeResolver(), new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), time);

    private static WebProber Prober(FakeResolver resolver, AddressGuard guard, TimeProvider? time = null) =>
        new(resolver, guard, new GuardedConnector(resolver, guard, time ?? TimeProvider.System), time ?? TimeProvider.System);

    /// <summary>Says the same to everyone who asks, and hangs up: a handler asks again where it heard nothing.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public RawServer(string answer)
        {
            listener.Start();
            _ = ServeAsync(Encoding.ASCII.GetBytes(answer));
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync(byte[] answer)
        {
            while (listener.Server.IsBound)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync(Ends);
                    _ = await client.GetStream().ReadAsync(new byte[4096], Ends);
                    await client.GetStream().WriteAsync(answer, Ends);
                }
                catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
                {
                    // The prober had enough, or the test is over.
                }
            }
        }
    }
}
