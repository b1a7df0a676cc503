using System.Globalization;
using System.Text.Json;
using EksGrader.Api.CommandLine;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Api.CommandLine;

/// <summary>A plug-in's checks are told of as those that ship.</summary>
public sealed class ChecksCommandTests : IDisposable
{
    private readonly Catalogue catalogue = Catalogue.Default.With([new Further()]);
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    [Fact]
    public void Checks_ListsThoseOfPlugIns()
    {
        Assert.Equal(0, Run());
        Assert.Contains("| [further](further.md) | Further (더) | 7 | One thing more. |", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("| [nodes](nodes.md) |", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Checks_OfOneCheck_IsItsPage()
    {
        Assert.Equal(0, Run("further"));
        Assert.StartsWith("# further: Further (더)\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Checks_OfACheckThatIsNotThere_NamesThoseThatAre()
    {
        Assert.Equal(Terminal.Refused, Run("farther"));
        Assert.Empty(output.ToString());
        Assert.Contains(string.Join(", ", [.. Catalogue.Default.Infos.Select(i => i.Id.Value), "further"]), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_KnowsThoseOfPlugIns()
    {
        Assert.Equal(0, Run(isSchema: true));
        using var schema = JsonDocument.Parse(output.ToString());
        Assert.Contains("\"further\"", output.ToString(), StringComparison.Ordinal);
    }

    private int Run(string? id = null, bool isSchema = false) =>
        ChecksCommand.Run(catalogue, id, isSchema, new Terminal(output, error, IsLive: false, CultureInfo.GetCultureInfo("en")));

    private sealed class Further : ICheck
    {
        public CheckInfo Info { get; } = new()
        {
            Id = new CheckId("further"),
            Title = new LocalizedText("Further", "더"),
            Asks = new LocalizedText("One thing more.", "한 가지 더."),
            DefaultPoints = 7,
        };

        public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nothing is graded here.");
    }
}
