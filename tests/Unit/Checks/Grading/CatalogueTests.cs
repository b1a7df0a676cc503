using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Unit.Checks.Grading;

public sealed class CatalogueTests
{
    [Fact]
    public void Catalogue_Default_HoldsEveryCheckThatShips() => Assert.Equal(
        typeof(ICheck).Assembly.GetExportedTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(ICheck))).Order(ByName),
        Catalogue.Default.Checks.Select(c => c.GetType()).Order(ByName));

    // Assignments, reports and stored verdicts name checks by their ids: none may go.
    [Fact]
    public void Catalogue_Default_KeepsTheIdsThatAreStored() => Assert.Subset(
        Catalogue.Default.Checks.Select(c => c.Info.Id.Value).ToHashSet(StringComparer.Ordinal),
        new HashSet<string>(StringComparer.Ordinal) { "nodes", "replicas", "load-balancer", "container-insights", "cluster-deletion" });

    [Fact]
    public void Catalogue_Find_KnowsIds()
    {
        Assert.Equal("nodes", Catalogue.Default.Find(new CheckId("nodes"))?.Info.Id.Value);
        Assert.Null(Catalogue.Default.Find(new CheckId("Nodes")));
    }

    [Fact]
    public void Catalogue_WithAPlugIn_HoldsItToo()
    {
        var catalogue = Catalogue.Default.With([new PlugIn("my-check")]);
        Assert.Equal(Catalogue.Default.Checks.Count + 1, catalogue.Checks.Count);
        Assert.NotNull(catalogue.Find(new CheckId("my-check")));
        Assert.Null(Catalogue.Default.Find(new CheckId("my-check")));
    }

    [Fact]
    public void AskedBy_AnAssignment_AreTheTextsThatItTurnsOn()
    {
        var catalogue = new Catalogue([new PlugIn("my-check", asks: true), new PlugIn("other", asks: true)]);
        var asked = catalogue.AskedBy(new Assignment
        {
            Slug = "a",
            Title = LocalizedText.Same("a"),
            Checks =
            [
                new AssignedCheck(new CheckId("my-check"), 1, new Dictionary<string, object>(StringComparer.Ordinal) { ["askRepository"] = true }),
                new AssignedCheck(new CheckId("other"), 1, new Dictionary<string, object>(StringComparer.Ordinal)),
            ],
        });
        var (key, text) = Assert.Single(asked);
        Assert.Equal("my-check.repository", key);
        Assert.True(text.Fits("https://git.example.org/team/web"));
        Assert.False(text.Fits("https://git.example.org/team/web\n"));
        Assert.False(text.Fits("https://git.example.org/" + new string('a', 600)));
    }

    [Fact]
    public void Catalogue_TwoOfOneId_AreRefused() =>
        Assert.Throws<ArgumentException>(() => Catalogue.Default.With([new PlugIn("nodes")]));

    [Fact]
    public void Catalogue_EveryCheck_TellsAllAboutItself() => Assert.All(Catalogue.Default.Checks, check =>
    {
        var info = check.Info;
        Assert.NotEmpty(info.Reads);
        Assert.Equal(info.Reads.Count, info.Reads.Distinct().Count());
        Assert.NotEmpty(info.Decisions);
        Assert.Equal(Enum.GetValues<Outcome>(), info.Outcomes.Select(o => o.Outcome).Union(info.Phase == CheckPhase.Live ? [Outcome.Pending] : []).Order());
        Assert.All(info.Parameters, p => Assert.NotEmpty(p.Description.Ko));
    });

    [Fact]
    public void Catalogue_Defaults_AreThoseOfTheAssessment()
    {
        var checks = ShippedAssignments.EksAssessment(Catalogue.Default.Infos).Checks.Select(c => Catalogue.Default.Find(c.Check)).OfType<ICheck>().ToList();
        var parameters = checks.SelectMany(c => c.Info.Parameters.Select(p => $"{c.Info.Id} {p.Name} {p.DefaultValue}"));
        Assert.Equal(
            [
                "nodes count 2", "nodes match exact", "nodes countFargate False", "nodes countHybrid False",
                "replicas count 2", "replicas match exact",
                "load-balancer path /", "load-balancer acceptIngress False", "load-balancer allowAnyAddress False",
                "container-insights levels ",
            ],
            parameters);
        Assert.All(checks, c => Assert.Equal(20, c.Info.DefaultPoints));
    }

    private static IComparer<Type> ByName => Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.FullName, b.FullName));

    private sealed class PlugIn(string id, bool asks = false) : ICheck
    {
        public CheckInfo Info { get; } = new()
        {
            Id = new CheckId(id),
            Title = LocalizedText.Same(id),
            Asks = LocalizedText.Same(id),
            Parameters = asks ? [new BooleanParameter("askRepository", LocalizedText.Same("Whether it is asked."), Default: false)] : [],
            AskedTexts = asks ? [new AskedText("repository", LocalizedText.Same("Repository"), "askRepository", "https://[!-~]+", "https://git.example.org/team/web")] : [],
        };

        public ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Verdict.Passed(LocalizedText.Same($"{parameters.Rules == new AssignmentRules()}")));
    }
}
