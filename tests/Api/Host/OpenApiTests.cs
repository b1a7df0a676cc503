using System.Text.Json;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Host;

public sealed class OpenApiTests(SharedService shared)
{
    [Fact]
    public async Task Document_IsTheCommittedOne()
    {
        var document = (await shared.Service.Client(token: null).GetAsync("/openapi/v1.json")).Is(200).Text.ReplaceLineEndings("\n") + "\n";
        var file = Repository.PathOf("docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("EKSGRADER_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, document, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(file), "docs/openapi.json is missing; EKSGRADER_UPDATE_DOCS=1 writes it.");
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), document);
    }

    [Fact]
    public async Task EveryOperation_SaysWhatItIs()
    {
        var paths = (await shared.Service.Client(token: null).GetAsync("/openapi/v1.json")).Json.GetProperty("paths");
        foreach (var operation in paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
        {
            foreach (var field in (string[])["operationId", "summary", "description"])
                Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty(field).GetString()));
            Assert.NotEqual(0, operation.Value.GetProperty("tags").GetArrayLength());
            Assert.NotEqual(JsonValueKind.Undefined, operation.Value.GetProperty("responses").ValueKind);
        }
    }

    [Fact]
    public async Task EveryMoment_IsAString()
    {
        var document = (await shared.Service.Client(token: null).GetAsync("/openapi/v1.json")).Json;
        var moments = document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(s => s.Value.TryGetProperty("properties", out _))
            .SelectMany(s => s.Value.GetProperty("properties").EnumerateObject())
            .Where(p => p.Value.TryGetProperty("format", out var format) && format.GetString() == "date-time").ToList();

        Assert.NotEmpty(moments);
        Assert.All(moments, m => Assert.Contains("string", m.Value.GetProperty("type").ToString(), StringComparison.Ordinal));
    }
}
