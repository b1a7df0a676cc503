using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Host;

public sealed class ProblemTests(SharedService shared)
{
    private readonly ApiClient admin = shared.Service.Admin();

    [Fact]
    public async Task UnknownAddress_Is404() => (await admin.GetAsync("/api/nothing")).IsProblem(404, "not-found");

    [Fact]
    public async Task UnknownId_Is404()
    {
        (await admin.GetAsync("/api/submissions/0199aaaa-0000-7000-8000-000000000000")).IsProblem(404, "not-found");
        (await admin.GetAsync("/api/submissions/seven")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task OtherMethod_Is405() => (await admin.DeleteAsync("/api/courses")).IsProblem(405, "method-not-allowed");

    [Fact]
    public async Task WithoutToken_Is401()
    {
        var reply = (await shared.Service.Client(token: null).GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
        Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("eksg_wrong")]
    [InlineData("an-admin-token-of-the-tests-0123456788")]
    public async Task WrongToken_Is401(string token)
    {
        var reply = (await shared.Service.Client(token).GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
        Assert.Contains("invalid_token", reply.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherMediaType_Is415() =>
        (await admin.SendAsync(HttpMethod.Post, "/api/courses", "slug: a", "application/yaml")).IsProblem(415, "unsupported-media-type");

    [Theory]
    [InlineData("{", "")]
    [InlineData("""{"slug":7}""", "slug")]
    [InlineData("""{"sluggish":"a"}""", "sluggish")]
    [InlineData("", "")]
    public async Task BodyThatCannotBeRead_Is400AtItsPath(string body, string path)
    {
        var reply = (await admin.PostAsync("/api/courses", body)).IsProblem(400, "bad-request");
        if (path.Length > 0)
            Assert.Equal([path], reply.Fields);
        Assert.DoesNotContain("EksGrader.Api", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongBody_Is413() =>
        (await admin.PostAsync("/api/courses", $$"""{"title":"{{new string('a', 100_000)}}"}""")).IsProblem(413, "too-large");

    [Fact]
    public async Task BadQuery_Is400() => (await admin.GetAsync("/api/courses?limit=many")).IsProblem(400, "bad-request");

    [Theory]
    [InlineData("/api/courses?limit=0", "limit")]
    [InlineData("/api/courses?after=x", "after")]
    public async Task PageThatIsNone_Is422(string path, string field) => Assert.Equal([field], (await admin.GetAsync(path)).IsProblem(422, "invalid").Fields);

    [Fact]
    public async Task Titles_AreKoreanForKoreans()
    {
        var reply = (await admin.GetAsync("/api/nothing", ("Accept-Language", "ko"))).IsProblem(404, "not-found");
        Assert.Equal("찾을 수 없습니다", reply.Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task EveryAnswer_HasItsSecurityHeaders()
    {
        foreach (var path in (string[])["/health/live", "/api/courses", "/api/nothing"])
        {
            var reply = await admin.GetAsync(path);
            Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", reply.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("no-store", reply.Headers.CacheControl?.ToString());
            Assert.False(reply.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task FailureOfOurs_Is500_WithANumberToQuote_AndNothingElse()
    {
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<IJobBoard, BrokenBoard>());
        var reply = (await service.Admin().GetAsync("/api/jobs")).IsProblem(500, "internal");
        var reference = reply.Json.GetProperty("reference").GetString() ?? "";
        Assert.Contains(reference, reply.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Text, StringComparison.Ordinal);
    }

    private sealed class BrokenBoard : IJobBoard
    {
        public Task<JobBoard> ReadAsync(int limit, CancellationToken cancellationToken) => throw new InvalidOperationException("secret");
    }

    [Fact]
    public async Task Health_IsOpen()
    {
        var nobody = shared.Service.Client(token: null);
        Assert.Equal("live", (await nobody.GetAsync("/health/live")).Is(200).Json.GetProperty("status").GetString());
        Assert.Equal("ready", (await nobody.GetAsync("/health/ready")).Is(200).Json.GetProperty("status").GetString());
    }
}
