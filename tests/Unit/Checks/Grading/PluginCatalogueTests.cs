using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Instructions;
using EksGrader.Tests.Unit.Fakes;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class PluginCatalogueTests : IDisposable
{
    private static readonly string Plugin = Path.Combine(AppContext.BaseDirectory, "plugin", "EksGrader.Tests.Plugin.dll");
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-plugins-").FullName;
    private readonly Reports reports = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("EksGrader.Tests.Plugin.dll")]
    [InlineData("EksGrader.Tests.Plugin/EksGrader.Tests.Plugin.dll")]
    public async Task PlugIn_InTheFolder_JudgesLikeAnyCheck(string place)
    {
        var path = Path.Combine(folder, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
        File.Copy(Plugin, path);

        var check = Extend().Find(new CheckId("any-namespace"));

        Assert.NotNull(check);
        var verdict = await new FakeCluster().JudgeAsync(check);
        Assert.Equal("0 namespaces", verdict.Summary.En);
        var fact = Assert.Single(verdict.Facts);
        Assert.Equal(("any", FactState.Broken, "kubectl get namespaces"), (fact.Id, fact.State, Assert.Single(fact.Rows).Command));
        Assert.Contains("namespaces", AccessNeeds.Of([check.Info]).Kinds.Select(k => k.Plural));
    }

    [Fact]
    public void PlugIn_LivesApartFromTheProgram()
    {
        File.Copy(Plugin, Path.Combine(folder, "other-name.dll"));

        Assert.NotNull(Extend().Find(new CheckId("any-namespace")));
        Assert.DoesNotContain(System.Runtime.Loader.AssemblyLoadContext.Default.Assemblies, a => a.GetName().Name == "EksGrader.Tests.Plugin");
    }

    [Fact]
    public void PlugIns_ThatAreBroken_AreReportedAndLeftOut_TheOthersGoOn()
    {
        File.WriteAllText(Path.Combine(folder, "a-garbage.dll"), "MZ this is no assembly");
        BrokenPlugin.WriteThrowing(Path.Combine(folder, "b-throws.dll"));
        BrokenPlugin.WriteWithoutInfo(Path.Combine(folder, "c-says-nothing.dll"));
        File.Copy(Plugin, Path.Combine(folder, "d-good.dll"));
        File.Copy(Plugin, Path.Combine(folder, "e-the-same-again.dll"));

        var catalogue = Extend();

        Assert.Equal([.. Catalogue.Default.Checks.Select(c => c.Info.Id.Value), "any-namespace"], catalogue.Checks.Select(c => c.Info.Id.Value));
        Assert.Equal(["a-garbage", "b-throws", "c-says-nothing", "e-the-same-again"], reports.Broken);
    }

    [Fact]
    public void NoFolder_MeansNoPlugIns()
    {
        Assert.Same(Catalogue.Default, PluginCatalogue.Extend(Catalogue.Default, Path.Combine(folder, "none"), reports));
        Assert.Empty(reports.Broken);
    }

    private Catalogue Extend() => PluginCatalogue.Extend(Catalogue.Default, folder, reports);

    private sealed class Reports : ILogger
    {
        public List<string> Broken { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error && state is IReadOnlyList<KeyValuePair<string, object?>> values)
                Broken.Add($"{values.First(v => v.Key == "Plugin").Value}");
        }
    }
}
