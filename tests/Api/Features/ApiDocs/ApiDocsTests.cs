using System.IO.Compression;
using System.Text;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.ApiDocs;

public sealed class ApiDocsTests(SharedService shared)
{
    [Fact]
    public async Task Page_ForAnyone_AllowsStylesWithinIt_AndNoScriptButItsOwn()
    {
        var page = (await shared.Service.Client(token: null).GetAsync("/docs")).Is(200);

        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'self' 'unsafe-inline';", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-description=\"/openapi/v1.json\"", page.Text, StringComparison.Ordinal);
        var other = (await shared.Service.Client(token: null).GetAsync("/sign-in")).Is(200);
        Assert.DoesNotContain("unsafe-inline", Assert.Single(other.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("<a href=\"/docs\">", other.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData(null, false)]
    public async Task Script_IsSentAsTheBrowserTakesIt(string? accepted, bool isPacked)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shared.Service.Root, "/docs/scalar.js"));
        if (accepted is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(isPacked ? ["gzip"] : [], answer.EnsureSuccessStatusCode().Content.Headers.ContentEncoding);
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl is { Public: true, MaxAge.TotalDays: > 300 });
        await using var sent = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream read = isPacked ? new GZipStream(sent, CompressionMode.Decompress) : sent;
        using var text = new StreamReader(read, Encoding.UTF8);
        Assert.Contains("createApiReference", await text.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
